/** Fingers on the glass. */
import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'

/** A finger put down on the middle of something, moved and lifted. */
export async function drag(page: Page, selector: string, dx: number, dy: number): Promise<void> {
  const target = page.locator(selector)
  await target.scrollIntoViewIfNeeded()
  const { x, y, width, height } = (await target.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  const [fromX, fromY] = [x + width / 2, y + height / 2]
  const session = await page.context().newCDPSession(page)
  const lifted = await page.evaluateHandle(() => {
    const painted = (done: () => void) => requestAnimationFrame(() => requestAnimationFrame(done))
    const up = new Promise<void>((done) => {
      for (const end of ['pointerup', 'pointercancel'])
        addEventListener(end, () => painted(done), { once: true, capture: true })
    })
    return { up }
  })
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: points })
  await touch('touchStart', [{ x: fromX, y: fromY }])
  for (const part of [0.25, 0.5, 0.75, 1])
    await touch('touchMove', [{ x: fromX + dx * part, y: fromY + dy * part }])
  await touch('touchEnd', [])
  // The glass answers before the page has been told of everything.
  await lifted.evaluate(({ up }) => up)
}

const TAPS = 4
const CLICKED_WITHIN_MS = 1_000

/** A finger's tap. A busy machine takes one that rests too long for a long press, without a click: one taps again. */
export async function tap(target: Locator): Promise<void> {
  for (let times = 0; times < TAPS; times += 1) {
    const watched = await target.evaluateHandle((element, within) => {
      const clicked = new Promise<boolean>((done) => {
        element.addEventListener('click', () => done(true), { once: true })
        element.addEventListener('pointerup', () => setTimeout(() => done(false), within), { once: true })
      })
      return { clicked }
    }, CLICKED_WITHIN_MS)
    await target.tap()
    if (await watched.evaluate(({ clicked }) => clicked)) return
  }
  assert.fail('no tap became a click')
}
