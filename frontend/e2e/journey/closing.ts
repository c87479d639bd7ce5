/** The trace over a film, the report, the export; then one family changes its mind. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { picture } from '../browser.ts'
import { read, until } from '../frames-study.ts'
import { guide, type Walk } from './walk.ts'

type Report = { html_bytes: number | null; erased_at: string | null }

export function closing(walk: Walk): void {
  const reports = async () =>
    (await read<{ results: Report[] }>(walk.researcher, `studies/${walk.study}/reports/`)).results

  walk.step('the model is asked about a whole film', async () => {
    const { page } = walk.researcher
    await page.goto(`/videos/${walk.video(0)}`)
    await page.getByRole('button', { name: 'Ask the model about every second' }).click()
    await page.locator('.trace-field svg').waitFor({ timeout: 120_000 })
    await page.locator('.pain-trace').evaluate((part) => part.scrollIntoView({ block: 'end' }))
    await guide(walk.researcher, 'pain-trace')
  })

  walk.step('the researcher makes the report in both languages and takes it away', async () => {
    const { page } = walk.researcher
    await walk.next(walk.researcher, 'Go to the report')
    for (const language of ['en', 'it']) {
      await page.getByLabel('Language').selectOption(language)
      await page.getByLabel(/With the model’s answers/).check()
      await page.getByRole('button', { name: 'Make the report' }).click()
      await until(reports, (all) => all.every(({ html_bytes: bytes }) => bytes !== null), 240)
    }
    const link = page.locator('tr[data-report=it] a', { hasText: 'PDF' })
    await link.waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    assert.equal(
      readFileSync(await download.path())
        .subarray(0, 5)
        .toString(),
      '%PDF-',
    )
    await download.saveAs('test-results/journey-report.pdf')
    await page.getByRole('button', { name: 'Count again' }).first().click()
    await page.getByText('Every number is the same today.').waitFor({ timeout: 60_000 })
    await guide(walk.researcher, 'report')
    assert.equal(
      (await read<{ results: Report[] }>(walk.supervisor, `studies/${walk.study}/reports/`)).results.length,
      0,
      'who decides about frames is not told what the model says of films',
    )
  })

  walk.step('and exports the dataset', async () => {
    const { page } = walk.researcher
    await walk.tab(walk.researcher, 'datasets')
    await page.getByRole('link', { name: /Consensus/ }).click()
    await page.getByRole('button', { name: 'Export for this house' }).click()
    const link = page.locator('tr[data-export=folder] a[download]')
    await link.waitFor({ timeout: 60_000 })
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    assert.equal(
      readFileSync(await download.path())
        .subarray(0, 2)
        .toString(),
      'PK',
    )
    await picture(page, 'journey-export')
  })

  walk.step(
    'one family withdraws: nothing of the infant stays, and everybody is told what that changed',
    async () => {
      const { page } = walk.admin
      const pseudonym = walk.drawn[0]?.pseudonym ?? ''
      await walk.tab(walk.admin, 'infants')
      await page.getByRole('link', { name: pseudonym, exact: true }).click()
      await page.getByRole('button', { name: 'Withdraw consent' }).click()
      await page.locator('dialog').getByText('Reports of the study').waitFor()
      await page.locator('dialog textarea').fill('The family asked.')
      await page.getByLabel(`Type ${pseudonym} to confirm`).fill(pseudonym)
      await guide(walk.admin, 'withdrawal')
      await page.getByRole('button', { name: 'Withdraw and erase' }).click()
      await page.getByRole('heading', { name: 'Consent withdrawn' }).waitFor()
      const erased = () =>
        read<{ results: { erased_at: string | null }[] }>(walk.admin, `studies/${walk.study}/withdrawals/`)
      await until(erased, ({ results }) => results[0]?.erased_at != null)
      const gone = await walk.researcher.page.request.get(`/api/v1/videos/${walk.video(0)}/`)
      assert.equal(gone.status(), 404)
      assert.ok((await reports()).every(({ erased_at: at }) => at !== null))
      await walk.tab(walk.researcher, 'report')
      await walk.researcher.page.getByText('Erased after a withdrawal').first().waitFor()
      await walk.tab(walk.researcher, 'datasets')
      await picture(walk.researcher.page, 'journey-after-withdrawal')
      await walk.tab(walk.admin, 'audit')
      await page.locator('main table').waitFor()
      await guide(walk.admin, 'audit')
    },
  )

  walk.step('no browser had anything to complain about', async () => {
    assert.deepEqual(
      walk.everyone.flatMap(({ complaints }) => complaints),
      [],
    )
  })
}
