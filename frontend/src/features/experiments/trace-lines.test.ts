import { expect, test } from 'vitest'
import { bandOf, highest, lineOf, saidLine } from './trace-lines'

const at = (ms: number) => ms / 100
const point = (ms: number, probability: number | null, mean = probability) => ({
  ms,
  probability,
  mean,
  low: mean === null ? null : mean - 0.1,
  high: mean === null ? null : mean + 0.1,
})

test('a second without a face leaves a gap in what was said, not in the smooth line', () => {
  const points = [point(0, 0.5), point(1000, null, 0.6), point(2000, 0.7)]
  expect(saidLine(points, at)).toBe('M0.00 50.00h0M20.00 30.00h0')
  expect(lineOf(points, at)).toBe('M0.00 50.00L10.00 40.00L20.00 30.00')
})

test('the band goes there above and back below', () => {
  expect(bandOf([point(0, 0.5), point(1000, 0.5)], at)).toBe(
    'M0.00 40.00L10.00 40.00L10.00 60.00L0.00 60.00Z',
  )
})

test('the highest place of the line, and none without a face', () => {
  expect(highest([point(0, 0.2), point(1000, 0.9), point(2000, 0.4)])?.ms).toBe(1000)
  expect(highest([point(0, null)])).toBe(null)
})
