import { describe, expect, it } from 'vitest'
import { simplified } from './panels'

describe('a simplified map', () => {
  it('keeps what lies above mean + 0.5 SD, and its peak becomes 1', () => {
    expect(
      simplified([
        [0, 0, 0.1],
        [0, 0.4, 0.8],
      ]),
    ).toEqual([
      [0, 0, 0],
      [0, 0.5, 1],
    ])
  })

  it('shows nothing where there is no heat, or the same everywhere', () => {
    expect(simplified([[0, 0]])).toEqual([[0, 0]])
    expect(simplified([[0.5, 0.5]])).toEqual([[0, 0]])
    expect(simplified([])).toEqual([])
  })
})
