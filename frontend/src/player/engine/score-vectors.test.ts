/** The server's tests read the same file, and check it against the reference rules. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Span } from './lanes'
import { danBand, derive, painOf, totalOf } from './scale'

type Case = {
  window: [number, number]
  intervals: Record<string, [number, number][]>
  whine: boolean
  frames: Record<string, number>
  value: number
  union_frames: number
  union_value: number
  alert: boolean
}
type Vectors = {
  bands: [number, number, boolean, number][]
  windows: Case[]
  totals: [number, number, number, number, boolean][]
}

const file = '../tests/annotator/scoring/score_vectors.json'
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors
const options = (scores: number) => Array.from({ length: scores }, (_, score) => ({ score }))
const dan = {
  items: [
    { key: 'face', options: options(5) },
    { key: 'limbs', options: options(4) },
    { key: 'voice', options: options(4) },
  ],
  total: { method: 'sum', prorating: { allowed: false } },
}
const inUse = ['face', 'limbs', 'voice']
const spanOf = ([start, end]: [number, number]): Span => ({ start, end })

describe('the vectors shared with the server', () => {
  it('give every band', () => {
    expect(vectors.bands.map(([frames, of, whine]) => danBand(frames, of, whine))).toEqual(
      vectors.bands.map(([, , , score]) => score),
    )
  })

  it('give every window', () => {
    for (const known of vectors.windows) {
      const actions = Object.keys(known.intervals)
      const spans = (action: string) => (known.intervals[action] ?? []).map(spanOf)
      const found = derive({ rule: 'dan_thirds', actions }, spans, spanOf(known.window), known.whine)
      expect(found).toEqual({
        value: known.value,
        frames: known.frames,
        unionFrames: known.union_frames,
        unionValue: known.union_value,
        alert: known.alert,
      })
    }
  })

  it('give every total and its side of the cut-off', () => {
    for (const [face, limbs, voice, total, pain] of vectors.totals) {
      const values = { face, limbs, voice }
      expect(totalOf(dan, inUse, values)).toBe(total)
      expect(painOf(dan, inUse, values, { total_from: 3 })).toBe(pain)
    }
  })
})
