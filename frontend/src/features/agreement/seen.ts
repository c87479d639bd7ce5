/** What one operator saw and answered, under a letter and perhaps a name, or as an answer nobody can place. */
import type { Case, Comparison, UnnamedAnswer } from '../../shared/api/types'
import type { Text } from '../../shared/i18n/text'

export type Seen = {
  key: string
  short: string
  long: string
  name: string | null
  window: UnnamedAnswer['window']
  lanes: Record<string, number[][]>
  answers: Pick<UnnamedAnswer, 'values' | 'total' | 'pain'> | null
  overridden: string[]
}

export const namedOnes = ({ windows }: Comparison, { agreement }: Text): Seen[] =>
  windows.map(({ operator: { code, name }, sheet, lanes, ...window }) => ({
    key: code,
    short: code,
    long: agreement.operator(code),
    name,
    window,
    lanes,
    answers: sheet,
    overridden: Object.keys(sheet?.overrides ?? {}),
  }))

/** In the case's own order, which tells nothing. */
export const unnamedOnes = ({ answers }: Case, { agreement }: Text): Seen[] =>
  answers.map(({ label, window, lanes, ...given }) => ({
    key: label,
    short: agreement.answer(label),
    long: agreement.answer(label),
    name: null,
    window,
    lanes,
    answers: given,
    overridden: [],
  }))
