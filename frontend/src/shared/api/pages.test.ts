import { beforeAll, describe, expect, it, vi } from 'vitest'
import { cursorIn } from './pages'

beforeAll(() => {
  vi.stubGlobal('window', { location: { origin: 'http://host' } })
})

describe('cursorIn', () => {
  it('finds the cursor of the next page', () => {
    expect(cursorIn('http://host/api/v1/jobs/?cursor=cD0y%2B&page_size=5')).toBe('cD0y+')
    expect(cursorIn('/api/v1/jobs/?cursor=abc')).toBe('abc')
  })

  it.each([null, undefined, '', '/api/v1/jobs/'])('is absent for %j', (address) => {
    expect(cursorIn(address)).toBeUndefined()
  })
})
