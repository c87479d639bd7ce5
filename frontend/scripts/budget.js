/** Fails when the first load or any lazy chunk of the built application grows past its budget (gzip). */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const INITIAL_KB = 170
const LAZY_KB = 100

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'))
const kilobytes = (file) => gzipSync(readFileSync(`dist/${file}`)).length / 1000

const initial = new Set()
const follow = (key) => {
  if (initial.has(key)) return
  initial.add(key)
  for (const next of manifest[key].imports ?? []) follow(next)
}
for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) follow(key)

const scripts = Object.entries(manifest).filter(([, chunk]) => chunk.file.endsWith('.js'))
const total = scripts
  .filter(([key]) => initial.has(key))
  .reduce((sum, [, chunk]) => sum + kilobytes(chunk.file), 0)
const lazy = scripts
  .filter(([key]) => !initial.has(key))
  .map(([, chunk]) => [chunk.file, kilobytes(chunk.file)])

console.log(`first load ${total.toFixed(1)} kB of ${INITIAL_KB}`)
for (const [file, size] of lazy) console.log(`lazy ${file} ${size.toFixed(1)} kB of ${LAZY_KB}`)
if (total > INITIAL_KB || lazy.some(([, size]) => size > LAZY_KB)) {
  console.error('Over budget.')
  process.exit(1)
}
