import fc from 'fast-check'
import { expect, it } from 'vitest'
import { reactionOf, waitMs } from './reaction'

it('takes the median and drops guesses and slips of attention', () => {
  expect(reactionOf([240, 250, 260, 245, 255, 250, 20, 900, 248, 252])).toEqual({
    median: 250,
    kept: 8,
    dropped: 2,
  })
  expect(reactionOf([250, 250, 250, 255])).toEqual({ median: 250, kept: 4, dropped: 0 })
})

it('says nothing when most presses were guesses', () => {
  expect(reactionOf([])).toBeNull()
  expect(reactionOf([10, 20, 30, 300])).toBeNull()
})

it('lies among the presses, whatever they are', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 20 }), (presses) => {
      const found = reactionOf(presses)
      if (!found) return
      expect(found.kept + found.dropped).toBe(presses.length)
      expect(found.median).toBeGreaterThanOrEqual(Math.min(...presses))
      expect(found.median).toBeLessThanOrEqual(Math.max(...presses))
    }),
  )
  expect([waitMs(0), waitMs(1)]).toEqual([1_000, 3_000])
})
