/** The order of the matrix, the marks in its cells, and the way through what is unresolved. */
import type { BoardRow } from '../../shared/api/types'

export const orders = ['range', 'unresolved', 'name', 'infant'] as const
export type Order = (typeof orders)[number]

const byName = (one: BoardRow, other: BoardRow): number =>
  one.name.localeCompare(other.name, undefined, { numeric: true })
const byRange = (one: BoardRow, other: BoardRow): number => (other.range ?? -1) - (one.range ?? -1)

const comparisons: Record<Order, (one: BoardRow, other: BoardRow) => number> = {
  range: (one, other) => byRange(one, other) || byName(one, other),
  unresolved: (one, other) =>
    Number(other.unresolved) - Number(one.unresolved) || byRange(one, other) || byName(one, other),
  name: byName,
  infant: (one, other) =>
    one.infant.pseudonym.localeCompare(other.infant.pseudonym, undefined, { numeric: true }) ||
    byName(one, other),
}

export const inOrder = (rows: readonly BoardRow[], order: Order): BoardRow[] =>
  [...rows].sort(comparisons[order])

/** How far a value lies from the row's median: 0 to 3, where 3 stands for everything further away. */
export function distance(value: number | null, median: number | null): 0 | 1 | 2 | 3 {
  if (value === null || median === null) return 0
  const away = Math.min(3, Math.abs(value - median))
  return away === 0 ? 0 : away <= 1 ? 1 : away <= 2 ? 2 : 3
}

/** The next row that nobody has decided, after `from` and then from the top; null when all are resolved. */
export function nextUnresolved(rows: readonly BoardRow[], from: number): number | null {
  const after = rows.findIndex(({ unresolved }, index) => unresolved && index > from)
  const found = after >= 0 ? after : rows.findIndex(({ unresolved }) => unresolved)
  return found >= 0 ? found : null
}

/** The rows in sight of a list of equally high rows, with a few more around them. */
export function inSight(top: number, height: number, row: number, count: number, around = 12) {
  const first = Math.max(0, Math.floor(top / row) - around)
  return { first, last: Math.min(count, Math.ceil((top + height) / row) + around) }
}
