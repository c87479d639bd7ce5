/** Scores from coded intervals and totals of a scale, as the server works them out: in whole frames. */
import { covered, type Span } from './lanes'

export type Rule = 'dan_thirds' | 'pipp_tenths' | 'presence'

/** None gives 0, or 1 with a whine; below a third 2, up to and including two thirds 3, above 4. */
export function danBand(frames: number, of: number, whine: boolean): number {
  if (frames === 0) return whine ? 1 : 0
  if (3 * frames < of) return 2
  return 3 * frames > 2 * of ? 4 : 3
}

const bands: Record<Rule, (frames: number, of: number, whine: boolean) => number> = {
  dan_thirds: danBand,
  pipp_tenths: (frames, of) => [1, 4, 7].filter((tenths) => 10 * frames >= tenths * of).length,
  presence: (frames) => Number(frames > 0),
}

export type Derivation = {
  value: number
  frames: Record<string, number>
  unionFrames: number
  /** The score of the union; null when only one action is looked at. */
  unionValue: number | null
  /** The two ways to score disagree: somebody should look again. */
  alert: boolean
}

/** The score of an item: the highest over its actions, with the union beside it. */
export function derive(
  { rule, actions }: { rule: Rule; actions: readonly string[] },
  spansOf: (action: string) => readonly Span[],
  window: Span,
  whine: boolean,
): Derivation {
  const of = window.end - window.start
  const frames = Object.fromEntries(actions.map((action) => [action, covered(spansOf(action), window)]))
  const value = Math.max(...Object.values(frames).map((count) => bands[rule](count, of, whine)))
  const unionFrames = covered(actions.flatMap(spansOf), window)
  const unionValue = actions.length > 1 ? bands[rule](unionFrames, of, whine) : null
  return { value, frames, unionFrames, unionValue, alert: unionValue !== null && unionValue !== value }
}

export const CANNOT_ASSESS = 'cannot_assess'
export type Value = number | typeof CANNOT_ASSESS
export type Values = Readonly<Record<string, Value>>

/** What a total needs to know of a scale; the rest of its document is for reading. */
export type Totals = {
  items: readonly { key: string; options: readonly { score: number }[] }[]
  total: { method?: string; prorating: { allowed: boolean; min_items?: number | null } }
  exactly_one_of?: readonly (readonly string[])[]
  conditional?: { items: readonly string[]; subtotal_above: number } | null
  pain_from?: number | null
}

export type Cutoff = { item?: string; score_from?: number; total_from?: number }

/** The items a complete sheet answers, in the scale's order. */
export function requiredItems(scale: Totals, inUse: readonly string[], values: Values): string[] {
  const dropped = new Set(droppedItems(scale, values))
  const unneeded = (scale.exactly_one_of ?? [])
    .filter((group) => group.some((key) => key in values))
    .flatMap((group) => group.filter((key) => !(key in values)))
  return scale.items
    .map(({ key }) => key)
    .filter((key) => inUse.includes(key) && !dropped.has(key) && !unneeded.includes(key))
}

/** Conditional items that do not count, as the sub-total of the others is not above the condition. */
function droppedItems({ conditional, items }: Totals, values: Values): readonly string[] {
  if (!conditional) return []
  const others = Object.entries(values).filter(([key]) => !conditional.items.includes(key))
  const known = others.map(([, value]) => value).filter((value) => value !== CANNOT_ASSESS)
  const complete = known.length === items.length - conditional.items.length
  return complete && sum(known) <= conditional.subtotal_above ? conditional.items : []
}

/** The total over the items in use; null while something is missing and prorating is not allowed. */
export function totalOf(scale: Totals, inUse: readonly string[], values: Values): number | null {
  const needed = requiredItems(scale, inUse, values)
  if (needed.length === 0 || needed.some((key) => !(key in values))) return null
  const known = needed.filter((key) => values[key] !== CANNOT_ASSESS)
  const scores = known.map((key) => values[key] as number)
  const plain = combine(scale.total.method ?? 'sum', scores)
  if (known.length === needed.length) return plain
  const { allowed, min_items: least } = scale.total.prorating
  if (!allowed || known.length < Math.max(least ?? 1, 1)) return null
  const [part, whole] = [highest(scale, known), highest(scale, needed)]
  return Math.floor((2 * plain * whole + part) / (2 * part))
}

/** Whether the cut-off for pain is reached; null when it cannot be told. */
export function painOf(
  scale: Totals,
  inUse: readonly string[],
  values: Values,
  cutoff: Cutoff | null,
): boolean | null {
  if (cutoff?.item !== undefined && cutoff.score_from !== undefined) {
    const value = values[cutoff.item]
    return typeof value === 'number' ? value >= cutoff.score_from : null
  }
  const limit = totalLimit(scale, inUse, cutoff)
  const total = totalOf(scale, inUse, values)
  return limit === null || total === null ? null : total >= limit
}

/** The total from which pain is said to be felt: the protocol's, else that of the whole scale. */
export function totalLimit(scale: Totals, inUse: readonly string[], cutoff: Cutoff | null): number | null {
  if (cutoff) return cutoff.total_from ?? null
  const whole = scale.items.every(({ key }) => inUse.includes(key))
  return whole ? (scale.pain_from ?? null) : null
}

function combine(method: string, scores: readonly number[]): number {
  if (method === 'max') return Math.max(0, ...scores)
  if (method === 'sum_of_positive') return sum(scores.filter((score) => score > 0))
  if (method === 'sum_of_negative') return sum(scores.filter((score) => score < 0))
  return sum(scores)
}

const highest = ({ items }: Totals, keys: readonly string[]): number =>
  sum(
    items
      .filter(({ key }) => keys.includes(key))
      .map(({ options }) => Math.max(...options.map(({ score }) => score))),
  )

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
