/** The result of a comparison as the worker writes it, and what a table makes of it. */
import type { Arm } from '../../shared/api/types'

export type Correctness = {
  frames: number
  with_face: number
  hits: number
  found: number
  recall: number | null
  precision: number | null
  mean_iou: number | null
}

export type ArmResult = {
  frames: number
  empty: number
  several: number
  median_ms: number | null
  p95_ms: number | null
}

export type Result = {
  arms: Record<string, ArmResult>
  agreement: { arms: [string, string]; mean_iou: number | null }[]
  correctness: { frames: number; arms: Record<string, Record<string, Correctness>> }
  doubts: Record<string, number>
  machine: { cpu: string; cores: number }
}

/** How the server calls an arm: the detector, with its turn policy unless that is `none`. */
export const armName = ({ detector, turn_policy }: Arm): string =>
  turn_policy === 'none' ? detector : `${detector} ${turn_policy}`

/** The arm behind such a name. */
export function armNamed(name: string): Arm {
  const [detector = '', policy] = name.split(' ')
  const turn_policy = policy === 'on_miss' || policy === 'all_four' ? policy : 'none'
  return { detector, turn_policy }
}

export const figures = ['empty', 'several', 'median_ms', 'p95_ms', 'recall', 'precision', 'mean_iou'] as const
export type Figure = (typeof figures)[number]
export type Row = { arm: string } & Record<Figure, number | null>

/** One row per arm in the order asked for, or about one group of frames; shares in 0..1, times in ms. */
export function rowsOf(result: Result, arms: readonly Arm[], group = 'all'): Row[] {
  return arms.map(armName).flatMap((arm) => {
    const found = result.arms[arm]
    if (!found) return []
    const right = result.correctness.arms[arm]?.[group]
    const share = (count: number) => (found.frames > 0 ? count / found.frames : null)
    return [
      {
        arm,
        empty: share(found.empty),
        several: share(found.several),
        median_ms: found.median_ms,
        p95_ms: found.p95_ms,
        recall: right?.recall ?? null,
        precision: right?.precision ?? null,
        mean_iou: right?.mean_iou ?? null,
      },
    ]
  })
}

const LOWER_IS_BETTER = new Set<Figure>(['empty', 'median_ms', 'p95_ms'])

/** The best value of each figure; null where nothing is to be won: one arm, all alike, or `several`. */
export function bestOf(rows: readonly Row[]): Record<Figure, number | null> {
  const best = (figure: Figure): number | null => {
    const values = rows.map((row) => row[figure]).filter((value) => value !== null)
    if (figure === 'several' || new Set(values).size < 2) return null
    return LOWER_IS_BETTER.has(figure) ? Math.min(...values) : Math.max(...values)
  }
  return Object.fromEntries(figures.map((figure) => [figure, best(figure)])) as Record<Figure, number | null>
}

/** The groups of frames besides all of them, infants first. */
export function groupsOf(result: Result): { key: string; kind: 'infant' | 'context'; name: string }[] {
  const keys = new Set(Object.values(result.correctness.arms).flatMap((groups) => Object.keys(groups)))
  return [...keys]
    .filter((key) => key !== 'all')
    .sort()
    .map((key) => {
      const [kind, ...name] = key.split(':')
      return {
        key,
        kind: kind === 'infant' ? ('infant' as const) : ('context' as const),
        name: name.join(':'),
      }
    })
    .sort((one, other) => Number(one.kind === 'context') - Number(other.kind === 'context'))
}

/** The mean overlap of two arms' surest boxes; null where neither found any. */
export function overlapOf(result: Result, one: string, other: string): number | null {
  const pair = result.agreement.find(({ arms }) => arms.includes(one) && arms.includes(other))
  return pair?.mean_iou ?? null
}

/** Frames by id, those about which the arms differ most first. */
export const byDoubt = (doubts: Readonly<Record<string, number>>): string[] =>
  Object.entries(doubts)
    .sort(([, one], [, other]) => other - one)
    .map(([id]) => id)
