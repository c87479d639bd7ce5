import { describe, expect, it } from 'vitest'
import { ApiError, refusalIn } from './errors'

describe('refusalIn', () => {
  it('reads the one shape', () => {
    const error = { code: 'consent_missing', message: 'No consent.', fields: { infant: ['Missing.'] } }
    expect(refusalIn({ error }, 409)).toEqual(error)
  })

  it.each([null, undefined, '<html>', {}, { error: null }])('survives %j', (body) => {
    expect(refusalIn(body, 502)).toEqual({ code: 'http_502', message: '' })
  })
})

it('ApiError always has fields', () => {
  expect(new ApiError(409, { code: 'x', message: 'y' }).fields).toEqual({})
})
