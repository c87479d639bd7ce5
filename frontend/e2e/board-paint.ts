/** How long from the press on "Disagreement" until the matrix is painted, and from a key until its row is; JSON. */
import { launch, signIn, visit } from './browser.ts'

const study = process.env['E2E_STUDY'] ?? ''
const ROUNDS = 7

const median = (values: number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN

const browser = await launch()
const { page } = await visit(browser)
await signIn(page)
const [opened, keyed, scrolled]: [number[], number[], number[]] = [[], [], []]
let rows = 0
for (let round = 0; round < ROUNDS; round += 1) {
  // A fresh page each time: nothing of the board is known yet, its script comes from the browser's own store.
  await page.goto(`/studies/${study}`)
  const link = page.locator(`.study-nav a[href="/studies/${study}/disagreement"]`)
  await link.waitFor()
  await page.waitForLoadState('networkidle')
  const found = await link.evaluate(
    (element) =>
      new Promise<[number, number]>((resolve) => {
        const since = performance.now()
        const look = () => {
          const table = document.querySelector('.matrix')
          const drawn = document.querySelector('.matrix tbody tr[data-video]')
          if (!table || !drawn) requestAnimationFrame(look)
          // Two frames later what was drawn is on the screen.
          else
            requestAnimationFrame(() =>
              requestAnimationFrame(() => {
                resolve([performance.now() - since, Number(table.getAttribute('aria-rowcount')) - 1])
              }),
            )
        }
        ;(element as HTMLElement).click()
        look()
      }),
  )
  opened.push(found[0])
  rows = found[1]
  await page.waitForLoadState('networkidle')
  await page.locator('.matrix').focus()
  keyed.push(
    await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const since = performance.now()
          window.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', code: 'ArrowDown' }))
          requestAnimationFrame(() =>
            requestAnimationFrame(() => {
              resolve(performance.now() - since)
            }),
          )
        }),
    ),
  )
  scrolled.push(
    await page.locator('.matrix-scroll').evaluate(
      (box) =>
        new Promise<number>((resolve) => {
          const since = performance.now()
          box.scrollTo({ top: box.scrollHeight })
          const look = () => {
            const last = document.querySelector('.matrix tbody tr[data-video]:last-of-type')
            if (
              box.scrollTop > 0 &&
              last?.getAttribute('aria-rowindex') ===
                document.querySelector('.matrix')?.getAttribute('aria-rowcount')
            )
              resolve(performance.now() - since)
            else requestAnimationFrame(look)
          }
          requestAnimationFrame(look)
        }),
    ),
  )
}
await browser.close()
console.log(
  JSON.stringify({
    rows,
    opened_ms: median(opened),
    slowest_ms: Math.max(...opened),
    key_ms: median(keyed),
    scroll_ms: median(scrolled),
  }),
)
