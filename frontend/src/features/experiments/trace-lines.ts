/** The lines of a trace as SVG paths in a field of 100 by 100; a second without a face leaves a gap. */
import type { PainTrace } from '../../shared/api/types'

type Point = PainTrace['points'][number]
type Place = (ms: number) => number
type Smooth = { ms: number; mean: number; low: number; high: number }

const down = (probability: number): string => (100 * (1 - probability)).toFixed(2)

/** Stretches of neighbouring points that all have a value. */
export function stretches<T>(points: readonly Point[], valueOf: (point: Point) => T | null): T[][] {
  const found: T[][] = [[]]
  for (const point of points) {
    const value = valueOf(point)
    if (value !== null) found.at(-1)?.push(value)
    else if (found.at(-1)?.length) found.push([])
  }
  return found.filter(({ length }) => length > 0)
}

const smooth = ({ ms, mean, low, high }: Point): Smooth | null =>
  mean === null || low === null || high === null ? null : { ms, mean, low, high }

const path = (points: readonly { ms: number; value: number }[], at: Place): string =>
  points
    .map(({ ms, value }, place) => `${place === 0 ? 'M' : 'L'}${at(ms).toFixed(2)} ${down(value)}`)
    .join('') + (points.length === 1 ? 'h0' : '')

/** What the model said, second by second. */
export const saidLine = (points: readonly Point[], at: Place): string =>
  stretches(points, ({ ms, probability }) => (probability === null ? null : { ms, value: probability }))
    .map((some) => path(some, at))
    .join('')

export const lineOf = (points: readonly Point[], at: Place): string =>
  stretches(points, smooth)
    .map((some) =>
      path(
        some.map(({ ms, mean }) => ({ ms, value: mean })),
        at,
      ),
    )
    .join('')

/** There along the upper edge, back along the lower. */
export const bandOf = (points: readonly Point[], at: Place): string =>
  stretches(points, smooth)
    .map((some) => {
      const there = path(
        some.map(({ ms, high }) => ({ ms, value: high })),
        at,
      )
      const back = [...some].reverse().map(({ ms, low }) => `L${at(ms).toFixed(2)} ${down(low)}`)
      return `${there}${back.join('')}Z`
    })
    .join('')

/** Where the smooth line is highest; null where no face was found at all. */
export const highest = (points: readonly Point[]): Smooth | null =>
  stretches(points, smooth)
    .flat()
    .reduce<Smooth | null>((best, one) => (best === null || one.mean > best.mean ? one : best), null)
