import { globSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'

/** Classes that begin a rule, by the folder that styles them: sheets stay loaded, so a name used twice would leak. */
function foldersByClass(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const file of globSync('src/{app,features,player}/**/*.css')) {
    const text = readFileSync(file, 'utf8').replace(/\/\*.*?\*\//gs, '')
    for (const [, name = ''] of text.matchAll(/^\s*\.([\w-]+)\s*\{/gm))
      found.set(name, (found.get(name) ?? new Set()).add(dirname(file)))
  }
  return found
}

it('styles a class in one folder only', () => {
  const classes = foldersByClass()
  expect(classes.size).toBeGreaterThan(50)
  expect([...classes].filter(([, folders]) => folders.size > 1)).toEqual([])
})
