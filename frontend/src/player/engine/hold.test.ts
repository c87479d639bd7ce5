import { describe, expect, it } from 'vitest'
import { heldSpan, nothingHeld, press, release, TAP_MS } from './hold'

describe('holding a key', () => {
  it('codes from the frame at key down to the frame at key up, both included', () => {
    const { holding } = press(nothingHeld, 'brow', 10, 0)
    expect(heldSpan(holding, 'brow', 14)).toEqual({ start: 10, end: 15 })
    const done = release(holding, 'brow', 20, TAP_MS)
    expect(done.coded).toEqual({ start: 10, end: 21 })
    expect(done.holding.size).toBe(0)
  })

  it('does not mind the repeats of a held key', () => {
    const { holding } = press(nothingHeld, 'brow', 10, 0)
    expect(press(holding, 'brow', 12, 30)).toEqual({ holding, coded: null })
  })

  it('codes backwards too', () => {
    const { holding } = press(nothingHeld, 'brow', 10, 0)
    expect(release(holding, 'brow', 4, 900).coded).toEqual({ start: 4, end: 11 })
  })

  it('keeps several actions apart', () => {
    const brow = press(nothingHeld, 'brow', 10, 0).holding
    const both = press(brow, 'eyes', 12, 20).holding
    const one = release(both, 'brow', 15, 900)
    expect(one.coded).toEqual({ start: 10, end: 16 })
    expect(heldSpan(one.holding, 'eyes', 15)).toEqual({ start: 12, end: 16 })
    expect(heldSpan(one.holding, 'brow', 15)).toBeNull()
  })
})

describe('tapping', () => {
  it('opens with one tap and closes with the next', () => {
    const first = release(press(nothingHeld, 'brow', 10, 0).holding, 'brow', 10, TAP_MS - 1)
    expect(first.coded).toBeNull()
    const second = press(first.holding, 'brow', 30, 5_000)
    expect(second.coded).toEqual({ start: 10, end: 31 })
    expect(release(second.holding, 'brow', 30, 5_100)).toEqual({ holding: second.holding, coded: null })
  })
})

it('ignores a key up without its key down', () => {
  expect(release(nothingHeld, 'brow', 3, 0)).toEqual({ holding: nothingHeld, coded: null })
})
