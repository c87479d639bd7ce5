/** The quiet page for people who are not signed in. */
import type { ReactNode } from 'react'
import { useLanguage, useText, type Language } from '../../shared/i18n/text'
import { rememberLanguage } from '../../shared/i18n/remembered'
import './entry-page.css'

export function EntryPage({ title, children }: { title: string; children: ReactNode }) {
  const { common } = useText()
  const language = useLanguage()
  const other: Language = language === 'en' ? 'it' : 'en'
  return (
    <main className="entry">
      <div className="entry-card panel">
        <p className="muted">{common.product}</p>
        <h1>{title}</h1>
        {children}
      </div>
      <button
        type="button"
        className="button quiet"
        lang={other}
        onClick={() => {
          rememberLanguage(other)
        }}
      >
        {common.languages[other]}
      </button>
    </main>
  )
}
