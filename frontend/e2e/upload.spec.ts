/** A video whose page is closed half-way goes on where it stopped, and ends ready to watch. */
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import type { Page, Request } from 'playwright-core'
import { demoVideo, launch, picture, signIn, visit } from './browser.ts'

const file = process.env['E2E_VIDEO']

const isChunk = (request: Request) => request.method() === 'PATCH' && request.url().includes('/uploads/')

/** Sends in six chunks, and lets the line go dead after the second. */
async function deadLine(page: Page, size: number) {
  await page.route('**/api/v1/me/', async (route) => {
    const answer = await route.fetch()
    const me = (await answer.json()) as object
    await route.fulfill({ json: { ...me, uploads_chunk_bytes: Math.ceil(size / 6) } })
  })
  let chunks = 0
  await page.route('**/api/v1/uploads/*/', async (route) => {
    if (!isChunk(route.request()) || (chunks += 1) <= 2) await route.continue()
  })
}

test('resumes after the page was closed', { skip: !file && 'Set E2E_VIDEO.' }, async () => {
  const video = file ?? ''
  const name = basename(video)
  const browser = await launch()
  try {
    const { page, context } = await visit(browser)
    await deadLine(page, statSync(video).size)
    await signIn(page)
    const { study, infant } = await demoVideo(page)
    await page.goto(`/studies/${study}/upload`)
    await page.locator('input[type=file]').setInputFiles(video)
    await page.locator('.upload-row select').selectOption({ label: infant.pseudonym })
    await page.locator('.upload-row button.primary').click()
    await page.waitForFunction(() => {
      const bar = document.querySelector<HTMLProgressElement>('[data-state=sending] progress')
      return bar !== null && bar.position > 0.3
    })
    await picture(page, 'upload-sending')
    await page.close({ runBeforeUnload: false })

    const again = await context.newPage()
    await again.goto(`/studies/${study}/upload`)
    await again.locator('.unfinished').getByText(name).waitFor()
    await picture(again, 'upload-unfinished')
    const first = again.waitForRequest(isChunk)
    await again.locator('input[type=file]').setInputFiles(video)
    const offset = Number((await first).headers()['upload-offset'])
    assert.ok(offset > 0, 'it goes on, it does not start again')
    const row = again.locator('.upload-row[data-state=sent]', { hasText: name })
    await row.waitFor({ timeout: 120_000 })
    const watch = row.locator('a[href^="/videos/"]')
    const refused = row.getByText('Refused')
    await watch.or(refused).waitFor({ timeout: 300_000 })
    assert.equal(await refused.count(), 0, `${await row.innerText()} (E2E_VIDEO must be new to the study)`)
    await picture(again, 'upload-ready')
    await watch.click()
    await again.locator('.readout[data-settled=true]').waitFor()
  } finally {
    await browser.close()
  }
})

test('says in words why a file is refused, before and after sending', async () => {
  const browser = await launch()
  try {
    const { page } = await visit(browser)
    await signIn(page)
    const { study, infant } = await demoVideo(page)
    await page.goto(`/studies/${study}/upload`)
    const broken = `broken-${Date.now()}.mkv`
    const garbage = Buffer.alloc(20_000, 'not a video ')
    await page.locator('input[type=file]').setInputFiles([
      { name: 'notes.txt', mimeType: 'text/plain', buffer: garbage },
      { name: broken, mimeType: 'video/x-matroska', buffer: garbage },
    ])
    for (const select of await page.locator('.upload-row select').all())
      await select.selectOption({ label: infant.pseudonym })
    await page.getByRole('button', { name: 'Upload all' }).click()
    const row = (name: string) => page.locator('.upload-row', { hasText: name })
    await row('notes.txt').getByText('This kind of file is not accepted').waitFor()
    await row(broken).getByText('Refused').waitFor({ timeout: 60_000 })
    await picture(page, 'upload-refused')

    await page.goto(`/studies/${study}?tab=videos&state=refused`)
    await page.getByRole('button', { name: `Dismiss: ${broken}` }).click()
    await page.getByText(broken).waitFor({ state: 'detached' })
  } finally {
    await browser.close()
  }
})
