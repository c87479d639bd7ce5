import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clip,
  covered,
  difference,
  edges,
  intervalAt,
  moveEdge,
  nextEdge,
  nudge,
  put,
  shift,
  tidy,
  withChanges,
  without,
  type Interval,
  type Span,
} from './lanes'

const FRAMES = 60
const span = fc
  .tuple(fc.integer({ min: 0, max: FRAMES - 1 }), fc.integer({ min: 1, max: 12 }))
  .map(([start, length]): Span => ({ start, end: Math.min(FRAMES, start + length) }))
const spans = fc.array(span, { maxLength: 12 })
const interval = fc
  .record({ span, id: fc.constantFrom(...'abcdefgh'), action: fc.constantFrom('brow', 'eyes') })
  .map(({ span: { start, end }, id, action }): Interval => ({ id, action, start, end }))
const list = fc.array(interval, { maxLength: 12 }).map((all) => all.reduce<Interval[]>(put, []))

const framesOf = (all: readonly Span[]) =>
  new Set(all.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, index) => start + index)))
const one = (id: string, start: number, end: number, action = 'brow'): Interval => ({
  id,
  action,
  start,
  end,
})

describe('spans', () => {
  it('joins what overlaps or touches and leaves gaps', () => {
    expect(
      tidy([
        { start: 10, end: 12 },
        { start: 0, end: 5 },
        { start: 5, end: 7 },
        { start: 8, end: 9 },
      ]),
    ).toEqual([
      { start: 0, end: 7 },
      { start: 8, end: 9 },
      { start: 10, end: 12 },
    ])
  })

  it('keeps exactly the same frames, ordered and apart', () => {
    fc.assert(
      fc.property(spans, (all) => {
        const tidied = tidy(all)
        expect(framesOf(tidied)).toEqual(framesOf(all))
        tidied.slice(1).forEach((next, index) => {
          expect(next.start).toBeGreaterThan(tidied[index]?.end ?? -1)
        })
      }),
    )
  })

  it('counts the frames of a window that are covered, like a plain scan', () => {
    fc.assert(
      fc.property(spans, span, (all, window) => {
        const inside = [...framesOf(all)].filter((frame) => frame >= window.start && frame < window.end)
        expect(covered(all, window)).toBe(inside.length)
        expect(framesOf(clip(all, window))).toEqual(new Set(inside))
      }),
    )
  })
})

describe('put', () => {
  it('takes in neighbours of its action only and keeps its own name', () => {
    const before = [one('a', 0, 5), one('b', 8, 10), one('c', 3, 9, 'eyes'), one('d', 11, 12)]
    expect(put(before, one('n', 5, 8))).toEqual([one('n', 0, 10), one('c', 3, 9, 'eyes'), one('d', 11, 12)])
  })

  it('never leaves two intervals of an action touching', () => {
    fc.assert(
      fc.property(list, (all) => {
        for (const action of ['brow', 'eyes']) {
          const mine = all.filter((each) => each.action === action)
          expect(mine.map(({ start, end }) => ({ start, end }))).toEqual(tidy(mine))
        }
      }),
    )
  })

  it('covers what was covered and what is new', () => {
    fc.assert(
      fc.property(list, interval, (all, next) => {
        const others = all.filter(({ id, action }) => id !== next.id && action === next.action)
        const after = put(all, next).filter(({ action }) => action === next.action)
        expect(framesOf(after)).toEqual(framesOf([...others, next]))
      }),
    )
  })
})

describe('edges', () => {
  const all = [one('a', 10, 20), one('b', 15, 30, 'eyes')]

  it('moves one edge, never past the other or out of the video', () => {
    expect(moveEdge(all, 'a', 'start', 12, 50)[0]).toEqual(one('a', 12, 20))
    expect(moveEdge(all, 'a', 'start', 99, 50).find(({ id }) => id === 'a')).toEqual(one('a', 19, 20))
    expect(moveEdge(all, 'a', 'start', -4, 50)[0]).toEqual(one('a', 0, 20))
    expect(moveEdge(all, 'a', 'end', 2, 50)[0]).toEqual(one('a', 10, 11))
    expect(moveEdge(all, 'b', 'end', 99, 50)[1]).toEqual(one('b', 15, 50, 'eyes'))
    expect(moveEdge(all, 'x', 'end', 9, 50)).toEqual(all)
  })

  it('nudges by a frame', () => {
    expect(nudge(all, 'a', 'end', 1, 50)[0]).toEqual(one('a', 10, 21))
    expect(nudge(all, 'a', 'start', -1, 50)[0]).toEqual(one('a', 9, 20))
    expect(nudge(all, 'x', 'end', 1, 50)).toEqual(all)
  })

  it('joins a neighbour it is pushed into', () => {
    expect(nudge([one('a', 0, 4), one('b', 5, 9)], 'a', 'end', 1, 50)).toEqual([one('a', 0, 9)])
  })

  it('walks from edge to edge', () => {
    expect(edges(all)).toEqual([10, 15, 19, 29])
    expect(nextEdge(all, 0, 1)).toBe(10)
    expect(nextEdge(all, 10, 1)).toBe(15)
    expect(nextEdge(all, 29, 1)).toBeNull()
    expect(nextEdge(all, 29, -1)).toBe(19)
    expect(nextEdge(all, 10, -1)).toBeNull()
  })

  it('names the shortest interval under a frame', () => {
    expect(intervalAt(all, 16)?.id).toBe('a')
    expect(intervalAt(all, 20)?.id).toBe('b')
    expect(intervalAt(all, 30)).toBeNull()
  })
})

describe('shift', () => {
  it('moves the named ones only and stays inside the video', () => {
    const all = [one('a', 3, 8), one('b', 20, 25, 'eyes')]
    expect(shift(all, new Set(['a']), -5, 50)).toEqual([one('a', 0, 3), one('b', 20, 25, 'eyes')])
    expect(shift(all, new Set(['a']), -20, 50)[0]).toEqual(one('a', 0, 1))
    expect(shift(all, new Set(['b']), 40, 50)[1]).toEqual(one('b', 49, 50, 'eyes'))
  })
})

describe('changes', () => {
  it('lead from any list to any other', () => {
    fc.assert(
      fc.property(list, list, (before, after) => {
        expect(withChanges(before, difference(before, after))).toEqual(after)
        expect(difference(after, after)).toEqual([])
      }),
    )
  })

  it('name a removal', () => {
    expect(difference([one('a', 1, 2)], without([one('a', 1, 2)], 'a'))).toEqual([
      { id: 'a', action: 'brow', span: null },
    ])
  })
})
