/** One's own account. */
import { useMutation } from '@tanstack/react-query'
import { type FormEvent } from 'react'
import { useText, type Language } from '../../shared/i18n/text'
import { Field } from '../../shared/ui/field'
import { Page } from '../../shared/ui/page'
import { Failure } from '../../shared/ui/states'
import { changeAccount } from './account-call'
import { KeysPanel } from './keys-panel'
import { useMe, useSettings } from './session'
import { TokensPanel } from './tokens-panel'
import { TwoFactorPanel } from './two-factor-panel'
import './account-page.css'

export default function AccountPage() {
  const { common } = useText()
  return (
    <Page title={common.nav.account}>
      <div className="account-grid">
        <ProfilePanel />
        <PasswordPanel />
        <TwoFactorPanel />
        <TokensPanel />
        <KeysPanel />
      </div>
    </Page>
  )
}

function ProfilePanel() {
  const { accounts, common } = useText()
  const me = useMe()
  const settings = useSettings()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    settings.mutate({ name: String(new FormData(event.currentTarget).get('name')).trim() })
  }
  return (
    <section className="panel" aria-labelledby="profile-title">
      <h2 id="profile-title">{accounts.profile}</h2>
      <p className="muted">{me.email}</p>
      <form className="form" onSubmit={submit}>
        <Field label={common.name}>
          {(wiring) => <input {...wiring} name="name" defaultValue={me.name} required autoComplete="name" />}
        </Field>
        <div className="actions">
          <button className="button">{common.save}</button>
        </div>
      </form>
      <Field label={common.language}>
        {(wiring) => (
          <select
            {...wiring}
            value={me.language}
            onChange={({ target }) => {
              settings.mutate({ language: target.value as Language })
            }}
          >
            {(['en', 'it'] as const).map((language) => (
              <option key={language} value={language} lang={language}>
                {common.languages[language]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={common.theme}>
        {(wiring) => (
          <select
            {...wiring}
            value={me.theme}
            onChange={({ target }) => {
              settings.mutate({ theme: target.value as typeof me.theme })
            }}
          >
            {(['system', 'light', 'dark'] as const).map((theme) => (
              <option key={theme} value={theme}>
                {common.themes[theme]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Failure error={settings.error} />
    </section>
  )
}

function PasswordPanel() {
  const { accounts } = useText()
  const change = useMutation({
    mutationFn: (body: object) => changeAccount('POST', '/account/password/change', body),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const entries = Object.fromEntries(new FormData(form))
    change.mutate(entries, {
      onSuccess: () => {
        form.reset()
      },
    })
  }
  return (
    <section className="panel" aria-labelledby="password-title">
      <h2 id="password-title">{accounts.changePassword}</h2>
      <form className="form" onSubmit={submit}>
        <Field label={accounts.currentPassword}>
          {(wiring) => (
            <input
              {...wiring}
              name="current_password"
              type="password"
              autoComplete="current-password"
              required
            />
          )}
        </Field>
        <Field label={accounts.newPassword} hint={accounts.passwordHint}>
          {(wiring) => (
            <input {...wiring} name="new_password" type="password" autoComplete="new-password" required />
          )}
        </Field>
        <Failure error={change.error} />
        {change.isSuccess && <p role="status">{accounts.passwordChanged}</p>}
        <div className="actions">
          <button className="button" disabled={change.isPending}>
            {accounts.changePassword}
          </button>
        </div>
      </form>
    </section>
  )
}
