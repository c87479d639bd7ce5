/** An operator at the workbench: sets a window, codes a brow bulge, answers both scales. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { displayedFrame } from './browser.ts'

/** Where an operator sets the window and sees the brow bulge, and what is answered. */
export const seen = [
  { window: [5, 164], brow: [20, 59], legs: 1, limbs: 1 },
  { window: [8, 167], brow: [24, 70], legs: 1, limbs: 1 },
  { window: [5, 159], brow: [15, 150], legs: 2, limbs: 3 },
] as const

export type Seen = (typeof seen)[number]

async function goTo(page: Page, frame: number): Promise<void> {
  await page.locator('[name=frame]').fill(String(frame))
  await page.keyboard.press('Enter')
  assert.equal(await displayedFrame(page), frame)
}

export async function watch(page: Page, what: Seen): Promise<void> {
  await goTo(page, what.window[0])
  await page.keyboard.press('i')
  await goTo(page, what.window[1])
  await page.keyboard.press('o')
  await page.locator(`.window-text[data-start="${what.window[0]}"]`).waitFor()
  await goTo(page, what.brow[0])
  await page.keyboard.press('1')
  await goTo(page, what.brow[1])
  await page.keyboard.press('1')
  await page.locator('.lane[data-action=brow_bulge] .lane-block').waitFor()
}

export async function answer(page: Page, what: Seen): Promise<void> {
  const [dan, flacc] = [page.locator('.sheet').nth(0), page.locator('.sheet').nth(1)]
  await dan.locator(`.item[data-item=limbs] [data-score="${what.limbs}"]`).click()
  await dan.locator('.item[data-item=voice] [data-score="1"]').click()
  await flacc.locator('.item[data-item=face] [data-score="1"]').click()
  await flacc.locator(`.item[data-item=legs] [data-score="${what.legs}"]`).click()
  await flacc.locator('.item[data-item=activity] [data-score="0"]').click()
  for (const sheet of [dan, flacc]) await sheet.locator('.sheet-foot button.primary').click()
}

export const submitted = async (page: Page) => {
  await page.locator('.sheet[data-state=submitted]').nth(1).waitFor()
  await page.locator('.saved-note[data-waiting="0"]').waitFor()
}
