import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  between,
  boxOf,
  corners,
  layOut,
  moved,
  pulled,
  resized,
  turnedOn,
  unturned,
  usualBox,
  type Box,
  type Turn,
} from './geometry'

const step = fc.double({ min: -3, max: 3, noNaN: true })
const box: Box = [0.2, 0.3, 0.5, 0.7]

describe('boxes', () => {
  test('moving keeps the size', () => {
    const [left, top, right, bottom] = moved(box, 0.1, -0.1)
    expect([left, top, right, bottom]).toEqual([0.3, 0.2, 0.6, 0.6])
  })

  test('whatever is done to it, a box keeps an area and stays where the server takes it', () => {
    fc.assert(
      fc.property(step, step, fc.constantFrom(...corners), (x, y, corner) => {
        for (const [left, top, right, bottom] of [
          moved(box, x, y),
          resized(box, x, y),
          pulled(box, corner, { x, y }),
        ]) {
          expect(right - left).toBeGreaterThanOrEqual(0.0199)
          expect(bottom - top).toBeGreaterThanOrEqual(0.0199)
          expect(Math.min(left, top)).toBeGreaterThanOrEqual(-1)
          expect(Math.max(right, bottom)).toBeLessThanOrEqual(2)
        }
      }),
    )
  })

  test('pulling a corner leaves the opposite one', () => {
    expect(pulled(box, 'nw', { x: 0.1, y: 0.1 })).toEqual([0.1, 0.1, 0.5, 0.7])
    expect(pulled(box, 'se', { x: 0.9, y: 0.8 })).toEqual([0.2, 0.3, 0.9, 0.8])
  })

  test('a box is drawn from any corner, and a mere touch draws none', () => {
    expect(between({ x: 0.6, y: 0.5 }, { x: 0.2, y: 0.1 })).toEqual([0.2, 0.1, 0.6, 0.5])
    expect(between({ x: 0.6, y: 0.5 }, { x: 0.605, y: 0.9 })).toBeNull()
  })

  test('a step to the right on a frame turned by 90° goes up in the frame', () => {
    expect(unturned(1, 0, 90)).toEqual([0, -1])
    let [dx, dy]: [number, number] = [1, 0]
    for (let number = 0; number < 4; number += 1) [dx, dy] = unturned(dx, dy, 90)
    expect([dx, dy].map(Math.round).map((value) => value + 0)).toEqual([1, 0])
  })

  test('four turns lead back, and a turned frame lies inside its room', () => {
    let turn: Turn = 0
    const rooms: [number, number][] = []
    for (let number = 0; number < 4; number += 1) {
      const { across, down } = layOut(640, 480, turn)
      rooms.push([across, down])
      turn = turnedOn(turn)
    }
    expect(turn).toBe(0)
    expect(rooms).toEqual([
      [640, 480],
      [480, 640],
      [640, 480],
      [480, 640],
    ])
  })

  test('anything but four numbers is no box', () => {
    expect(boxOf(null)).toBeNull()
    expect(boxOf([1, 2, 3])).toBeNull()
    expect(boxOf([...usualBox])).toEqual(usualBox)
  })
})
