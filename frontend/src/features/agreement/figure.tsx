/** A figure drawn by the server, in the theme and language of the page; the table beside it says the same. */
import { useMe } from '../accounts/session'
import { useLanguage, useText } from '../../shared/i18n/text'
import { fileAddress, type Question } from './queries'

type Props = {
  name: 'flow' | 'coefficients' | 'bland-altman' | 'confusion' | 'drift'
  study: string
  question: Question
  rule?: string | null
  alt?: string
  linkOnly?: boolean
}

export function Figure({ name, study, question, rule, alt = '', linkOnly = false }: Props) {
  const { agreement } = useText()
  const language = useLanguage()
  const { theme } = useMe()
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  const path = `figures/${name}.svg`
  const more = { language, ...(rule && { rule }) }
  // A figure on paper is a light one.
  const file = fileAddress(study, path, question, { ...more, theme: 'light' })
  const link = (
    <a className="button" href={file} download={`${name}.svg`}>
      {agreement.exportSvg}
    </a>
  )
  if (linkOnly) return link
  return (
    <figure className="figure">
      <img src={fileAddress(study, path, question, { ...more, theme: dark ? 'dark' : 'light' })} alt={alt} />
      <figcaption>{link}</figcaption>
    </figure>
  )
}
