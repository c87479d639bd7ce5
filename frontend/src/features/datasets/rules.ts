/** The rules of a new version while they are being chosen. */
import type { DatasetRules, DatasetSummary } from '../../shared/api/types'

export const usualRules: DatasetRules = {
  labels: 'consensus',
  rater: '',
  sources: ['person', 'rule'],
  agreement: 'unanimous',
  raters_needed: 1,
  near_duplicates: true,
  inconsistent_videos: false,
  side_px: 224,
  margin: 0,
}

export const sources = ['person', 'rule', 'import'] as const
export const sides = [48, 64, 96, 112, 128, 160, 192, 224, 256, 299, 384, 512] as const
export const labelChoices = ['consensus', 'rater', 'soft', 'approved'] as const
export const agreements = ['unanimous', 'majority'] as const

const isWhole = ({ raters_needed: raters, margin, sources: counted }: DatasetRules): boolean =>
  Number.isInteger(raters) && raters >= 1 && raters <= 20 && margin >= 0 && margin <= 1 && counted.length > 0

/** Rules that can be asked about; null while something is missing. What does not apply is left at its usual value. */
export function complete(rules: DatasetRules): DatasetRules | null {
  if (!isWhole(rules)) return null
  if (rules.labels === 'rater' && !rules.rater) return null
  const several = rules.labels === 'consensus' || rules.labels === 'soft'
  return {
    ...rules,
    rater: rules.labels === 'rater' ? rules.rater : '',
    agreement: rules.labels === 'consensus' ? rules.agreement : usualRules.agreement,
    raters_needed: several ? rules.raters_needed : 1,
  }
}

/** How a study is called within manifests unless somebody says otherwise: letters, digits and hyphens. */
export function domainOf(study: string): string {
  const plain = study
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')
  return plain || 'study'
}

/** The share of pain among the rows; null where there are none. */
export const shareOfPain = ({ rows, pain }: Pick<DatasetSummary, 'rows' | 'pain'>): number | null =>
  rows > 0 ? pain / rows : null
