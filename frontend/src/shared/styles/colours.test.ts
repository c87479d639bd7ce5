import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const colour =
  /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb|color)\(|:\s*(?:white|black|red|green|blue|gr[ae]y)\b/i

const files = globSync('src/**/*.{css,ts,tsx}').filter(
  (file) => !/tokens\.css|\.test\.ts|schema\.d\.ts/.test(file),
)

it('keeps every colour in tokens.css', () => {
  expect(files.length).toBeGreaterThan(50)
  expect(files.filter((file) => colour.test(readFileSync(file, 'utf8')))).toEqual([])
})
