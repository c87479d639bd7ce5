/** Official wording in the person's language, else as it was published in English. */
import { useLanguage, type Language } from '../../shared/i18n/text'

type Wording = { en: string; it?: string }

export function useWording(): (wording: Wording) => string {
  const language = useLanguage()
  return (wording) => wording[spokenIn(wording, language)] ?? wording.en
}

/** The language of a wording as it is shown; assistive technology pronounces it by that. */
export function useWordingLanguage(): (wording: Wording) => Language {
  const language = useLanguage()
  return (wording) => spokenIn(wording, language)
}

const spokenIn = ({ it }: Wording, language: Language): Language => (language === 'it' && it ? 'it' : 'en')
