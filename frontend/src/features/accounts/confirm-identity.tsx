/** Asks for the password again before a change to the sign-in itself. */
import { useMutation } from '@tanstack/react-query'
import { type FormEvent } from 'react'
import { useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Field } from '../../shared/ui/field'
import { Failure } from '../../shared/ui/states'
import { changeAccount } from './account-call'

export function ConfirmIdentity({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const { accounts } = useText()
  const confirm = useMutation({
    mutationFn: (password: string) => changeAccount('POST', '/auth/reauthenticate', { password }),
    onSuccess: onDone,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    confirm.mutate(String(new FormData(event.currentTarget).get('password')))
  }
  return (
    <Dialog title={accounts.confirm} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <p>{accounts.confirmHint}</p>
        <Field label={accounts.password}>
          {(wiring) => (
            <input {...wiring} name="password" type="password" autoComplete="current-password" required />
          )}
        </Field>
        <Failure error={confirm.error} />
        <div className="actions">
          <button className="button primary" disabled={confirm.isPending}>
            {accounts.continue}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
