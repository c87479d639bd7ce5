/** Tokens for scripts: named, expiring, shown once. */
import { useState, type FormEvent } from 'react'
import { ApiError } from '../../shared/api/errors'
import type { Token } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Field } from '../../shared/ui/field'
import { CopyBox } from '../../shared/ui/marks'
import { Await, Empty, Failure } from '../../shared/ui/states'
import { ShowMore, Table } from '../../shared/ui/table'
import { useCreateToken, useRevokeToken, useTokens } from './queries'

export function TokensPanel() {
  const { accounts, common } = useText()
  const query = useTokens()
  const [creating, setCreating] = useState(false)
  const heads = [common.name, accounts.tokenExpires, accounts.tokenUsed, common.actions]
  return (
    <section className="panel wide" aria-labelledby="tokens-title">
      <div className="panel-head">
        <h2 id="tokens-title">{accounts.tokens}</h2>
        <button
          type="button"
          className="button"
          onClick={() => {
            setCreating(true)
          }}
        >
          {accounts.tokenNew}
        </button>
      </div>
      <p className="hint">{accounts.tokensHint}</p>
      <Await query={query} lines={1}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{accounts.tokensNone}</Empty>
          ) : (
            <Table caption={accounts.tokens} heads={heads}>
              {items.map((token) => (
                <TokenRow key={token.id} token={token} />
              ))}
            </Table>
          )
        }
      </Await>
      <ShowMore query={query} />
      {creating && (
        <CreateToken
          onClose={() => {
            setCreating(false)
          }}
        />
      )}
    </section>
  )
}

function TokenRow({ token }: { token: Token }) {
  const { accounts, common } = useText()
  const { date, moment } = useFormat()
  const revoke = useRevokeToken()
  return (
    <tr>
      <td>
        {token.name} <span className="mono muted">{token.prefix}…</span>
      </td>
      <td>{date(token.expires_at)}</td>
      <td>{token.last_used_at ? moment(token.last_used_at) : common.never}</td>
      <td>
        {token.revoked_at ? (
          accounts.tokenRevoked
        ) : (
          <button
            type="button"
            className="button"
            aria-label={`${accounts.tokenRevoke}: ${token.name}`}
            disabled={revoke.isPending}
            onClick={() => {
              revoke.mutate(token.id)
            }}
          >
            {accounts.tokenRevoke}
          </button>
        )}
        <Failure error={revoke.error} />
      </td>
    </tr>
  )
}

function CreateToken({ onClose }: { onClose: () => void }) {
  const { accounts, common } = useText()
  const create = useCreateToken()
  const fields = create.error instanceof ApiError ? create.error.fields : {}
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    create.mutate({ name: String(form.get('name')).trim(), expires_in_days: Number(form.get('days')) })
  }
  return (
    <Dialog title={accounts.tokenNew} onClose={onClose}>
      {create.data ? (
        <div className="form" role="status">
          <p>{accounts.tokenOnce}</p>
          <CopyBox label={create.data.name} value={create.data.token} />
        </div>
      ) : (
        <form className="form" onSubmit={submit}>
          <Field label={common.name} errors={fields['name']}>
            {(wiring) => <input {...wiring} name="name" required maxLength={80} autoComplete="off" />}
          </Field>
          <Field label={accounts.tokenDays} errors={fields['expires_in_days']}>
            {(wiring) => (
              <input {...wiring} name="days" type="number" min={1} max={365} defaultValue={90} required />
            )}
          </Field>
          <Failure error={create.error} />
          <div className="actions">
            <button className="button primary" disabled={create.isPending}>
              {accounts.tokenNew}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
