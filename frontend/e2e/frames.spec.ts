/** From a scored study to frames, a comparison of detectors, a choice, and corrected boxes. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { violations } from './axe.ts'
import { launch, picture, signIn, visit } from './browser.ts'
import { makeStudy, read, until, type Visitor } from './frames-study.ts'

/** More than the two that need no weights, where there are weights. */
const others = ['yunet', 'mediapipe-short']

describe('frames and faces', () => {
  let browser: Browser
  let admin: Visitor & { complaints: string[] }
  let made: Awaited<ReturnType<typeof makeStudy>>
  const tab = async (page: Page, name: string) => {
    await page.goto(`/studies/${made.study}?tab=${name}`)
    await page.locator('main h1').waitFor()
  }

  before(async () => {
    browser = await launch()
    admin = await visit(browser)
    await signIn(admin.page)
    made = await makeStudy(admin)
  })
  after(async () => {
    await browser.close()
  })

  test('a plan is not shown to somebody who still has to score', async () => {
    const { page } = admin
    await tab(page, 'frames')
    await page.locator('.empty').first().waitFor()
    await page.getByRole('button', { name: 'Dry run' }).click()
    await page.locator('[data-refused=own_answers_first] a[href$="tab=to-score"]').waitFor()
    await made.overseeOnly()
  })

  test('a dry run says what would be drawn and why not, and nothing is written', async () => {
    const { page } = admin
    await tab(page, 'frames')
    await page.locator('input[name=seed]').fill('7')
    await page.getByRole('button', { name: 'Dry run' }).click()
    await page.locator('[data-reason=not_scored]').waitFor()
    assert.equal(await page.locator('tr[data-planned="0"]').count(), 1)
    await picture(page, 'frames-dry-run')
    assert.deepEqual(await violations(page), [])
    await page.reload()
    await page.locator('.empty').first().waitFor()
  })

  test('a plan that has changed meanwhile is refused, then what was shown is applied and drawn', async () => {
    const { page } = admin
    await page.getByRole('button', { name: 'Dry run' }).click()
    const apply = page.getByRole('button', { name: 'Apply this plan' })
    await apply.waitFor()
    const address = /\/sampling\/$/
    let tampered = false
    await page.route(address, (route) => {
      if (tampered || route.request().method() !== 'POST') return route.continue()
      tampered = true
      const shown = route.request().postDataJSON() as { seed: number }
      return route.continue({ postData: JSON.stringify({ ...shown, sha256: '0'.repeat(64) }) })
    })
    await apply.click()
    await page.locator('[data-refused=plan_changed] button').click()
    await apply.click()
    await page.locator('.plan').waitFor()
    await page.locator('.plan[data-jobs="0"]').waitFor({ timeout: 120_000 })
    const drawn = await page.locator('.plan .count').first().innerText()
    assert.ok(Number(drawn) > 5, drawn)
    await page.getByText('The plan is in force. Its frames are being drawn.').waitFor()
    await picture(page, 'frames-plan')
    assert.deepEqual(await violations(page), [])
  })

  test('two detectors are compared on the same frames', async () => {
    const { page } = admin
    await tab(page, 'detectors')
    for (const box of await page.locator('form .check input:not(:disabled)').all()) {
      const name = await box.getAttribute('name')
      if (name !== 'opencv-haar' && name !== 'dlib-hog' && !others.includes(name ?? '')) await box.uncheck()
    }
    await page.getByLabel('Turned when nothing is found').check()
    await page.locator('input[name=frames_per_infant]').fill('6')
    await page.getByRole('button', { name: 'Start the comparison' }).click()
    await page.locator('[data-comparison][data-done=true]').waitFor({ timeout: 180_000 })
    const arms = page.locator('tr[data-arm]')
    assert.ok((await arms.count()) >= 4)
    assert.match((await page.locator('tr[data-arm="opencv-haar"]').textContent()) ?? '', /%/)
    await picture(page, 'frames-comparison')
    assert.deepEqual(await violations(page), [])
  })

  test('a chain of them is put in use, and its faces are found', async () => {
    const { page } = admin
    await page.locator('tr[data-arm="opencv-haar"] button').click()
    await page.locator('tr[data-arm="dlib-hog on_miss"] button').click()
    await page.locator('.chain-form').getByRole('button', { name: 'Ask earlier dlib-hog' }).click()
    await page.locator('input[name=margin]').fill('10')
    await picture(page, 'frames-chain')
    assert.deepEqual(await violations(page), [])
    await page.getByRole('button', { name: 'Use these detectors' }).click()
    await page.locator('[data-choice="dlib-hog on_miss,opencv-haar"]').waitFor()
    const frames = () => read<{ results: { found: object | null }[] }>(admin, `studies/${made.study}/frames/`)
    await until(frames, ({ results }) => results.every(({ found }) => found !== null))
  })
})
