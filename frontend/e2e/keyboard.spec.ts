/** The whole way from sign-in to a stepped frame without a mouse. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { burnedFrame, credentials, demoVideo, displayedFrame, launch, signIn, visit } from './browser.ts'

/** Presses Tab until the focus is where it should be, as a person would; the focus must be visible. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let press = 0; press < 80; press += 1) {
    await page.keyboard.press('Tab')
    const reached = await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)
    if (!reached) continue
    const outline = await page.evaluate(() => {
      const focused = document.activeElement
      return focused ? getComputedStyle(focused).outlineStyle : 'none'
    })
    assert.notEqual(outline, 'none', `${selector} shows its focus`)
    return
  }
  assert.fail(`Tab never reaches ${selector}`)
}

test('sign in, open a study, open a video, step', async () => {
  const browser = await launch()
  try {
    const { page } = await visit(browser)
    await page.goto('/')
    await page.locator('input[name=email]').waitFor()
    await tabTo(page, 'input[name=email]')
    await page.keyboard.type(credentials.email)
    await tabTo(page, 'input[name=password]')
    await page.keyboard.type(credentials.password)
    await page.keyboard.press('Enter')
    await page.locator('.rail').waitFor()
    const { study, id } = await demoVideo(page)
    await page.locator(`a[href="/studies/${study}"]`).waitFor()
    await tabTo(page, `a[href="/studies/${study}"]`)
    await page.keyboard.press('Enter')
    await page.locator(`a[href="/videos/${id}"]`).first().waitFor()
    await tabTo(page, `a[href="/videos/${id}"]`)
    await page.keyboard.press('Enter')
    await displayedFrame(page)
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight')
    assert.equal(await displayedFrame(page), 3)
    assert.equal(await burnedFrame(page), 3)
    await tabTo(page, '.transport button[aria-label^="Next"]')
    await page.keyboard.press('Space')
    assert.equal(await displayedFrame(page), 4)
  } finally {
    await browser.close()
  }
})

test('an ended session asks to sign in and returns to the same page', async () => {
  const browser = await launch()
  try {
    const { page, context } = await visit(browser)
    await signIn(page, '/jobs')
    await context.clearCookies()
    await page.goto('/account')
    await page.locator('input[name=email]').waitFor()
    await signIn(page, '/account')
    assert.ok(page.url().endsWith('/account'))
    await context.clearCookies({ name: 'sessionid' })
    await page.locator('.rail-nav a[href="/jobs"]').click()
    await page.locator('.notice').waitFor()
    await page.locator('input[name=email]').fill(credentials.email)
    await page.locator('input[name=password]').fill(credentials.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Jobs' }).waitFor()
  } finally {
    await browser.close()
  }
})
