/** Who is in a study with which roles: a grid of check boxes, saved as they are set. */
import { useState, type FormEvent } from 'react'
import { ApiError } from '../../shared/api/errors'
import type { Member, Role, Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Choices, Field } from '../../shared/ui/field'
import { Await, Empty, Failure } from '../../shared/ui/states'
import { ShowMore, Table } from '../../shared/ui/table'
import { InviteDialog } from '../accounts/invite-dialog'
import { roles } from '../accounts/roles'
import { useAddMember, useMembers, useRemoveMember, useSetRoles } from './queries'

export function MembersTab({ study }: { study: Study }) {
  const { studies, common, accounts } = useText()
  const query = useMembers(study.id)
  const [open, setOpen] = useState<'add' | 'invite' | null>(null)
  const mayManage = study.allowed.includes('member.manage')
  const close = () => {
    setOpen(null)
  }
  const heads = [
    common.name,
    ...roles.map((role) => common.roles[role]),
    studies.memberSince,
    ...(mayManage ? [common.actions] : []),
  ]
  return (
    <div className="stack">
      {mayManage && (
        <div className="actions">
          <button
            type="button"
            className="button"
            onClick={() => {
              setOpen('add')
            }}
          >
            {studies.membersAdd}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => {
              setOpen('invite')
            }}
          >
            {accounts.invite}
          </button>
        </div>
      )}
      <Await query={query}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{studies.membersNone}</Empty>
          ) : (
            <Table caption={studies.members} heads={heads}>
              {items.map((member) => (
                <MemberRow key={member.id} member={member} mayManage={mayManage} />
              ))}
            </Table>
          )
        }
      </Await>
      <ShowMore query={query} />
      {open === 'add' && <AddMember study={study} onClose={close} />}
      {open === 'invite' && <InviteDialog study={study} onClose={close} />}
    </div>
  )
}

function MemberRow({ member, mayManage }: { member: Member; mayManage: boolean }) {
  const { studies, common } = useText()
  const { date } = useFormat()
  const setRoles = useSetRoles()
  const [removing, setRemoving] = useState(false)
  const { name, email } = member.user
  // Shown at once; a refusal puts the boxes back.
  const held = setRoles.isPending ? setRoles.variables.roles : member.roles
  return (
    <tr>
      <td>
        {name}
        <p className="muted">{email}</p>
        <Failure error={setRoles.error} />
      </td>
      {roles.map((role) => (
        <td key={role}>
          <input
            type="checkbox"
            aria-label={`${name}: ${common.roles[role]}`}
            checked={held.includes(role)}
            disabled={!mayManage || setRoles.isPending}
            onChange={({ target }) => {
              const next = roles.filter((other) => (other === role ? target.checked : held.includes(other)))
              setRoles.mutate({ id: member.id, roles: next })
            }}
          />
        </td>
      ))}
      <td>{date(member.since)}</td>
      {mayManage && (
        <td>
          <button
            type="button"
            className="button"
            aria-label={studies.memberRemove(name)}
            onClick={() => {
              setRemoving(true)
            }}
          >
            {common.remove}
          </button>
          {removing && (
            <RemoveMember
              member={member}
              onClose={() => {
                setRemoving(false)
              }}
            />
          )}
        </td>
      )}
    </tr>
  )
}

function RemoveMember({ member, onClose }: { member: Member; onClose: () => void }) {
  const { studies, common } = useText()
  const remove = useRemoveMember()
  return (
    <Dialog title={studies.memberRemove(member.user.name)} onClose={onClose}>
      <div className="form">
        <p>{studies.memberRemoveHint}</p>
        <Failure error={remove.error} />
        <div className="actions">
          <button
            type="button"
            className="button danger"
            disabled={remove.isPending}
            onClick={() => {
              remove.mutate(member.id, { onSuccess: onClose })
            }}
          >
            {common.remove}
          </button>
        </div>
      </div>
    </Dialog>
  )
}

function AddMember({ study, onClose }: { study: Study; onClose: () => void }) {
  const { studies, accounts, common } = useText()
  const add = useAddMember(study.id)
  const [chosen, setChosen] = useState<Role[]>(['operator'])
  const fields = add.error instanceof ApiError ? add.error.fields : {}
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const email = String(new FormData(event.currentTarget).get('email')).trim()
    add.mutate({ email, roles: chosen }, { onSuccess: onClose })
  }
  return (
    <Dialog title={studies.membersAdd} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <Field label={accounts.email} hint={studies.membersAddHint} errors={fields['email']}>
          {(wiring) => <input {...wiring} name="email" type="email" required autoComplete="off" />}
        </Field>
        <Choices
          legend={accounts.rolesLegend}
          options={roles}
          chosen={chosen}
          names={common.roles}
          onChange={setChosen}
        />
        <Failure error={add.error} />
        <div className="actions">
          <button className="button primary" disabled={add.isPending || chosen.length === 0}>
            {common.add}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
