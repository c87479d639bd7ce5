import { describe, expect, test } from 'vitest'
import { patternOf, picturesIn, readNames } from './zip-names'

/** A directory with these names and its end, behind some bytes of content, as a ZIP file has them. */
function zipped(names: string[], comment = ''): Blob {
  const bytes = new TextEncoder()
  const content = bytes.encode('content of files')
  const entries = names.map((name) => {
    const path = bytes.encode(name)
    const entry = new DataView(new ArrayBuffer(46 + path.length))
    entry.setUint32(0, 0x02014b50, true)
    entry.setUint16(28, path.length, true)
    new Uint8Array(entry.buffer).set(path, 46)
    return new Uint8Array(entry.buffer)
  })
  const size = entries.reduce((sum, entry) => sum + entry.length, 0)
  const end = new DataView(new ArrayBuffer(22))
  end.setUint32(0, 0x06054b50, true)
  end.setUint32(12, size, true)
  end.setUint32(16, content.length, true)
  return new Blob([content, ...entries, new Uint8Array(end.buffer), bytes.encode(comment)])
}

describe('names in a ZIP file', () => {
  test('are those of pictures, without the litter of other systems', async () => {
    const names = ['pain/S01_à.jpg', 'rest/S02.PNG', 'notes.txt', '__MACOSX/._x.jpg', 'pain/']
    expect(await picturesIn(zipped(names, 'a comment'))).toEqual(['pain/S01_à.jpg', 'rest/S02.PNG'])
  })

  test.each([new Blob(['no archive']), new Blob([]), new Blob([new Uint8Array(30)])])(
    'need a ZIP file',
    async (file) => {
      expect(await picturesIn(file)).toBeNull()
    },
  )
})

describe('a template', () => {
  test('needs class and infant once each', () => {
    expect(patternOf('{class}/*')).toBeNull()
    expect(patternOf('{class}/{class}{infant}')).toBeNull()
    expect(patternOf('')).toBeNull()
  })

  test('counts classes and infants and names what it does not fit', () => {
    const names = ['pain/S01_a.jpg', 'pain/S02_a.jpg', 'cry/S01_b.jpg', 'odd.jpg', 'a/b/S01_c.jpg']
    expect(readNames(names, '{class}/{infant}_*')).toEqual({
      classes: new Map([
        ['cry', 1],
        ['pain', 2],
      ]),
      infants: 2,
      odd: ['odd.jpg', 'a/b/S01_c.jpg'],
    })
  })

  test('takes dots as dots', () => {
    expect(patternOf('{class}/{infant}.jpg')?.test('pain/S01xjpg')).toBe(false)
  })
})
