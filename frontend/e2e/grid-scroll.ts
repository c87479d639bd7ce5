/** Frames per second while the grid of held frames is scrolled from end to end; JSON on the last line. */
import { launch, visit } from './browser.ts'

const [study = '', email = '', password = ''] = process.argv.slice(2)
const [READ_PX, FLUNG_PX] = [800, 4_000]

const browser = await launch()
const { page } = await visit(browser)
page.setDefaultTimeout(120_000)
await page.goto('/')
await page.locator('input[name=email]').fill(email)
await page.locator('input[name=password]').fill(password)
await page.locator('form button.primary').click()
await page.waitForLoadState('networkidle')
await page.goto(`/studies/${study}/label`)
await page.locator('.label-stage canvas[data-frame]').waitFor()
await page.keyboard.press('g')
await page.locator('.label-grid').waitFor()
await page.waitForTimeout(2_000)
/** Scrolls on from where the grid stands, at so many pixels a second. */
const scrolled = (speed: number, seconds: number) =>
  page.evaluate(
    async ([pxPerSecond = 0, forSeconds = 0]) => {
      const grid = document.querySelector('.label-grid')
      if (!grid) throw new Error('no grid')
      const times: number[] = []
      const [started, top] = [performance.now(), grid.scrollTop]
      await new Promise<void>((done) => {
        const step = (now: number) => {
          times.push(now)
          const passed = (now - started) / 1000
          grid.scrollTop = top + pxPerSecond * passed
          if (passed < forSeconds) requestAnimationFrame(step)
          else done()
        }
        requestAnimationFrame(step)
      })
      const gaps = times.slice(1).map((time, place) => time - (times[place] ?? time))
      gaps.sort((one, other) => one - other)
      return {
        per_second: (1000 * gaps.length) / ((times.at(-1) ?? 0) - (times[0] ?? 0)),
        p95_ms: gaps[Math.floor(0.95 * (gaps.length - 1))] ?? NaN,
        px: grid.scrollTop - top,
        cells: grid.querySelectorAll('[role=option]').length,
      }
    },
    [speed, seconds],
  )
const read = await scrolled(READ_PX, 8)
const flung = await scrolled(FLUNG_PX, 15)
await browser.close()
console.log(JSON.stringify({ read, flung }))
