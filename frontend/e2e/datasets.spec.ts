/** From labels to a frozen dataset, its flow and card, a second version, an export, and a data set from elsewhere. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { violations } from './axe.ts'
import { launch, picture, signIn, visit } from './browser.ts'
import { makeLabelledStudy, zipOf } from './datasets-study.ts'
import { write, type Visitor } from './frames-study.ts'

const rowsShown = async (page: Page): Promise<number> =>
  Number(await page.locator('[data-rows]').first().getAttribute('data-rows'))

describe('datasets', () => {
  let browser: Browser
  let admin: Visitor & { complaints: string[] }
  let made: Awaited<ReturnType<typeof makeLabelledStudy>>
  const tab = async (page: Page) => {
    await page.goto(`/studies/${made.study}/datasets`)
    await page.locator('main h1').waitFor()
  }
  const built = (page: Page) => page.locator('[data-ready=true]').waitFor()

  before(async () => {
    browser = await launch()
    admin = await visit(browser)
    await signIn(admin.page)
    await write(admin, 'PATCH', 'me/', { language: 'en', theme: 'light' })
    made = await makeLabelledStudy(admin)
  })
  after(async () => {
    await browser.close()
  })

  test('somebody who labels blind finds none, and is told why none can be made', async () => {
    const { page } = admin
    await tab(page)
    await page.locator('.empty').waitFor()
    await page.getByRole('button', { name: 'New version' }).click()
    await page.locator('.failure', { hasText: 'blind' }).waitFor()
    await made.overseeOnly()
  })

  test('rules show what they would give before anything is built', async () => {
    const { page } = admin
    await tab(page)
    await picture(page, 'datasets-empty')
    await page.getByRole('button', { name: 'New version' }).click()
    await page.locator('[data-rows]').waitFor()
    const all = await rowsShown(page)
    assert.ok(all > 0)
    await page.locator('[data-reason=unsure]').waitFor()
    await page.locator('input[name=near_duplicates]').uncheck()
    await page.locator('[data-reason=near_duplicate]').waitFor()
    assert.ok((await rowsShown(page)) < all)
    await page.locator('input[name=near_duplicates]').check()
    await page.locator(`[data-rows="${all}"]`).waitFor()
    await picture(page, 'datasets-new')
    assert.deepEqual(await violations(page), [])
  })

  test('a version is built, with its flow and its card', async () => {
    const { page } = admin
    await page.locator('input[name=name]').fill('Consensus, all frames')
    await page.getByRole('button', { name: 'Build this version' }).click()
    await built(page)
    assert.ok((await rowsShown(page)) > 0)
    const drawn = page.locator('.dataset-flow img')
    await drawn.scrollIntoViewIfNeeded()
    await page.waitForFunction(() => document.querySelector<HTMLImageElement>('.dataset-flow img')?.complete)
    assert.ok(await drawn.evaluate((image: HTMLImageElement) => image.naturalWidth > 0))
    await page.getByText('Data card').click()
    await page.locator('.dataset-card', { hasText: 'Research use only' }).waitFor()
    await page.screenshot({ path: 'test-results/datasets-one.png', fullPage: true })
    assert.deepEqual(await violations(page), [])
  })

  test('the next version says what changed', async () => {
    const { page } = admin
    await tab(page)
    await page.getByRole('button', { name: 'New version' }).click()
    await page.locator('input[name=name]').fill('Without look-alikes, 96 px')
    await page.locator('input[name=near_duplicates]').uncheck()
    await page.getByLabel('Side of the face').selectOption('96')
    await page.getByRole('button', { name: 'Build this version' }).click()
    await built(page)
    await page.locator('[data-change=recut]').waitFor()
    await page.locator('[data-changed]').scrollIntoViewIfNeeded()
    await picture(page, 'datasets-difference')
    assert.deepEqual(await violations(page), [])
  })

  test('it leaves as a file, and outside only what may be shared', async () => {
    const { page } = admin
    await page.getByRole('button', { name: 'Export for this house' }).click()
    const link = page.locator('tr[data-export=folder] a[download]')
    await link.waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    const content = readFileSync(await download.path())
    assert.equal(content.subarray(0, 2).toString(), 'PK')
    await page.getByRole('button', { name: 'Export for outside…' }).click()
    await page.locator('dialog').waitFor()
    await picture(page, 'datasets-outside')
    assert.deepEqual(await violations(page), [])
    await page.getByRole('button', { name: 'Write the file' }).click()
    await page.getByText('their parents did not agree').waitFor()
    await picture(page, 'datasets-exports')
  })

  test('a data set from elsewhere is mapped class by class and taken in whole', async () => {
    const { page } = admin
    const shot = (quality: number) =>
      page.screenshot({ type: 'jpeg', quality, clip: { x: 0, y: 0, width: 80, height: 80 } })
    const files: Record<string, Buffer> = {}
    for (const [place, name] of [
      'pain/S01_a',
      'pain/S02_a',
      'rest/S01_b',
      'rest/S02_b',
      'cry/S03_c',
    ].entries())
      files[`${name}.jpg`] = await shot(20 + 15 * place)
    await tab(page)
    await page.getByRole('button', { name: 'Bring a data set from elsewhere…' }).click()
    const dialog = page.locator('dialog')
    await dialog.locator('input[name=name]').fill('Other hospital')
    await dialog.locator('input[name=domain]').fill('other-hospital')
    const file = { name: 'set.zip', mimeType: 'application/zip', buffer: zipOf(files) }
    await dialog.locator('input[name=zip-file]').setInputFiles(file)
    const send = dialog.getByRole('button', { name: 'Send and take in' })
    assert.ok(await send.isDisabled())
    for (const [name, value] of [
      ['pain', 'pain'],
      ['rest', 'nonpain'],
      ['cry', 'left_out'],
    ] as const)
      await dialog.getByLabel(`Becomes: ${name}`).selectOption(value)
    await picture(page, 'datasets-bring')
    assert.deepEqual(await violations(page), [])
    await send.click()
    await built(page)
    assert.equal(await rowsShown(page), 4)
    await page.getByText('Class not wanted').waitFor()
    await picture(page, 'datasets-elsewhere')
  })

  test('the list, in Italian and dark, on a tablet too', async () => {
    const { page } = admin
    await write(admin, 'PATCH', 'me/', { language: 'it', theme: 'dark' })
    await tab(page)
    await page.locator('tr[data-dataset]').nth(2).waitFor()
    await picture(page, 'datasets-list-it-dark')
    await page.setViewportSize({ width: 820, height: 1180 })
    await page.getByRole('button', { name: 'Nuova versione' }).click()
    await page.locator('[data-rows]').waitFor()
    await page.screenshot({ path: 'test-results/datasets-new-tablet.png', fullPage: true })
    assert.deepEqual(await violations(page), [])
    await write(admin, 'PATCH', 'me/', { language: 'en', theme: 'light' })
    assert.deepEqual(admin.complaints, [])
  })
})
