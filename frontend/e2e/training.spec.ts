/** From a dataset to a model in use: checked, trained, stopped and gone on with, its figures, its suggestions in the review. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { violations } from './axe.ts'
import { credentials, launch, overflowOf, picture, signIn, visit } from './browser.ts'
import { read, until, write, type Visitor } from './frames-study.ts'

const study = process.env['E2E_REVIEW_STUDY'] ?? ''
const STOPPED_WITHIN_MS = 30_000

type Run = { id: string; finished_at: string | null; model: string | null; jobs: { state: string }[] }
type Member = { id: string; user: { email: string } }
type Job = { kind: string; state: string }

describe('training', () => {
  let browser: Browser
  let researcher: Visitor & { complaints: string[] }
  const run = async () => {
    const { results } = await read<{ results: Run[] }>(researcher, `studies/${study}/training-runs/`)
    return read<Run>(researcher, `training-runs/${results[0]?.id ?? ''}/`)
  }

  before(async () => {
    browser = await launch()
    researcher = await visit(browser)
    await signIn(researcher.page)
    await write(researcher, 'PATCH', 'me/', { language: 'en', theme: 'light' })
  })
  after(async () => {
    await browser.close()
  })

  test('is checked before anything is trained, and says who is on which side and how long it takes', async () => {
    const { page } = researcher
    await page.goto(`/studies/${study}?tab=training`)
    await page.getByRole('button', { name: 'New training' }).click()
    await page.locator('input[name=name]').fill('Compact network')
    await page.locator('select[name=dataset]').selectOption({ label: '1 · Made faces' })
    await page.locator('select[name=preset]').selectOption('demo')
    assert.deepEqual(await violations(page), [])
    await picture(page, 'training-new')
    await page.getByRole('button', { name: 'Check and estimate' }).click()
    await page.getByRole('button', { name: 'Start training' }).waitFor({ timeout: 120_000 })
    await page.getByText('Estimated on this machine').waitFor()
    assert.equal(await page.locator('[aria-labelledby=plan] tbody tr').count(), 5)
    await picture(page, 'training-plan')
    assert.deepEqual(await violations(page), [])
  })

  test('tells how far it is, stops at once, and goes on where it was', async () => {
    const { page } = researcher
    await page.getByRole('button', { name: 'Start training' }).click()
    await page.getByText(/Fold 1 of 5, epoch [1-9]/).waitFor({ timeout: 120_000 })
    await picture(page, 'training-running')
    const asked = Date.now()
    await page.getByRole('button', { name: 'Stop' }).click()
    await until(run, ({ jobs }) => jobs.every(({ state }) => state !== 'running' && state !== 'queued'))
    assert.ok(Date.now() - asked < STOPPED_WITHIN_MS, `${Date.now() - asked} ms`)
    await page.getByRole('button', { name: 'Go on' }).click()
    await until(run, ({ finished_at: at }) => at !== null, 600)
  })

  test('shows its figures with intervals, beside baselines', async () => {
    const { page } = researcher
    await page.reload()
    await page.getByRole('heading', { name: 'Results' }).waitFor()
    assert.equal(await page.locator('.fold-matrix').count(), 6)
    const drawn = page.locator('[data-drawing=reliability] img')
    await drawn.waitFor()
    assert.ok(await drawn.evaluate((image) => (image as HTMLImageElement).naturalWidth > 0))
    const links = await page.locator('[data-drawing] a, a[href$="/card/"]').all()
    assert.equal(links.length, 7)
    for (const link of links)
      assert.ok((await page.request.get((await link.getAttribute('href')) ?? '')).ok())
    await page.locator('summary', { hasText: 'Infant by infant' }).click()
    await picture(page, 'training-results')
    assert.deepEqual(await violations(page), [])
  })

  test('its model is approved, and says where it looks', async () => {
    const { page } = researcher
    await page.getByRole('link', { name: 'Open the model' }).click()
    await page.getByRole('button', { name: /Approve/ }).click()
    await until(
      async () =>
        (await read<{ results: Job[] }>(researcher, `jobs/?study=${study}`)).results.filter(
          ({ kind }) => kind === 'experiments.suggest',
        ),
      (jobs) => jobs.length > 0 && jobs.every(({ state }) => state === 'succeeded'),
      240,
    )
    await page.reload()
    await page.locator('[data-region=mouth] td').first().waitFor()
    assert.match(await page.locator('[data-figure=f1] td').first().innerText(), /^[01]\.\d\d$/)
    await page.locator('[data-drawing=reliability] img').waitFor()
    await page.getByText('folds 0, learning 0').waitFor()
    await page.getByText('whose suggestion you were told').waitFor()
    await page.locator('.heat-face canvas').first().waitFor()
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Panels as a picture' }).click()
    await (await saved).saveAs('test-results/model-panels.png')
    await picture(page, 'model-light')
    assert.deepEqual(await violations(page), [])
    await write(researcher, 'PATCH', 'me/', { language: 'it', theme: 'dark' })
    await page.reload()
    await page.locator('.heat-face canvas').first().waitFor()
    await picture(page, 'model-dark-italian')
    assert.deepEqual(await violations(page), [])
    await write(researcher, 'PATCH', 'me/', { language: 'en', theme: 'light' })
  })

  test('stands in the list with its figures, and the sections of the study beside every page', async () => {
    const { page } = researcher
    await page.reload()
    const here = (name: string) => page.locator('.study-nav a[aria-current=page]', { hasText: name })
    await here('Training').click()
    await page.getByRole('heading', { name: 'Training', level: 1 }).waitFor()
    const row = page.locator('tr[data-run]', { hasText: 'Compact network' })
    await row.getByText(/^[01]\.\d\d \([01]\.\d\d – [01]\.\d\d\)$/).waitFor()
    await page.locator('.study-nav').getByText('Datasets', { exact: true }).click()
    await page.getByRole('heading', { name: 'Datasets', level: 1 }).waitFor()
    await here('Datasets').waitFor()
    await page.locator('.back-link').click()
    await page.locator('.study-summary').waitFor()
    await here('Overview').waitFor()
  })

  test('its suggestion comes after the own answer in the review', async () => {
    const { page } = researcher
    await page.goto(`/studies/${study}/review`)
    await page.locator('.review-frame img').waitFor()
    await page.keyboard.press('1')
    await page.locator('.review-suggestion, [data-choice]').first().waitFor()
    if (await page.locator('[data-choice]').count()) await page.keyboard.press('1')
    await page.locator('.review-suggestion', { hasText: 'Model 2' }).waitFor()
    await page.keyboard.press('h')
    await page.locator('.review-heat canvas').first().waitFor()
    await picture(page, 'review-real-model')
    assert.deepEqual(researcher.complaints, [])
  })

  test('a whole video is traced for who does not decide about its frames', async () => {
    const { page } = researcher
    const { results: videos } = await read<{ results: { id: string }[] }>(
      researcher,
      `studies/${study}/videos/`,
    )
    const { results: members } = await read<{ results: Member[] }>(researcher, `studies/${study}/members/`)
    const mine = members.find(({ user }) => user.email === credentials.email)
    const be = (roles: string[]) => write(researcher, 'PATCH', `members/${mine?.id ?? ''}/`, { roles })
    const video = videos[0]?.id ?? ''
    const told = await read<{ withheld: boolean; points: unknown[] }>(
      researcher,
      `videos/${video}/pain-trace/`,
    )
    assert.deepEqual([told.withheld, told.points], [true, []])
    await be(['admin', 'researcher'])
    await page.goto(`/videos/${video}`)
    await page.getByRole('button', { name: 'Ask the model about every second' }).click()
    await page.locator('.trace-field svg').waitFor({ timeout: 120_000 })
    await page.getByText('No network has learnt from this infant').waitFor()
    await page.locator('.trace-labels [data-value=pain]').first().waitFor()
    await picture(page, 'pain-trace')
    assert.deepEqual(await violations(page), [])
    assert.equal(await overflowOf(page), 0)
    await be(['admin', 'supervisor'])
    assert.deepEqual(researcher.complaints, [])
  })
})
