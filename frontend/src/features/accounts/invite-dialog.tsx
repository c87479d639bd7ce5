/** Inviting a person by a link that is shown once. */
import { useState, type FormEvent } from 'react'
import { ApiError } from '../../shared/api/errors'
import type { Role } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Choices, Field } from '../../shared/ui/field'
import { CopyBox } from '../../shared/ui/marks'
import { Failure } from '../../shared/ui/states'
import { useInvite } from './queries'
import { roles } from './roles'

/** Without a study the invitation is to the site, and may be for a site admin. */
type Props = { study?: { id: string; name: string }; onClose: () => void }

export function InviteDialog({ study, onClose }: Props) {
  const { accounts, common } = useText()
  const invite = useInvite()
  const [chosen, setChosen] = useState<Role[]>(['operator'])
  const fields = invite.error instanceof ApiError ? invite.error.fields : {}
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    invite.mutate({
      email: String(form.get('email')).trim(),
      study: study?.id ?? null,
      roles: study ? chosen : [],
      is_site_admin: form.get('site_admin') === 'on',
    })
  }
  return (
    <Dialog title={study ? `${accounts.invite}: ${study.name}` : accounts.invite} onClose={onClose}>
      {invite.data ? (
        <div className="form" role="status">
          <p>{accounts.inviteOnce}</p>
          <CopyBox label={accounts.inviteLink} value={invite.data.link} />
        </div>
      ) : (
        <form className="form" onSubmit={submit}>
          <Field label={accounts.email} hint={accounts.inviteHint} errors={fields['email']}>
            {(wiring) => <input {...wiring} name="email" type="email" required autoComplete="off" />}
          </Field>
          {study ? (
            <Choices
              legend={accounts.rolesLegend}
              options={roles}
              chosen={chosen}
              names={common.roles}
              onChange={setChosen}
            />
          ) : (
            <label className="check">
              <input type="checkbox" name="site_admin" />
              {accounts.siteAdmin}
            </label>
          )}
          <Failure error={invite.error} />
          <div className="actions">
            <button className="button primary" disabled={invite.isPending || chosen.length === 0}>
              {accounts.invite}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
