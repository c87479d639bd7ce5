/** Fingers on the glass. */
import type { Page } from 'playwright-core'

/** A finger put down on the middle of something, moved and lifted. */
export async function drag(page: Page, selector: string, dx: number, dy: number): Promise<void> {
  const target = page.locator(selector)
  await target.scrollIntoViewIfNeeded()
  const { x, y, width, height } = (await target.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  const [fromX, fromY] = [x + width / 2, y + height / 2]
  const session = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: points })
  await touch('touchStart', [{ x: fromX, y: fromY }])
  for (const part of [0.25, 0.5, 0.75, 1])
    await touch('touchMove', [{ x: fromX + dx * part, y: fromY + dy * part }])
  await touch('touchEnd', [])
  // Moves are handled with the next paint, and shown with the one after it.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}
