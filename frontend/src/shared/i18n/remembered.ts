/** The language on this device before anybody has signed in. */
import { useSyncExternalStore } from 'react'
import type { Language } from './text'

const KEY = 'language'
const CHANGED = 'language-changed'

const isLanguage = (value: string | null): value is Language => value === 'en' || value === 'it'

export function rememberedLanguage(): Language {
  const stored = localStorage.getItem(KEY)
  if (isLanguage(stored)) return stored
  return navigator.language.startsWith('it') ? 'it' : 'en'
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(KEY, language)
  window.dispatchEvent(new Event(CHANGED))
}

const subscribe = (listener: () => void) => {
  window.addEventListener(CHANGED, listener)
  return () => {
    window.removeEventListener(CHANGED, listener)
  }
}

export const useRememberedLanguage = (): Language => useSyncExternalStore(subscribe, rememberedLanguage)
