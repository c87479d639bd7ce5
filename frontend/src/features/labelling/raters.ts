/** How a rater is called: by a letter, and by name where that may be known. */
import type { LabelRater } from '../../shared/api/types'

export const raterName = ({ code, name }: Pick<LabelRater, 'code' | 'name'>): string =>
  name ? `${code} · ${name}` : code
