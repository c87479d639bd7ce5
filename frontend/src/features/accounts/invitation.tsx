/** Accepting an invitation: name, password, and straight in. */
import { useMutation } from '@tanstack/react-query'
import { type FormEvent } from 'react'
import { useLocation } from 'wouter'
import { api, must } from '../../shared/api/client'
import { ApiError } from '../../shared/api/errors'
import { useText } from '../../shared/i18n/text'
import { Field } from '../../shared/ui/field'
import { usePageTitle } from '../../shared/ui/page'
import { Failure } from '../../shared/ui/states'
import { allauth } from './allauth'
import { EntryPage } from './entry-page'
import { useRefreshSession } from './session'

type Entry = { name: string; password: string }

export function InvitationPage({ token }: { token: string }) {
  const { accounts, common } = useText()
  const refresh = useRefreshSession()
  const [, navigate] = useLocation()
  usePageTitle(accounts.invitation)
  const accept = useMutation({
    mutationFn: async ({ name, password }: Entry) => {
      const body = { token, name, password }
      const { email } = await must(api.POST('/api/v1/invitations/accept/', { body }))
      await allauth('POST', '/auth/login', { email, password })
    },
    onSuccess: async () => {
      navigate('/', { replace: true })
      await refresh()
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    accept.mutate({ name: String(form.get('name')), password: String(form.get('password')) })
  }
  const fields = accept.error instanceof ApiError ? accept.error.fields : {}
  return (
    <EntryPage title={accounts.invitation}>
      <p>{accounts.invitationHint}</p>
      <form className="form" onSubmit={submit}>
        <Field label={common.name} errors={fields['name']}>
          {(wiring) => <input {...wiring} name="name" autoComplete="name" required />}
        </Field>
        <Field label={accounts.password} hint={accounts.passwordHint} errors={fields['password']}>
          {(wiring) => (
            <input {...wiring} name="password" type="password" autoComplete="new-password" required />
          )}
        </Field>
        <Failure error={accept.error} />
        <button className="button primary" disabled={accept.isPending}>
          {accounts.accept}
        </button>
      </form>
    </EntryPage>
  )
}
