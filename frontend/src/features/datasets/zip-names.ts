/** The names in a ZIP file, read in the browser from its directory alone, so that classes can be mapped before sending. */

const END = 0x06054b50
const ENTRY = 0x02014b50
const END_BYTES = 22
const LONGEST_COMMENT = 65_535
const PICTURES = /\.(jpe?g|png|bmp|tiff?|webp)$/i

/** Paths of pictures; null where the directory cannot be read (no ZIP file, or one of the 64-bit kind). */
export async function picturesIn(file: Blob): Promise<string[] | null> {
  const tail = new DataView(
    await file.slice(Math.max(0, file.size - END_BYTES - LONGEST_COMMENT)).arrayBuffer(),
  )
  for (let place = tail.byteLength - END_BYTES; place >= 0; place -= 1) {
    if (tail.getUint32(place, true) !== END) continue
    const size = tail.getUint32(place + 12, true)
    const start = tail.getUint32(place + 16, true)
    if (start === 0xffffffff || start + size > file.size) return null
    return namesIn(new DataView(await file.slice(start, start + size).arrayBuffer()))
  }
  return null
}

function namesIn(directory: DataView): string[] | null {
  const names: string[] = []
  const text = new TextDecoder()
  let place = 0
  while (place + 46 <= directory.byteLength) {
    if (directory.getUint32(place, true) !== ENTRY) return null
    const [name, extra, comment] = [28, 30, 32].map((at) => directory.getUint16(place + at, true)) as [
      number,
      number,
      number,
    ]
    if (place + 46 + name > directory.byteLength) return null
    const path = text.decode(new Uint8Array(directory.buffer, directory.byteOffset + place + 46, name))
    if (PICTURES.test(path) && !path.startsWith('__MACOSX/')) names.push(path)
    place += 46 + name + extra + comment
  }
  return names
}

const escaped = (words: string) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The same reading of a template as the server's; null where class or infant is missing. */
export function patternOf(template: string): RegExp | null {
  const parts = template.split(/(\{class\}|\{infant\}|\*)/)
  const once = (word: string) => parts.filter((part) => part === word).length === 1
  if (!once('{class}') || !once('{infant}')) return null
  const meaning: Record<string, string> = {
    '{class}': '(?<class>[^/]+?)',
    '{infant}': '(?<infant>[^/]+?)',
    '*': '[^/]*?',
  }
  return new RegExp(`^${parts.map((part) => meaning[part] ?? escaped(part)).join('')}$`)
}

export type Reading = { classes: Map<string, number>; infants: number; odd: string[] }

/** How many pictures there are of each class, of how many infants, and the names the template does not fit. */
export function readNames(names: readonly string[], template: string): Reading | null {
  const pattern = patternOf(template)
  if (!pattern) return null
  const classes = new Map<string, number>()
  const infants = new Set<string>()
  const odd: string[] = []
  for (const name of names) {
    const found = pattern.exec(name)?.groups
    if (!found) {
      odd.push(name)
      continue
    }
    const of = found['class'] ?? ''
    classes.set(of, (classes.get(of) ?? 0) + 1)
    infants.add(found['infant'] ?? '')
  }
  return { classes: new Map([...classes].sort(([a], [b]) => a.localeCompare(b))), infants: infants.size, odd }
}
