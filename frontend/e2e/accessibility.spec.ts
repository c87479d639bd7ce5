/** Every page, both themes, one in Italian: no WCAG 2.2 A or AA rule that axe can check is broken. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { violations } from './axe.ts'
import { demoVideo, displayedFrame, launch, picture, signIn, visit } from './browser.ts'

async function addresses(page: Page): Promise<[string, string][]> {
  const { id, study, infant } = await demoVideo(page)
  const tabs = ['videos', 'infants', 'members', 'protocol', 'labels', 'withdrawals', 'audit']
  return [
    ['studies', '/'],
    ...tabs.map((tab): [string, string] => [`study-${tab}`, `/studies/${study}?tab=${tab}`]),
    ['upload', `/studies/${study}/upload`],
    ['infant', `/infants/${infant.id}`],
    ['video', `/videos/${id}`],
    ['jobs', '/jobs'],
    ['account', '/account'],
    ['people', '/people'],
    ['audit', '/audit'],
    ['nothing', '/no-such-page'],
  ]
}

async function open(page: Page, name: string, address: string) {
  await page.goto(address)
  await page.locator('main h1').waitFor()
  await page.waitForLoadState('networkidle')
  if (name === 'video') await displayedFrame(page)
}

for (const scheme of ['light', 'dark'] as const)
  describe(`accessibility, ${scheme}`, () => {
    let browser: Browser
    let page: Page

    before(async () => {
      browser = await launch()
      ;({ page } = await visit(browser, { scheme }))
    })
    after(() => browser.close())

    test('signed out', async () => {
      await page.goto('/')
      await page.locator('input[name=email]').waitFor()
      await picture(page, `sign-in-${scheme}`)
      assert.deepEqual(await violations(page), [])
      await page.goto('/invitation/none')
      await page.locator('input[name=name]').waitFor()
      assert.deepEqual(await violations(page), [])
    })

    test('every page', async (t) => {
      await signIn(page)
      for (const [name, address] of await addresses(page))
        await t.test(name, async () => {
          await open(page, name, address)
          await picture(page, `${name}-${scheme}`)
          assert.deepEqual(await violations(page), [])
        })
    })

    test('dialogs', async (t) => {
      const { study, infant } = await demoVideo(page)
      const dialogs: [string, string, RegExp][] = [
        ['new-study', '/', /New study/],
        ['add-infant', `/studies/${study}?tab=infants`, /Add an infant/],
        ['record-consent', `/infants/${infant.id}`, /Record consent/],
        ['withdraw', `/infants/${infant.id}`, /Withdraw consent/],
        ['new-protocol', `/studies/${study}?tab=protocol`, /New version/],
        ['invite', '/people', /Invite someone/],
        ['new-token', '/account', /New token/],
      ]
      for (const [name, address, button] of dialogs)
        await t.test(name, async () => {
          await open(page, name, address)
          await page.getByRole('button', { name: button }).click()
          await page.locator('dialog[open]').waitFor()
          await page.waitForLoadState('networkidle')
          await picture(page, `${name}-${scheme}`)
          assert.deepEqual(await violations(page), [])
        })
    })
  })

describe('in Italian', () => {
  test('the study list', async () => {
    const browser = await launch()
    try {
      const { page } = await visit(browser, { locale: 'it-IT' })
      await page.goto('/')
      await page.getByRole('button', { name: 'Accedi' }).waitFor()
      assert.equal(await page.locator('html').getAttribute('lang'), 'it')
      await signIn(page)
      await page.getByRole('button', { name: 'Italiano' }).click()
      await page.getByRole('heading', { name: 'Studi' }).waitFor()
      await picture(page, 'studies-italian')
      assert.deepEqual(await violations(page), [])
      await page.getByRole('button', { name: 'English' }).click()
      await page.getByRole('heading', { name: 'Studies' }).waitFor()
    } finally {
      await browser.close()
    }
  })
})
