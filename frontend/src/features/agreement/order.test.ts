import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BoardRow } from '../../shared/api/types'
import { distance, inOrder, inSight, nextUnresolved } from './order'

const row = (name: string, range: number | null, unresolved = false): BoardRow => ({
  video: name,
  name,
  infant: { id: name, pseudonym: `I-${name}` },
  values: [],
  sheets: [],
  median: null,
  range,
  consensus: { state: unresolved ? 'pending' : 'agreed', value: null, rule: 'median', stale: false },
  unresolved,
})

describe('order of the matrix', () => {
  const rows = [row('v10', 1), row('v2', 1, true), row('v3', null), row('v4', 2)]
  const names = (found: BoardRow[]) => found.map(({ name }) => name)

  it('puts those furthest apart first, then by name with numbers in order', () => {
    expect(names(inOrder(rows, 'range'))).toEqual(['v4', 'v2', 'v10', 'v3'])
    expect(names(inOrder(rows, 'name'))).toEqual(['v2', 'v3', 'v4', 'v10'])
    expect(names(inOrder(rows, 'unresolved'))).toEqual(['v2', 'v4', 'v10', 'v3'])
  })

  it('goes from one unresolved row to the next and round', () => {
    const list = [row('a', 2, true), row('b', 1), row('c', 1, true)]
    expect(nextUnresolved(list, -1)).toBe(0)
    expect(nextUnresolved(list, 0)).toBe(2)
    expect(nextUnresolved(list, 2)).toBe(0)
    expect(nextUnresolved([row('b', 1)], 0)).toBeNull()
  })
})

it('tints by distance; what nobody said has none', () => {
  expect([0, 1, 2, 3, 9].map((value) => distance(value, 0))).toEqual([0, 1, 2, 3, 3])
  expect([distance(null, 1), distance(1, null), distance(1, 1.5)]).toEqual([0, 0, 1])
})

it('draws every row in sight, and few others', () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 2_000 }), fc.nat(5_000), (top, height, count) => {
      const { first, last } = inSight(top, height, 36, count)
      for (let index = 0; index < count; index += 1)
        if (36 * (index + 1) > top && 36 * index < top + height) {
          expect(index).toBeGreaterThanOrEqual(first)
          expect(index).toBeLessThan(last)
        }
      expect(last - first).toBeLessThan(height / 36 + 28)
    }),
    { numRuns: 50 },
  )
})
