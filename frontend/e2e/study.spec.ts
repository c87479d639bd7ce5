/** A study from its creation to a withdrawn consent. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launch, picture, signIn, visit } from './browser.ts'

const tag = Date.now().toString(36)
const pseudonym = `T-${tag}`

describe('a study', () => {
  let browser: Browser
  let page: Page
  let complaints: string[]

  before(async () => {
    browser = await launch()
    ;({ page, complaints } = await visit(browser))
    await signIn(page)
  })
  after(() => browser.close())

  const dialogSave = () => page.locator('dialog form button.primary').click()
  const dialogGone = () => page.locator('dialog').waitFor({ state: 'detached' })

  test('is created from a preset, and says what comes next', async () => {
    await page.getByRole('button', { name: 'New study' }).click()
    await page.locator('dialog input[name=name]').fill(`Pilot ${tag}`)
    await dialogSave()
    await page.getByRole('heading', { name: `Pilot ${tag}` }).waitFor()
    await page.getByText('Add the first infant').waitFor()
    await picture(page, 'study-empty')
  })

  test('takes an infant', async () => {
    await page.locator('.study-summary a.next-step').click()
    await page.getByRole('button', { name: 'Add an infant' }).click()
    await page.locator('dialog input[name=pseudonym]').fill(pseudonym)
    await page.locator('dialog input[name=age_hours]').fill('40')
    await page.getByLabel('Pacifier').check()
    await dialogSave()
    await dialogGone()
    await page.getByText('1 infant has no valid consent.').waitFor()
  })

  test('takes no videos before the consent', async () => {
    await page.getByRole('link', { name: 'Upload videos' }).click()
    await page.getByText('No infant has a valid consent yet.').waitFor()
    await page.goBack()
  })

  test('records the consent', async () => {
    await page.getByRole('link', { name: pseudonym }).click()
    await page.getByRole('button', { name: 'Record consent' }).click()
    await page.locator('dialog input[name=document_version]').fill('2026-1')
    await page.locator('dialog input[name=signed_on]').fill(new Date().toISOString().slice(0, 10))
    await dialogSave()
    await dialogGone()
    await page.getByText('Current').waitFor()
  })

  test('gets a new protocol version', async () => {
    await page.locator('.back-link').click()
    await page.getByRole('link', { name: 'Protocol', exact: true }).click()
    await page.getByRole('button', { name: 'New version' }).click()
    await page.getByLabel('Operators per video').fill('3')
    await page.locator('dialog textarea').fill('A third operator joins.')
    await dialogSave()
    await dialogGone()
    await page.getByRole('heading', { name: 'M-PAIN (DAN), version 2' }).waitFor()
  })

  test('changes roles by a check box', async () => {
    await page.getByRole('link', { name: 'Members' }).click()
    const box = page.getByRole('checkbox', { name: /: Researcher$/ })
    const former = await box.isChecked()
    await box.click()
    await page.waitForFunction(
      (was) =>
        document.querySelector<HTMLInputElement>('td input[aria-label$=": Researcher"]')?.checked !== was,
      former,
    )
    await page.reload()
    await box.waitFor()
    assert.equal(await box.isChecked(), !former)
  })

  test('a withdrawal shows its reach, asks for the pseudonym, and leaves a record', async () => {
    await page.getByRole('link', { name: 'Infants', exact: true }).click()
    await page.getByRole('link', { name: pseudonym }).click()
    await page.getByRole('button', { name: 'Withdraw consent' }).click()
    await page.locator('dialog').getByText('Files on disk').waitFor()
    const confirm = page.getByRole('button', { name: 'Withdraw and erase' })
    await page.locator('dialog textarea').fill('The family asked.')
    assert.ok(await confirm.isDisabled())
    await page.getByLabel(`Type ${pseudonym} to confirm`).fill(pseudonym)
    await picture(page, 'withdrawal')
    await confirm.click()
    await page.getByRole('heading', { name: 'Consent withdrawn' }).waitFor()
    await picture(page, 'withdrawn')
    await page.getByRole('link', { name: 'Back to the study' }).click()
    await page.getByText('The family asked.').waitFor()
    await page.getByRole('link', { name: 'Infants', exact: true }).click()
    await page.getByText('No infants yet.').waitFor()
  })

  test('the browser had nothing to complain about', () => {
    assert.deepEqual(complaints, [])
  })
})
