/** Review: the queue by what a look is worth, final labels by keys, the model only after the own answer, runs, questions. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { violations } from './axe.ts'
import { launch, overflowOf, picture, signIn, visit } from './browser.ts'
import { read, until, write, type Visitor } from './frames-study.ts'

const study = process.env['E2E_REVIEW_STUDY'] ?? ''

type Case = {
  frame: string
  reason: string
  agreed: string
  run: number | null
  suggestion: object | null
  final: { value: string; why: string; in_run: boolean } | null
  labels: { question: { text: string } | null }[]
}
type State = { left: { reason: string; frames: number }[]; decided: number }

const here = (page: Page) =>
  page.locator('.review-list [aria-current=true]').getAttribute('data-frame') as Promise<string>

async function moved(page: Page, from: string): Promise<string> {
  await page.locator(`.review-list [aria-current=true]:not([data-frame="${from}"])`).waitFor()
  return here(page)
}

const settled = (page: Page) => page.locator('.label-saved[data-saving=false]').waitFor()

describe('review', () => {
  let browser: Browser
  let clinician: Visitor & { complaints: string[] }
  const cases = async (decided = false) =>
    (
      await read<{ results: Case[] }>(
        clinician,
        `studies/${study}/supervision/cases/?page_size=200&decided=${decided}`,
      )
    ).results
  const decided = async (frame: string) => (await cases(true)).find((one) => one.frame === frame) ?? null

  before(async () => {
    browser = await launch()
    clinician = await visit(browser)
    await signIn(clinician.page)
    await write(clinician, 'PATCH', 'me/', { language: 'en', theme: 'light' })
  })
  after(async () => {
    await browser.close()
  })

  test('the queue is made from the study, and says what waits and why', async () => {
    const { page } = clinician
    await page.goto(`/studies/${study}?tab=supervision`)
    await page.getByText('There is no queue yet').waitFor()
    await page.getByText('Nothing with a suggestion is decided yet').waitFor()
    await page.getByRole('button', { name: 'Make the queue' }).click()
    await until(
      () => read<State>(clinician, `studies/${study}/supervision/`),
      ({ left }) => left.some(({ frames }) => frames > 0),
    )
    await page.locator('.panel a', { hasText: 'Review labels' }).waitFor()
    await picture(page, 'supervision-tab')
    assert.deepEqual(await violations(page), [])
    const { left } = await read<State>(clinician, `studies/${study}/supervision/`)
    const waiting = Object.fromEntries(left.map(({ reason, frames }) => [reason, frames]))
    assert.deepEqual([waiting['disagree'], waiting['unsure'], waiting['check']], [3, 2, 1])
    await page.locator('.panel a', { hasText: 'Review labels' }).click()
    await page.locator('.review-frame img').waitFor()
  })

  test('nothing of the model is there before the answer, and after it the screen waits for a look', async () => {
    const { page } = clinician
    const frame = await here(page)
    assert.equal(await page.locator('.review-suggestion').count(), 0)
    assert.ok((await cases()).every(({ suggestion }) => suggestion === null))
    await picture(page, 'review-before')
    await page.keyboard.press('1')
    const [own] = (await cases()).filter((one) => one.frame === frame)
    if (own?.agreed && own.agreed !== 'pain') await page.keyboard.press('1')
    await page.locator('.review-suggestion').waitFor()
    assert.equal(await here(page), frame, 'it stays, so that the model can be compared')
    await page.keyboard.press('h')
    await page.locator('.review-heat canvas').first().waitFor()
    await page.keyboard.press(']')
    await picture(page, 'review-told')
    assert.deepEqual(await violations(page), [])
    assert.equal((await decided(frame))?.final?.value, 'pain')
    await page.keyboard.press('h')
    await page.keyboard.press('Enter')
    await moved(page, frame)
  })

  test('who decides otherwise than the raters says why; an unusable frame has its reason', async () => {
    const { page } = clinician
    await page.locator('.review-page select').selectOption('agreed')
    await page.locator('.review-frame img').waitFor()
    const frame = await here(page)
    await page.keyboard.press('3')
    await page.locator('[data-choice=hand]').waitFor()
    await page.keyboard.press('2')
    await page.locator('[data-choice=clear_sign_missed]').waitFor()
    await picture(page, 'review-why')
    await page.keyboard.press('Escape')
    await page.locator('[data-choice]').first().waitFor({ state: 'detached' })
    assert.equal(await decided(frame), null, 'leaving the question decides nothing')
    await page.keyboard.press('3')
    await page.keyboard.press('2')
    await page.locator('[data-choice=face_hidden]').click()
    await settled(page)
    await until(
      () => decided(frame),
      (one) => one?.final?.value === 'unusable' && one.final.why === 'face_hidden',
    )
  })

  test('it is taken back across cases', async () => {
    const { page } = clinician
    const before = (await cases(true)).length
    await page.keyboard.press('Control+z')
    await until(
      () => cases(true),
      (found) => found.length === before - 1,
    )
    await page.locator('.review-list [aria-current=true]:not([data-value])').waitFor()
  })

  test('a run of equal frames is approved at once, and the model stays silent about it', async () => {
    const { page } = clinician
    await page.goto(`/studies/${study}/review`)
    await page.locator('.review-page select').selectOption('agreed')
    await page.locator('.review-run img').first().waitFor()
    const seen = await page.locator('.review-run img').count()
    await picture(page, 'review-run')
    const frame = await here(page)
    await page.keyboard.press('Shift+Enter')
    await moved(page, frame)
    const approved = (await cases(true)).filter(({ final }) => final?.in_run)
    assert.equal(approved.length, seen)
    assert.ok(approved.every(({ suggestion }) => suggestion === null))
  })

  test('a label is sent back with a question', async () => {
    const { page } = clinician
    await page.goto(`/studies/${study}/review`)
    await page.locator('.review-frame img').waitFor()
    const frame = await here(page)
    await page.keyboard.press('r')
    await page.locator('dialog textarea').fill('Is the mouth covered here?')
    await picture(page, 'review-ask')
    assert.deepEqual(await violations(page), [])
    await page.locator('dialog button.primary').click()
    await page.locator('dialog').waitFor({ state: 'detached' })
    const [asked] = (await cases()).filter((one) => one.frame === frame)
    assert.ok(asked?.labels.some(({ question }) => question?.text === 'Is the mouth covered here?'))
  })

  test('a lost connection loses no decision', async () => {
    const { page, context } = clinician
    const frame = await here(page)
    await context.setOffline(true)
    await page.keyboard.press('2')
    await page.locator('.label-saved[data-saving=true]').waitFor()
    await context.setOffline(false)
    await until(
      () => decided(frame),
      (one) => one?.final?.value === 'nonpain',
    )
  })

  test('what suggestions changed is shown with its numbers', async () => {
    const { page } = clinician
    await page.goto(`/studies/${study}?tab=supervision`)
    await page.locator('[data-share=as_suggested]').waitFor()
    await picture(page, 'supervision-effect')
    assert.deepEqual(await violations(page), [])
  })

  test('in the dark, in Italian, on a tablet held upright', async () => {
    const tablet = await visit(browser, { width: 820, height: 1180, scheme: 'dark', locale: 'it-IT' })
    await signIn(tablet.page)
    await write(tablet, 'PATCH', 'me/', { language: 'it', theme: 'dark' })
    await tablet.page.goto(`/studies/${study}/review`)
    await tablet.page.locator('.review-frame img').waitFor()
    await picture(tablet.page, 'review-tablet-italian')
    assert.deepEqual(await violations(tablet.page), [])
    assert.equal(await overflowOf(tablet.page), 0)
    await write(tablet, 'PATCH', 'me/', { language: 'en', theme: 'light' })
    assert.deepEqual(tablet.complaints, [])
    assert.deepEqual(clinician.complaints, [])
  })
})
