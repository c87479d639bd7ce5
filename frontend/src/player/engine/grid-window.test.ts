import fc from 'fast-check'
import { expect, it } from 'vitest'
import { gridWindow } from './grid-window'

it('draws what is seen and little more', () => {
  const window = gridWindow(5_000, { width: 1_000, height: 700, scroll: 10_000 }, 100)
  expect(window).toEqual({ columns: 10, first: 980, last: 1_090, top: 9_800, height: 50_000 })
})

it('every cell in view is drawn, whatever the size and the place', () => {
  const size = fc.integer({ min: 50, max: 300 })
  const view = fc.record({ width: fc.nat(3_000), height: fc.nat(2_000), scroll: fc.nat(100_000) })
  fc.assert(
    fc.property(fc.nat(6_000), view, size, (count, seen, side) => {
      const { columns, first, last, top, height } = gridWindow(count, seen, side)
      expect(first % columns).toBe(0)
      expect(top).toBe((first / columns) * side)
      expect(height).toBe(Math.ceil(count / columns) * side)
      for (let place = first - 1; place >= 0 && place >= first - columns; place -= 1)
        expect((Math.floor(place / columns) + 1) * side).toBeLessThanOrEqual(Math.max(0, seen.scroll))
      if (last < count)
        expect(Math.floor(last / columns) * side).toBeGreaterThanOrEqual(seen.scroll + seen.height)
    }),
  )
})
