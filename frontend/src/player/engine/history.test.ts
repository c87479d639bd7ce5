import fc from 'fast-check'
import { expect, it } from 'vitest'
import { advance, begin, redo, undo } from './history'

it('goes all the way back and forth again', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 40 }), (steps) => {
      const end = steps.reduce<ReturnType<typeof begin<number>>>(advance, begin(-1))
      const start = steps.reduce((history) => undo(history), end)
      expect(start.present).toBe(-1)
      expect(undo(start)).toBe(start)
      expect(steps.reduce((history) => redo(history), start)).toEqual(end)
    }),
  )
})

it('forgets what was undone when something else is done', () => {
  const other = advance(undo(advance(begin(0), 1)), 2)
  expect(other).toEqual({ past: [0], present: 2, future: [] })
  expect(redo(other)).toBe(other)
})

it('remembers 500 steps', () => {
  const long = Array.from({ length: 600 }, (_, step) => step).reduce<ReturnType<typeof begin<number>>>(
    advance,
    begin(-1),
  )
  expect(long.past.length).toBe(500)
  expect(long.present).toBe(599)
})
