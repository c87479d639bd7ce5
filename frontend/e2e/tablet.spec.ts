/** Nothing is cut off and nothing scrolls sideways on a tablet. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoVideo, displayedFrame, launch, overflowOf, picture, signIn, visit } from './browser.ts'

for (const [width, height] of [
  [1024, 768],
  [768, 1024],
] as const)
  test(`${width} pixels wide`, async () => {
    const browser = await launch()
    try {
      const { page } = await visit(browser, { width, height })
      await signIn(page)
      const { study, id, infant } = await demoVideo(page)
      const pages: [string, string][] = [
        ['studies', '/'],
        ['study', `/studies/${study}`],
        ['upload', `/studies/${study}/upload`],
        ['infant', `/infants/${infant.id}`],
        ['video', `/videos/${id}`],
        ['jobs', '/jobs'],
        ['account', '/account'],
      ]
      for (const [name, address] of pages) {
        await page.goto(address)
        await page.locator('main h1').waitFor()
        await page.waitForLoadState('networkidle')
        if (name === 'video') await displayedFrame(page)
        await picture(page, `${name}-${width}`)
        assert.equal(await overflowOf(page), 0, `${name} fits`)
      }
    } finally {
      await browser.close()
    }
  })
