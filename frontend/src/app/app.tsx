/** Chooses between the way in and the application, in the person's language and theme. */
import { useEffect, useRef, type ReactNode } from 'react'
import { Route, Switch } from 'wouter'
import { InvitationPage } from '../features/accounts/invitation'
import { useSession } from '../features/accounts/session'
import { SignIn } from '../features/accounts/sign-in'
import { KeySettingsContext } from '../player/use-keys'
import type { Me } from '../shared/api/types'
import { rememberLanguage, useRememberedLanguage } from '../shared/i18n/remembered'
import { LanguageProvider } from '../shared/i18n/text'
import { Await } from '../shared/ui/states'
import { Crash } from './crash'
import { Pages } from './pages'
import { Shell } from './shell'
import { applyTheme } from './theme'

export function App() {
  const session = useSession()
  return (
    <Preferences me={session.data ?? null}>
      <Switch>
        <Route path="/invitation/:token">{({ token }) => <InvitationPage token={token} />}</Route>
        <Route>
          <Await query={session}>{(me) => <Inside me={me} />}</Await>
        </Route>
      </Switch>
    </Preferences>
  )
}

function Inside({ me }: { me: Me | null }) {
  const wasInside = useRef(false)
  useEffect(() => {
    if (me) wasInside.current = true
  }, [me])
  // eslint-disable-next-line react-hooks/refs -- only says whether the way in greets or explains
  if (!me) return <SignIn again={wasInside.current} />
  return (
    <KeySettingsContext value={{ keyMap: me.key_map, singleKeys: me.single_keys }}>
      <Shell me={me}>
        <Crash>
          <Pages me={me} />
        </Crash>
      </Shell>
    </KeySettingsContext>
  )
}

/** The language and theme of the person, else those of the device. */
function Preferences({ me, children }: { me: Me | null; children: ReactNode }) {
  const remembered = useRememberedLanguage()
  const language = me?.language ?? remembered
  useEffect(() => {
    document.documentElement.lang = language
    if (me) rememberLanguage(me.language)
  }, [language, me])
  useEffect(() => {
    if (me) applyTheme(me.theme)
  }, [me])
  return <LanguageProvider language={language}>{children}</LanguageProvider>
}
