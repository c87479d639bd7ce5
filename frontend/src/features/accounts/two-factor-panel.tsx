/** Two-step sign-in: turning it on and off, and the recovery codes. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent } from 'react'
import { useText } from '../../shared/i18n/text'
import { Field } from '../../shared/ui/field'
import { CopyBox, Mark } from '../../shared/ui/marks'
import { Await, Failure } from '../../shared/ui/states'
import { changeAccount, needsPassword } from './account-call'
import { allauth } from './allauth'
import { ConfirmIdentity } from './confirm-identity'

const TOTP = '/account/authenticators/totp'
const CODES = '/account/authenticators/recovery-codes'
const KEY = ['authenticators']

type Setup = { secret: string; totp_url: string }

/** A change that may first ask for the password; it then runs again by itself. */
function useGuarded<Output>(run: (input: string | undefined) => Promise<Output>) {
  const cache = useQueryClient()
  const change = useMutation({
    mutationFn: run,
    onSuccess: () => cache.invalidateQueries({ queryKey: KEY }),
  })
  const asking = needsPassword(change.error)
  const confirmation = asking && (
    <ConfirmIdentity
      onClose={() => {
        change.reset()
      }}
      onDone={() => {
        change.mutate(change.variables)
      }}
    />
  )
  return { change, confirmation, error: asking ? null : change.error }
}

export function TwoFactorPanel() {
  const { accounts } = useText()
  const authenticators = useQuery({
    queryKey: KEY,
    queryFn: async () => {
      const { data } = await changeAccount('GET', '/account/authenticators')
      return (data as unknown as { type: string }[]).map(({ type }) => type)
    },
  })
  return (
    <section className="panel" aria-labelledby="two-factor-title">
      <h2 id="two-factor-title">{accounts.twoFactor}</h2>
      <Await query={authenticators} lines={2}>
        {(types) => (types.includes('totp') ? <TurnedOn /> : <TurnedOff />)}
      </Await>
    </section>
  )
}

function TurnedOff() {
  const { accounts } = useText()
  const { change, confirmation, error } = useGuarded(async () => {
    const reply = await allauth('GET', TOTP)
    if (reply.status === 404) return reply.meta as Setup
    await changeAccount('GET', TOTP)
    return null
  })
  if (change.data) return <Activate setup={change.data} />
  return (
    <>
      <Mark icon="warning">{accounts.twoFactorOff}</Mark>
      <Failure error={error} />
      <div className="actions">
        <button
          type="button"
          className="button"
          onClick={() => {
            change.mutate(undefined)
          }}
        >
          {accounts.twoFactorStart}
        </button>
      </div>
      {confirmation}
    </>
  )
}

function Activate({ setup }: { setup: Setup }) {
  const { accounts } = useText()
  const { change, confirmation, error } = useGuarded((code) => changeAccount('POST', TOTP, { code }))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    change.mutate(String(new FormData(event.currentTarget).get('code')).trim())
  }
  return (
    <>
      <form className="form" onSubmit={submit}>
        <p>{accounts.twoFactorSteps}</p>
        <div className="field">
          <span>{accounts.twoFactorSecret}</span>
          <CopyBox label={accounts.twoFactorSecret} value={setup.secret} />
        </div>
        <div className="field">
          <span>{accounts.twoFactorUrl}</span>
          <CopyBox label={accounts.twoFactorUrl} value={setup.totp_url} />
        </div>
        <Field label={accounts.code} errors={error ? [accounts.badCode] : []}>
          {(wiring) => (
            <input {...wiring} name="code" inputMode="numeric" autoComplete="one-time-code" required />
          )}
        </Field>
        <div className="actions">
          <button className="button primary" disabled={change.isPending}>
            {accounts.twoFactorStart}
          </button>
        </div>
      </form>
      {/* A form of its own: outside this one. */}
      {confirmation}
    </>
  )
}

function TurnedOn() {
  const { accounts } = useText()
  const { change, confirmation, error } = useGuarded(() => changeAccount('DELETE', TOTP))
  return (
    <>
      <Mark icon="check">{accounts.twoFactorOn}</Mark>
      <RecoveryCodes />
      <Failure error={error} />
      <div className="actions">
        <button
          type="button"
          className="button danger"
          onClick={() => {
            change.mutate(undefined)
          }}
        >
          {accounts.twoFactorStop}
        </button>
      </div>
      {confirmation}
    </>
  )
}

function RecoveryCodes() {
  const { accounts } = useText()
  const { change, confirmation, error } = useGuarded(async (method) => {
    const { data } = await changeAccount(method === 'POST' ? 'POST' : 'GET', CODES)
    return (data as { unused_codes?: string[] } | undefined)?.unused_codes ?? []
  })
  const ask = (method: 'GET' | 'POST') => () => {
    change.mutate(method)
  }
  return (
    <div className="stack">
      <h3>{accounts.recoveryCodes}</h3>
      <p className="hint">{accounts.recoveryHint}</p>
      {change.data && (
        <ul className="codes mono">
          {change.data.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      )}
      <Failure error={error} />
      <div className="actions">
        <button type="button" className="button" onClick={ask('GET')}>
          {accounts.recoveryShow}
        </button>
        <button type="button" className="button" onClick={ask('POST')}>
          {accounts.recoveryNew}
        </button>
      </div>
      {confirmation}
    </div>
  )
}
