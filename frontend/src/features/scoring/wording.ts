/** Official wording in the person's language, else as it was published in English. */
import { useLanguage } from '../../shared/i18n/text'

export function useWording(): (wording: { en: string; it?: string }) => string {
  const language = useLanguage()
  return ({ en, it }) => (language === 'it' && it ? it : en)
}
