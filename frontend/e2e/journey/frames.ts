/** The researcher plans frames and picks detectors; faces are corrected, frames are labelled by keys. */
import assert from 'node:assert/strict'
import { picture } from '../browser.ts'
import { place, read, until } from '../frames-study.ts'
import { guide, type Person, type Walk } from './walk.ts'

type Frame = { id: string; video: string; index: number; found: object | null }
type Progress = { preparation: object | null; done: number; tasks: number }
const preferred = ['yunet', 'mediapipe-short', 'opencv-haar']

export function frames(walk: Walk): void {
  const all = async () => {
    const found: Frame[] = []
    let next: string | null = `studies/${walk.study}/frames/?page_size=200`
    while (next) {
      const page: { results: Frame[]; next: string | null } = await read(walk.researcher, next)
      found.push(...page.results)
      next = page.next && page.next.replace(/^.*\/api\/v1\//, '')
    }
    return found
  }

  walk.step('a dry run says what would be drawn and why not; then it is drawn', async () => {
    const { page } = walk.researcher
    await walk.next(walk.researcher, 'Plan frames')
    await page.getByRole('button', { name: 'Dry run' }).click()
    await page.getByRole('button', { name: 'Apply this plan' }).waitFor()
    await guide(walk.researcher, 'dry-run')
    await page.getByRole('button', { name: 'Apply this plan' }).click()
    await page.locator('.plan[data-jobs="0"]').waitFor({ timeout: 180_000 })
    await picture(page, 'journey-frames')
  })

  walk.step('every detector that is installed is compared, and the best is used', async () => {
    const { page } = walk.researcher
    await walk.next(walk.researcher, 'Compare them')
    await page.locator('form .check input[name=opencv-haar]:not(:disabled)').waitFor({ timeout: 90_000 })
    for (const box of await page.locator('form .check input:not(:disabled)').all()) await box.check()
    await page.locator('input[name=frames_per_infant]').fill('2')
    await page.getByRole('button', { name: 'Start the comparison' }).click()
    await page.locator('[data-comparison][data-done=true]').waitFor({ timeout: 240_000 })
    await page.locator('[data-comparison]').first().scrollIntoViewIfNeeded()
    await page.locator('tr[data-arm]').last().scrollIntoViewIfNeeded()
    await guide(walk.researcher, 'detectors')
    for (const name of preferred) {
      const use = page.locator(`tr[data-arm="${name}"] button`).first()
      if (await use.count()) await use.click()
    }
    await page.getByRole('button', { name: 'Use these detectors' }).click()
    await until(all, (found) => found.length > 0 && found.every((frame) => frame.found !== null), 180)
  })

  walk.step('faces are looked over, and one is corrected by keys', async () => {
    const { page } = walk.researcher
    await page.goto(`/studies/${walk.study}/faces`)
    await page.locator('.face-card').first().focus()
    await page.keyboard.press('Enter')
    await place(page, 1)
    await page.keyboard.press('b')
    for (const key of ['ArrowRight', 'Shift+ArrowRight']) await page.keyboard.press(key)
    await guide(walk.researcher, 'face')
    await page.keyboard.press('Enter')
    await place(page, 2)
    // Which film comes first is as the uploads arrived; some have frames without a face.
    const box = await page.locator('.face-picture').getAttribute('data-sides')
    await page.keyboard.press(box ? 'Enter' : 'n')
    await place(page, 3)
  })

  walk.step('the queue is made, and two raters label every frame by keys', async () => {
    const { page } = walk.researcher
    await walk.next(walk.researcher, 'Make the queue')
    await page.getByRole('button', { name: /^Prepare/ }).click()
    const queue = () => read<Progress>(walk.researcher, `studies/${walk.study}/labelling/`)
    await until(queue, ({ preparation }) => preparation !== null)
    const known = new Map((await all()).map((frame) => [frame.id, frame]))
    const isPain = (id: string) => {
      const frame = known.get(id)
      if (!frame) return false
      const spans = walk.truthOf(frame.video)?.pain ?? []
      return spans.some(([start, end]) => start <= frame.index && frame.index < end)
    }
    for (const [number, rater] of walk.operators.slice(0, 2).entries())
      await label(walk, rater, isPain, number)
    const { done, tasks } = await queue()
    assert.equal(done, tasks)
    await walk.tab(walk.researcher, 'labels')
    await page.locator('.label-counts').first().waitFor()
    await guide(walk.researcher, 'labels')
  })
}

/** By keys until nothing is left; one rater is unsure about the fifth frame, one misses a sign in the ninth. */
async function label(
  walk: Walk,
  { page, ...rest }: Person,
  isPain: (frame: string) => boolean,
  number: number,
) {
  await walk.next({ page, ...rest }, 'Start labelling')
  const shown = page.locator('.label-stage canvas[data-frame][data-ready=true]')
  await shown.waitFor()
  let former = ''
  for (let step = 0; ; step += 1) {
    const frame = await page.waitForFunction((last) => {
      const board = document.querySelector<HTMLElement>('.label-stage canvas')
      if (board?.dataset['ready'] === 'true' && board.dataset['frame'] !== last) return board.dataset['frame']
      return document.querySelector('[data-exhausted]') ? 'none' : ''
    }, former)
    const id = (await frame.jsonValue()) ?? ''
    if (id === 'none') break
    if (step === 3 && number === 0) await guide({ page, ...rest }, 'labelling')
    const pain = isPain(id) !== (number === 1 && step === 8)
    await page.keyboard.press(number === 1 && step === 4 ? '4' : pain ? '1' : '2')
    former = id
  }
  await page.locator('.label-saved[data-waiting="0"]').waitFor()
  if (number === 0) await picture(page, 'journey-labelled')
}
