/** The catalogue of the chosen language, and numbers, dates and sizes written its way. */
import { createContext, useContext, useMemo, type ReactNode } from 'react'
import { ApiError } from '../api/errors'
import { en } from './en'
import { it } from './it'

export type Language = 'en' | 'it'
export type Text = typeof en

const catalogues: Record<Language, Text> = { en, it }

const LanguageContext = createContext<Language>('en')

export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  return <LanguageContext value={language}>{children}</LanguageContext>
}

export const useLanguage = (): Language => useContext(LanguageContext)
export const useText = (): Text => catalogues[useLanguage()]

/** The sentence for a failure: ours for a code we know, else the server's, else a general one. */
export function useFailureText(): (error: unknown) => string {
  const { errors } = useText()
  return (error) => {
    if (!(error instanceof ApiError)) return errors.unknown
    const known = (errors.byCode as Partial<Record<string, string>>)[error.code]
    return known ?? (error.message || errors.unknown)
  }
}

/** The sentence for a code inside data (a refusal, a warning), else the server's own. */
export function useCodeText(): (item: { code: string; message: string }) => string {
  const { errors } = useText()
  return ({ code, message }) => (errors.byCode as Partial<Record<string, string>>)[code] ?? message
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

function bytesText(bytes: number, locale: string): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  const digits = power < 2 ? 0 : 1
  const value = new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(bytes / 1000 ** power)
  return `${value} ${UNITS[power] ?? 'B'}`
}

export function useFormat() {
  const language = useLanguage()
  return useMemo(() => {
    const locale = language === 'it' ? 'it-IT' : 'en-GB'
    const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
    const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
    return {
      date: (iso: string) => day.format(new Date(iso)),
      moment: (iso: string) => moment.format(new Date(iso)),
      number: (value: number, maximumFractionDigits = 0) =>
        new Intl.NumberFormat(locale, { maximumFractionDigits }).format(value),
      /** Always with two decimals, as coefficients are read; nothing is minus nought. */
      coefficient: (value: number) =>
        new Intl.NumberFormat(locale, {
          minimumFractionDigits: 2,
          maximumFractionDigits: 2,
          signDisplay: 'negative',
        }).format(value),
      percent: (share: number) =>
        new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share),
      bytes: (bytes: number) => bytesText(bytes, locale),
      list: (words: readonly string[]) => new Intl.ListFormat(locale).format(words),
    }
  }, [language])
}
