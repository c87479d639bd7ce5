/** Who may sign in, and who is invited. */
import { useState, type FormEvent } from 'react'
import type { Invitation, User } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Field } from '../../shared/ui/field'
import { Icon } from '../../shared/ui/icon'
import { Mark } from '../../shared/ui/marks'
import { Page } from '../../shared/ui/page'
import { Await, Empty, Failure } from '../../shared/ui/states'
import { ShowMore, Table } from '../../shared/ui/table'
import { InviteDialog } from './invite-dialog'
import { useInvitations, useRevokeInvitation, useSetActive, useUsers } from './queries'
import { useMe } from './session'

export default function PeoplePage() {
  const { accounts } = useText()
  const [inviting, setInviting] = useState(false)
  const actions = (
    <button
      type="button"
      className="button primary"
      onClick={() => {
        setInviting(true)
      }}
    >
      <Icon name="add" />
      {accounts.invite}
    </button>
  )
  return (
    <Page title={accounts.people} actions={actions}>
      <div className="stack">
        <Users />
        <h2>{accounts.invitations}</h2>
        <Invitations />
      </div>
      {inviting && (
        <InviteDialog
          onClose={() => {
            setInviting(false)
          }}
        />
      )}
    </Page>
  )
}

function Users() {
  const { accounts, common } = useText()
  const query = useUsers()
  const heads = [common.name, common.state, accounts.secondStep, accounts.lastSeen, common.actions]
  return (
    <>
      <Await query={query}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{accounts.peopleNone}</Empty>
          ) : (
            <Table caption={accounts.people} heads={heads}>
              {items.map((user) => (
                <UserRow key={user.id} user={user} />
              ))}
            </Table>
          )
        }
      </Await>
      <ShowMore query={query} />
    </>
  )
}

function UserRow({ user }: { user: User }) {
  const { accounts, common } = useText()
  const { moment } = useFormat()
  const me = useMe()
  const [changing, setChanging] = useState(false)
  const verb = user.is_active ? accounts.deactivate : accounts.activate
  return (
    <tr>
      <td>
        {user.name}
        <p className="muted">{user.email}</p>
      </td>
      <td>
        <Mark icon={user.is_active ? 'check' : 'cross'}>
          {user.is_active ? accounts.active : accounts.inactive}
        </Mark>
        {user.is_site_admin && <p className="muted">{accounts.siteAdmin}</p>}
      </td>
      <td>{user.mfa ? common.yes : common.no}</td>
      <td>{user.last_login ? moment(user.last_login) : common.never}</td>
      <td>
        {user.id !== me.id && (
          <button
            type="button"
            className="button"
            aria-label={`${verb}: ${user.name}`}
            onClick={() => {
              setChanging(true)
            }}
          >
            {verb}
          </button>
        )}
        {changing && (
          <ChangeActive
            user={user}
            onClose={() => {
              setChanging(false)
            }}
          />
        )}
      </td>
    </tr>
  )
}

function ChangeActive({ user, onClose }: { user: User; onClose: () => void }) {
  const { accounts, common } = useText()
  const change = useSetActive()
  const verb = user.is_active ? accounts.deactivate : accounts.activate
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const reason = String(new FormData(event.currentTarget).get('reason')).trim()
    change.mutate({ id: user.id, active: !user.is_active, reason }, { onSuccess: onClose })
  }
  return (
    <Dialog title={`${verb}: ${user.name}`} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        {user.is_active && <p>{accounts.deactivateHint}</p>}
        <Field label={common.reason}>{(wiring) => <textarea {...wiring} name="reason" required />}</Field>
        <Failure error={change.error} />
        <div className="actions">
          <button className={`button ${user.is_active ? 'danger' : 'primary'}`} disabled={change.isPending}>
            {verb}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function Invitations() {
  const { accounts, common, studies } = useText()
  const query = useInvitations()
  const heads = [
    accounts.email,
    common.state,
    studies.study,
    accounts.rolesLegend,
    accounts.tokenExpires,
    common.actions,
  ]
  return (
    <>
      <Await query={query}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{accounts.invitationsNone}</Empty>
          ) : (
            <Table caption={accounts.invitations} heads={heads}>
              {items.map((invitation) => (
                <InvitationRow key={invitation.id} invitation={invitation} />
              ))}
            </Table>
          )
        }
      </Await>
      <ShowMore query={query} />
    </>
  )
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { accounts, common } = useText()
  const { date } = useFormat()
  const revoke = useRevokeInvitation()
  const held = invitation.roles.map((role) => common.roles[role])
  return (
    <tr>
      <td>{invitation.email}</td>
      <td>
        <Mark
          icon={invitation.state === 'open' ? 'waiting' : invitation.state === 'accepted' ? 'check' : 'cross'}
        >
          {accounts.inviteStates[invitation.state]}
        </Mark>
      </td>
      <td>{invitation.study_name}</td>
      <td>{[...held, ...(invitation.is_site_admin ? [accounts.siteAdmin] : [])].join(', ')}</td>
      <td>{date(invitation.expires_at)}</td>
      <td>
        {invitation.state === 'open' && (
          <button
            type="button"
            className="button"
            aria-label={`${accounts.inviteRevoke}: ${invitation.email}`}
            disabled={revoke.isPending}
            onClick={() => {
              revoke.mutate(invitation.id)
            }}
          >
            {accounts.inviteRevoke}
          </button>
        )}
        <Failure error={revoke.error} />
      </td>
    </tr>
  )
}
