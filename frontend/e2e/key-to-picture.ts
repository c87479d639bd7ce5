/** Milliseconds from a key press to the paint of the next picture, for any labelling page; JSON on the last line. */
import { launch, visit } from './browser.ts'

type Loop = {
  login: string
  email: string
  password: string
  submit: string
  open: string
  /** Where the picture is: an image, or a canvas that names what it shows. */
  shown: string
  /** Pressed after the label where a label does not move on by itself. */
  second_key: string
}

const loop = JSON.parse(process.argv[2] ?? '{}') as Loop
const rounds = Number(process.argv[3] ?? 40)
const THINK_MS = 400

const browser = await launch()
const { page } = await visit(browser)
page.setDefaultTimeout(60_000)
await page.goto(loop.login)
await page.locator('input[name=email]').fill(loop.email)
await page.locator('input[name=password]').fill(loop.password)
await page.locator(loop.submit).first().click()
await page.waitForLoadState('networkidle')
await page.addInitScript((selector) => {
  const watch = { id: '', at: 0, pressed: 0 }
  Object.assign(window, { watch })
  const idOf = (element: Element | null): string => {
    if (element instanceof HTMLImageElement)
      return element.complete && element.naturalWidth > 0 ? element.src : ''
    return element instanceof HTMLElement ? (element.dataset['frame'] ?? '') : ''
  }
  addEventListener(
    'keydown',
    ({ key, timeStamp }) => {
      if (key.length === 1) watch.pressed = timeStamp
    },
    true,
  )
  const look = () => {
    const id = idOf(document.querySelector(selector))
    if (id && id !== watch.id) {
      watch.id = id
      // What is in the document now is on the screen with the next frame.
      requestAnimationFrame(() => {
        watch.at = performance.now()
      })
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}, loop.shown)
await page.goto(loop.open)
type Watched = Window & { watch: { id: string; at: number; pressed: number } }
await page.waitForFunction(() => (window as unknown as Watched).watch.at > 0)
await page.waitForTimeout(3_000)
const took: number[] = []
for (let round = 0; round < rounds; round += 1) {
  const former = await page.evaluate(() => (window as unknown as Watched).watch.id)
  await page.keyboard.press(String(1 + (round % 2)))
  if (loop.second_key) await page.keyboard.press(loop.second_key)
  await page.waitForFunction(
    (before) => {
      const { id, at, pressed } = (window as unknown as Watched).watch
      return id !== before && at > pressed
    },
    former,
    { polling: 'raf' },
  )
  took.push(
    await page.evaluate(() => {
      const { at, pressed } = (window as unknown as Watched).watch
      return at - pressed
    }),
  )
  await page.waitForTimeout(THINK_MS)
}
await browser.close()
took.sort((one, other) => one - other)
const percentile = (share: number) =>
  Math.round(10 * (took[Math.min(took.length - 1, Math.floor(share * took.length))] ?? NaN)) / 10
console.log(JSON.stringify({ p50: percentile(0.5), p95: percentile(0.95), keys: took.length }))
