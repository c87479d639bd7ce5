import { describe, expect, it } from 'vitest'
import { colourOf } from './heat-map'

const brightness = ([red, green, blue]: number[]) =>
  0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)

describe('the colour of heat', () => {
  it('grows brighter with the value', () => {
    const steps = Array.from({ length: 101 }, (_, step) => brightness(colourOf(step / 100)))
    expect(steps.every((step, place) => place === 0 || step >= (steps[place - 1] ?? 0))).toBe(true)
  })

  it('keeps to its ends', () => {
    expect(colourOf(-1)).toEqual([0, 0, 4])
    expect(colourOf(2)).toEqual([252, 255, 164])
  })
})
