import { describe, expect, test } from 'vitest'
import { complete, domainOf, shareOfPain, usualRules } from './rules'

describe('rules of a new version', () => {
  test('the usual ones are complete', () => {
    expect(complete(usualRules)).toEqual(usualRules)
  })

  test.each([
    ['no source', { sources: [] }],
    ['no rater', { labels: 'rater' as const }],
    ['half a rater', { raters_needed: 1.5 }],
    ['nobody', { raters_needed: 0 }],
    ['nothing typed', { raters_needed: Number.NaN }],
    ['a margin wider than the face', { margin: 1.2 }],
  ])('with %s they are not', (_, change) => {
    expect(complete({ ...usualRules, ...change })).toBeNull()
  })

  test('what does not apply does not make another version', () => {
    const chosen = { ...usualRules, agreement: 'majority' as const, rater: 'B' }
    expect(complete({ ...chosen, labels: 'soft' })).toEqual({ ...usualRules, labels: 'soft' })
    expect(complete({ ...chosen, labels: 'rater', raters_needed: 3 })).toEqual({
      ...usualRules,
      labels: 'rater',
      rater: 'B',
    })
  })
})

test.each([
  ['M-PAIN', 'm-pain'],
  ['Terapia intensiva neonatale (à è)', 'terapia-intensiva-neonatale-a-e'],
  ['…', 'study'],
  ['x'.repeat(60), 'x'.repeat(40)],
])('a study called %s is %s in a manifest', (name, domain) => {
  expect(domainOf(name)).toBe(domain)
})

test('the share of pain needs rows', () => {
  expect(shareOfPain({ rows: 8, pain: 2 })).toBe(0.25)
  expect(shareOfPain({ rows: 0, pain: 0 })).toBeNull()
})
