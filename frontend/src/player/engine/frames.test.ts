import { describe, expect, it } from 'vitest'
import { clampFrame, frameAfter, frameAt, lastFrame, middleOfFrame, startOfFrame, timecode } from './frames'

const steady = (frames: number, ticks: number) => ({
  timescale: 90_000,
  times: Array.from({ length: frames }, (_, index) => index * ticks),
  end: frames * ticks,
})
const pal = steady(1500, 3600)
const ntsc = steady(900, 3003)
const variable = { timescale: 90_000, times: [0, 3000, 3100, 12_000, 12_001, 50_000], end: 50_001 }
const single = { timescale: 90_000, times: [0], end: 3600 }
const tables = { pal, ntsc, variable, single }

describe.each(Object.entries(tables))('%s', (_name, table) => {
  it('finds every frame again from its middle', () => {
    for (let frame = 0; frame <= lastFrame(table); frame += 1) {
      const width = (table.times[frame + 1] ?? table.end) - (table.times[frame] ?? 0)
      if (width < 20) continue // shorter than the tolerance on browser clocks
      expect(frameAt(table, middleOfFrame(table, frame))).toBe(frame)
    }
  })

  it('keeps the middle strictly inside the frame', () => {
    for (let frame = 0; frame <= lastFrame(table); frame += 1) {
      const middle = middleOfFrame(table, frame) * table.timescale
      expect(middle).toBeGreaterThan(table.times[frame] ?? 0)
      expect(middle).toBeLessThan(table.times[frame + 1] ?? table.end)
    }
  })

  it('holds at both ends', () => {
    expect(frameAt(table, -5)).toBe(0)
    expect(frameAt(table, 1e6)).toBe(lastFrame(table))
    expect(clampFrame(table, -3)).toBe(0)
    expect(clampFrame(table, 1e9)).toBe(lastFrame(table))
  })
})

describe('frameAt', () => {
  it('accepts a start time rounded down by the browser', () => {
    for (let frame = 0; frame < 900; frame += 1) {
      const rounded = Math.floor(((frame * 3003) / 90_000) * 1e6) / 1e6
      expect(frameAt(ntsc, rounded)).toBe(frame)
    }
  })

  it('agrees with a plain scan on a variable rate', () => {
    for (let ticks = 0; ticks < 51_000; ticks += 37) {
      const seconds = ticks / 90_000
      const scan = variable.times.findLastIndex((start) => start <= (seconds + 1e-4) * 90_000)
      expect(frameAt(variable, seconds)).toBe(Math.max(0, scan))
    }
  })

  it('is 0 for an empty table', () => {
    expect(frameAt({ timescale: 90_000, times: [], end: 0 }, 3)).toBe(0)
  })
})

describe('clampFrame', () => {
  it('reads what is not a number as 0 and drops fractions', () => {
    expect(clampFrame(pal, Number.NaN)).toBe(0)
    expect(clampFrame(pal, 12.9)).toBe(12)
  })
})

describe('frameAfter', () => {
  it('moves one second at a steady rate', () => {
    expect(frameAfter(pal, 100, 1)).toBe(125)
    expect(frameAfter(pal, 100, -1)).toBe(75)
  })

  it('moves at least one frame where frames are long', () => {
    const slow = steady(10, 900_000)
    expect(frameAfter(slow, 4, 1)).toBe(5)
    expect(frameAfter(slow, 4, -1)).toBe(3)
  })

  it('stops at the ends', () => {
    expect(frameAfter(pal, 1499, 1)).toBe(1499)
    expect(frameAfter(pal, 3, -1)).toBe(0)
  })
})

describe('timecode', () => {
  it.each([
    [0, '0:00.00'],
    [19.2, '0:19.20'],
    [59.999, '1:00.00'],
    [61.5, '1:01.50'],
    [3599.99, '59:59.99'],
    [3661.25, '1:01:01.25'],
    [-1, '0:00.00'],
  ])('%d s is %s', (seconds, text) => {
    expect(timecode(seconds)).toBe(text)
  })

  it('names frame 480 at 25 frames a second as the design brief does', () => {
    expect(timecode(startOfFrame(pal, 480))).toBe('0:19.20')
  })
})
