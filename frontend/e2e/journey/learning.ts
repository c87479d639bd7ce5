/** From labels to a dataset, a network, its explanation, and the clinician's last word. */
import assert from 'node:assert/strict'
import { picture } from '../browser.ts'
import { read, until } from '../frames-study.ts'
import { guide, type Walk } from './walk.ts'

type Run = { id: string; finished_at: string | null; model: string | null; report: object | null }
type State = { left: { frames: number }[]; decided: number }
type Job = { kind: string; state: string }
const TRAINED_WITHIN_S = 420
const DECISIONS = 5
const TOLD_WITHIN_MS = 1_500

export function learning(walk: Walk): void {
  walk.step('the researcher freezes a dataset after seeing what it would hold', async () => {
    const { page } = walk.researcher
    await walk.next(walk.researcher, 'See the rules')
    await page.getByRole('button', { name: 'New version' }).click()
    await page.locator('[data-rows]').waitFor()
    await guide(walk.researcher, 'dataset-new')
    await page.locator('input[name=name]').fill('Consensus')
    await page.getByRole('button', { name: 'Build this version' }).click()
    await page.locator('[data-ready=true]').waitFor({ timeout: 120_000 })
    await picture(page, 'journey-dataset')
  })

  walk.step('trains a network whose folds never share an infant', async () => {
    const { page } = walk.researcher
    await walk.next(walk.researcher, 'Plan a training')
    await page.getByRole('button', { name: 'New training' }).click()
    await page.locator('input[name=name]').fill('Compact network')
    await page.locator('select[name=dataset]').selectOption({ label: '1 · Consensus' })
    await page.locator('select[name=preset]').selectOption('demo')
    await page.getByRole('button', { name: 'Check and estimate' }).click()
    await page.getByRole('button', { name: 'Start training' }).waitFor({ timeout: 120_000 })
    await guide(walk.researcher, 'training-plan')
    await page.getByRole('button', { name: 'Start training' }).click()
    const run = async () => {
      const { results } = await read<{ results: Run[] }>(
        walk.researcher,
        `studies/${walk.study}/training-runs/`,
      )
      return read<Run>(walk.researcher, `training-runs/${results[0]?.id ?? ''}/`)
    }
    await until(run, ({ finished_at: at }) => at !== null, TRAINED_WITHIN_S)
    await page.reload()
    await page.getByRole('heading', { name: 'Results' }).waitFor()
    await guide(walk.researcher, 'training-results')
  })

  walk.step('the supervisor approves the model, and it says where it looks', async () => {
    const { page } = walk.supervisor
    await walk.next(walk.supervisor, 'See the results')
    await page.getByRole('link', { name: 'Compact network' }).first().click()
    await page.getByRole('link', { name: 'Open the model' }).click()
    await page.getByRole('button', { name: /Approve/ }).click()
    const asked = async () =>
      (await read<{ results: Job[] }>(walk.supervisor, `jobs/?study=${walk.study}`)).results.filter(
        ({ kind }) => kind === 'experiments.suggest',
      )
    await until(asked, (jobs) => jobs.length > 0 && jobs.every(({ state }) => state === 'succeeded'), 240)
    await walk.tab(walk.researcher, 'training')
    await walk.researcher.page.getByRole('link', { name: 'Compact network' }).first().click()
    await walk.researcher.page.getByRole('link', { name: 'Open the model' }).click()
    await walk.researcher.page.locator('.heat-face canvas').first().waitFor()
    await guide(walk.researcher, 'model')
  })

  walk.step('and decides about frames: the own answer first, the model afterwards', async () => {
    const { page } = walk.supervisor
    await walk.next(walk.supervisor, 'Go to the review')
    await page.getByRole('button', { name: 'Make the queue' }).click()
    const state = () => read<State>(walk.supervisor, `studies/${walk.study}/supervision/`)
    await until(state, ({ left }) => left.some(({ frames }) => frames > 0))
    await page.locator('.panel a', { hasText: 'Review labels' }).click()
    await page.locator('.review-frame img').waitFor()
    assert.equal(await page.locator('.review-suggestion').count(), 0)
    let told = 0
    for (let decided = 0; decided < DECISIONS; decided += 1) {
      await page.keyboard.press(decided % 2 ? '2' : '1')
      // Who decides otherwise than the raters is asked why.
      const why = page.locator('[data-choice]').first()
      const settled = page.locator('.label-saved[data-saving=false]')
      await why.or(settled).first().waitFor()
      if (await why.isVisible()) await page.keyboard.press('1')
      await until(state, ({ decided: count }) => count > decided)
      const suggestion = page.locator('.review-suggestion')
      const shown = await suggestion.waitFor({ timeout: TOLD_WITHIN_MS }).then(
        () => true,
        () => false, // one of the silent share
      )
      if (!shown) continue
      told += 1
      await page.keyboard.press('h')
      await page.locator('.review-heat canvas').first().waitFor()
      if (told === 1) await guide(walk.supervisor, 'review')
      await page.keyboard.press('h')
      await page.keyboard.press('Enter')
    }
    assert.ok(told > 0)
    await walk.tab(walk.supervisor, 'supervision')
    await picture(page, 'journey-supervision')
  })
}
