import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Span } from './lanes'
import { danBand, derive, painOf, totalOf } from './scale'

const dan = { rule: 'dan_thirds', actions: ['brow', 'eyes', 'fold'] } as const
const window = { start: 100, end: 190 }
const coded = (spans: Record<string, Span[]>) => (action: string) => spans[action] ?? []

describe('danBand', () => {
  it.each([
    [0, 90, false, 0],
    [0, 90, true, 1],
    [1, 90, true, 2],
    [29, 90, false, 2],
    [30, 90, false, 3],
    [60, 90, false, 3],
    [61, 90, false, 4],
    [90, 90, true, 4],
    [33, 100, false, 2],
    [34, 100, false, 3],
    [66, 100, false, 3],
    [67, 100, false, 4],
    [1, 1, false, 4],
  ])('%d of %d frames, whine %s: %d', (frames, of, whine, score) => {
    expect(danBand(frames, of, whine)).toBe(score)
  })

  it('agrees with exact fractions for every count', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 2_000 }), (some, of) => {
        const frames = Math.min(some, of)
        const [thrice, double] = [BigInt(3 * frames), BigInt(2 * of)]
        const expected = thrice < BigInt(of) ? 2 : thrice <= double ? 3 : 4
        expect(danBand(frames, of, false)).toBe(expected)
      }),
    )
  })
})

describe('derive', () => {
  it('takes the highest action and shows the union, with an alert when the bands differ', () => {
    const found = derive(
      dan,
      coded({
        brow: [{ start: 100, end: 120 }],
        eyes: [{ start: 130, end: 155 }],
        fold: [{ start: 0, end: 110 }],
      }),
      window,
      false,
    )
    expect(found).toEqual({
      value: 2,
      frames: { brow: 20, eyes: 25, fold: 10 },
      unionFrames: 45,
      unionValue: 3,
      alert: true,
    })
  })

  it('is calm without an interval, and 1 with a whine', () => {
    expect(derive(dan, coded({}), window, false)).toMatchObject({ value: 0, unionValue: 0, alert: false })
    expect(derive(dan, coded({}), window, true)).toMatchObject({ value: 1, unionValue: 1, alert: false })
  })

  it('has no union for a single action', () => {
    const one = { rule: 'pipp_tenths', actions: ['brow'] } as const
    const tenths = (frames: number) =>
      derive(one, coded({ brow: [{ start: 0, end: frames }] }), { start: 0, end: 100 }, false)
    expect([8, 9, 10, 39, 40, 69, 70, 100].map((frames) => tenths(frames).value)).toEqual([
      0, 0, 1, 1, 2, 2, 3, 3,
    ])
    expect(tenths(50)).toMatchObject({ unionValue: null, alert: false })
  })

  it('knows presence', () => {
    const one = { rule: 'presence', actions: ['brow'] } as const
    expect(derive(one, coded({ brow: [{ start: 150, end: 151 }] }), window, false).value).toBe(1)
    expect(derive(one, coded({ brow: [{ start: 10, end: 11 }] }), window, false).value).toBe(0)
  })
})

const options = (most: number) => Array.from({ length: most + 1 }, (_, score) => ({ score }))
const whole = {
  items: [
    { key: 'face', options: options(4) },
    { key: 'limbs', options: options(3) },
    { key: 'voice', options: options(3) },
  ],
  total: { method: 'sum', prorating: { allowed: false } },
  pain_from: 3,
}
const all = ['face', 'limbs', 'voice']

describe('totalOf', () => {
  it('adds up a complete sheet only', () => {
    expect(totalOf(whole, all, { face: 3, limbs: 2, voice: 0 })).toBe(5)
    expect(totalOf(whole, all, { face: 3, limbs: 2 })).toBeNull()
    expect(totalOf(whole, ['face'], { face: 3 })).toBe(3)
    expect(totalOf(whole, [], {})).toBeNull()
    expect(totalOf(whole, all, { face: 3, limbs: 2, voice: 'cannot_assess' })).toBeNull()
  })

  it('prorates where the author allows it, rounding half up', () => {
    const scale = { ...whole, total: { method: 'sum', prorating: { allowed: true, min_items: 2 } } }
    expect(totalOf(scale, all, { face: 3, limbs: 2, voice: 'cannot_assess' })).toBe(7)
    expect(totalOf(scale, all, { face: 3, limbs: 'cannot_assess', voice: 'cannot_assess' })).toBeNull()
  })

  it('asks one of a group, and conditional items only where they count', () => {
    const either = { ...whole, exactly_one_of: [['limbs', 'voice']] }
    expect(totalOf(either, all, { face: 1, voice: 2 })).toBe(3)
    const late = { ...whole, conditional: { items: ['voice'], subtotal_above: 2 } }
    expect(totalOf(late, all, { face: 1, limbs: 1 })).toBe(2)
    expect(totalOf(late, all, { face: 3, limbs: 1 })).toBeNull()
  })

  it.each([
    ['max', 3],
    ['sum_of_positive', 3],
    ['sum_of_negative', -2],
    ['sum', 1],
  ])('knows %s', (method, total) => {
    const scale = { ...whole, total: { method, prorating: { allowed: false } } }
    expect(totalOf(scale, all, { face: 3, limbs: -2, voice: 0 })).toBe(total)
  })
})

describe('painOf', () => {
  const values = { face: 1, limbs: 1, voice: 1 }

  it('takes the protocol’s cut-off, else the whole scale’s', () => {
    expect(painOf(whole, all, values, { total_from: 4 })).toBe(false)
    expect(painOf(whole, all, values, null)).toBe(true)
    expect(painOf(whole, ['face', 'limbs'], values, null)).toBeNull()
    expect(painOf(whole, all, values, { item: 'face', score_from: 2 })).toBe(false)
    expect(painOf(whole, all, { face: 'cannot_assess' }, { item: 'face', score_from: 2 })).toBeNull()
    expect(painOf(whole, all, {}, null)).toBeNull()
  })
})
