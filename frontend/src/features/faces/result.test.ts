import { describe, expect, test } from 'vitest'
import { armName, armNamed, bestOf, byDoubt, groupsOf, overlapOf, rowsOf, type Result } from './result'

const right = (recall: number | null) => ({
  frames: 2,
  with_face: 2,
  hits: 1,
  found: 1,
  recall,
  precision: 1,
  mean_iou: 0.8,
})
const arms = [
  { detector: 'yunet', turn_policy: 'none' as const },
  { detector: 'dlib-hog', turn_policy: 'on_miss' as const },
]
const result: Result = {
  arms: {
    // As a database may give them back: in an order of its own.
    'dlib-hog on_miss': { frames: 4, empty: 2, several: 0, median_ms: 40, p95_ms: 50 },
    yunet: { frames: 4, empty: 0, several: 1, median_ms: 10, p95_ms: 60 },
  },
  agreement: [{ arms: ['yunet', 'dlib-hog on_miss'], mean_iou: 0.7 }],
  correctness: {
    frames: 2,
    arms: {
      yunet: { all: right(1), 'infant:A:1': right(1), 'context:wrapping': right(1) },
      'dlib-hog on_miss': { all: right(0.5), 'infant:A:1': right(0.5), 'context:wrapping': right(null) },
    },
  },
  doubts: { a: 0.1, b: 0.9, c: 0.5 },
  machine: { cpu: 'CPU', cores: 1 },
}

describe('a comparison of detectors', () => {
  test('names of arms lead back to the arms', () => {
    expect(arms.map(armName)).toEqual(['yunet', 'dlib-hog on_miss'])
    expect(arms.map(armName).map(armNamed)).toEqual(arms)
  })

  test('rows come in the order asked for, with shares', () => {
    const rows = rowsOf(result, arms)
    expect(rows.map(({ arm, empty, recall }) => [arm, empty, recall])).toEqual([
      ['yunet', 0, 1],
      ['dlib-hog on_miss', 0.5, 0.5],
    ])
    expect(rowsOf(result, arms, 'context:wrapping')[1]?.recall).toBeNull()
  })

  test('the best is the lowest time and the highest recall; equals and several faces win nothing', () => {
    expect(bestOf(rowsOf(result, arms))).toEqual({
      empty: 0,
      several: null,
      median_ms: 10,
      p95_ms: 50,
      recall: 1,
      precision: null,
      mean_iou: null,
    })
  })

  test('groups keep colons in a pseudonym, infants first', () => {
    expect(groupsOf(result).map(({ kind, name }) => [kind, name])).toEqual([
      ['infant', 'A:1'],
      ['context', 'wrapping'],
    ])
  })

  test('overlap is the same both ways, frames in doubt come first', () => {
    expect(overlapOf(result, 'dlib-hog on_miss', 'yunet')).toBe(0.7)
    expect(byDoubt(result.doubts)).toEqual(['b', 'c', 'a'])
  })
})
