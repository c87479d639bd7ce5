/** The rail on the left, the page beside it, and the few things that are always there. */
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import { useSettings, useSignOut } from '../features/accounts/session'
import { useUploadGuard } from '../features/recordings/upload-guard'
import { KeySheet } from '../player/key-sheet'
import { useKeys } from '../player/use-keys'
import type { Me } from '../shared/api/types'
import { useText } from '../shared/i18n/text'
import { unsavedChanges } from '../shared/api/unsaved'
import { Dialog } from '../shared/ui/dialog'
import { Icon } from '../shared/ui/icon'
import { Navigation } from './navigation'
import { SaveState } from './save-state'
import './shell.css'

export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  const { common } = useText()
  const [sheet, setSheet] = useState(false)
  const main = useFocusOnNavigation()
  useUploadGuard()
  useEffect(() => {
    // The labels somebody left on this device go on being sent, whatever page is opened.
    void import('../features/labelling/desk-outboxes').then(({ sendLeftovers }) => sendLeftovers(me.id))
  }, [me.id])
  useKeys('everywhere', {
    help: () => {
      setSheet(true)
    },
  })
  return (
    <div className="shell">
      <a href="#main" className="skip-link">
        {common.skip}
      </a>
      <aside className="rail">
        <Navigation me={me} />
        <Preferences
          me={me}
          onKeys={() => {
            setSheet(true)
          }}
        />
      </aside>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      {sheet && (
        <KeySheet
          onClose={() => {
            setSheet(false)
          }}
        />
      )}
    </div>
  )
}

/** A new page starts at its top, for the eye and for the screen reader. */
function useFocusOnNavigation() {
  const [path] = useLocation()
  const main = useRef<HTMLElement>(null)
  const former = useRef(path)
  useEffect(() => {
    if (former.current === path) return
    former.current = path
    window.scrollTo(0, 0)
    main.current?.focus({ preventScroll: true })
  }, [path])
  return main
}

function Preferences({ me, onKeys }: { me: Me; onKeys: () => void }) {
  const { common } = useText()
  const settings = useSettings()
  const leave = useLeave()
  const other = me.language === 'en' ? 'it' : 'en'
  const dark =
    me.theme === 'dark' || (me.theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  const otherTheme = dark ? 'light' : 'dark'
  return (
    <div className="rail-foot">
      <SaveState />
      <button type="button" className="rail-button" onClick={onKeys} title="?">
        <Icon name="keys" />
        <span>{common.keys}</span>
      </button>
      <button
        type="button"
        className="rail-button"
        title={common.theme}
        onClick={() => {
          settings.mutate({ theme: otherTheme })
        }}
      >
        <Icon name="theme" />
        <span>{common.themes[otherTheme]}</span>
      </button>
      <button
        type="button"
        className="rail-button"
        title={common.language}
        onClick={() => {
          settings.mutate({ language: other })
        }}
      >
        <span className="icon-text" aria-hidden="true">
          {other.toUpperCase()}
        </span>
        <span lang={other}>{common.languages[other]}</span>
      </button>
      <button type="button" className="rail-button" title={me.email} onClick={leave.ask}>
        <Icon name="leave" />
        <span>{common.signOut}</span>
      </button>
      {leave.dialog}
    </div>
  )
}

/** Signs out, but not over work that is on this device only without saying so. */
function useLeave() {
  const { labelling } = useText()
  const signOut = useSignOut()
  const [warned, setWarned] = useState(0)
  const close = () => {
    setWarned(0)
  }
  const leave = () => {
    signOut.mutate()
  }
  return {
    ask: () => {
      const waiting = unsavedChanges.snapshot()
      if (waiting > 0) setWarned(waiting)
      else leave()
    },
    dialog: warned > 0 && (
      <Dialog title={labelling.leaveUnsaved} onClose={close}>
        <div className="stack">
          <p>{labelling.leaveUnsavedText(warned)}</p>
          <div className="row">
            <button type="button" className="button primary" onClick={close}>
              {labelling.stay}
            </button>
            <button type="button" className="button" onClick={leave}>
              {labelling.signOutAnyway}
            </button>
          </div>
        </div>
      </Dialog>
    ),
  }
}
