/** Sign-in in one or two steps. It stands in for any page, so that one returns to where one was. */
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState, type FormEvent } from 'react'
import { useFailureText, useText } from '../../shared/i18n/text'
import { Field } from '../../shared/ui/field'
import { usePageTitle } from '../../shared/ui/page'
import { allauth, asksFor, type Reply } from './allauth'
import { EntryPage } from './entry-page'
import { useRefreshSession } from './session'

export function SignIn({ again = false }: { again?: boolean }) {
  const { accounts } = useText()
  const [step, setStep] = useState<'password' | 'code'>('password')
  usePageTitle(accounts.signIn)
  useEffect(() => {
    // Sets the CSRF cookie, and tells whether a second step is already waiting.
    allauth('GET', '/auth/session')
      .then((reply) => {
        if (asksFor(reply, 'mfa_authenticate')) setStep('code')
      })
      .catch(() => undefined)
  }, [])
  return (
    <EntryPage title={step === 'password' ? accounts.signIn : accounts.secondFactor}>
      {again && <p className="notice">{accounts.signInAgain}</p>}
      {step === 'password' ? (
        <PasswordStep
          onSecondStep={() => {
            setStep('code')
          }}
        />
      ) : (
        <CodeStep
          onBack={() => {
            setStep('password')
          }}
        />
      )}
    </EntryPage>
  )
}

function useStep(path: string, wrong: string, onSecondStep?: () => void) {
  const refresh = useRefreshSession()
  const { accounts } = useText()
  const failureText = useFailureText()
  const send = useMutation({
    mutationFn: (body: object) => allauth('POST', path, body),
    onSuccess: (reply) => {
      if (reply.status === 200) void refresh()
      else if (asksFor(reply, 'mfa_authenticate')) onSecondStep?.()
    },
  })
  const complaint = (reply: Reply): string | null => {
    if (reply.status === 200 || asksFor(reply, 'mfa_authenticate')) return null
    return reply.status === 429 || reply.errors?.some(({ code }) => code.startsWith('too_many'))
      ? accounts.tooMany
      : wrong
  }
  const problem = send.error ? failureText(send.error) : send.data && complaint(send.data)
  return { send, problem }
}

function PasswordStep({ onSecondStep }: { onSecondStep: () => void }) {
  const { accounts } = useText()
  const { send, problem } = useStep('/auth/login', accounts.badSignIn, onSecondStep)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    send.mutate({ email: form.get('email'), password: form.get('password') })
  }
  return (
    <form className="form" onSubmit={submit}>
      <Field label={accounts.email}>
        {(wiring) => <input {...wiring} name="email" type="email" autoComplete="username" required />}
      </Field>
      <Field label={accounts.password}>
        {(wiring) => (
          <input {...wiring} name="password" type="password" autoComplete="current-password" required />
        )}
      </Field>
      {problem && <Problem text={problem} />}
      <button className="button primary" disabled={send.isPending}>
        {accounts.signIn}
      </button>
    </form>
  )
}

function CodeStep({ onBack }: { onBack: () => void }) {
  const { accounts } = useText()
  const { send, problem } = useStep('/auth/2fa/authenticate', accounts.badCode)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    send.mutate({ code: String(new FormData(event.currentTarget).get('code')).trim() })
  }
  const leave = () => {
    void allauth('DELETE', '/auth/session').then(onBack)
  }
  return (
    <form className="form" onSubmit={submit}>
      <Field label={accounts.code} hint={accounts.secondFactorHint}>
        {(wiring) => <input {...wiring} name="code" autoComplete="one-time-code" required />}
      </Field>
      {problem && <Problem text={problem} />}
      <button className="button primary" disabled={send.isPending}>
        {accounts.continue}
      </button>
      <button type="button" className="button quiet" onClick={leave}>
        {accounts.otherAccount}
      </button>
    </form>
  )
}

const Problem = ({ text }: { text: string }) => (
  <p className="failure" role="alert">
    {text}
  </p>
)
