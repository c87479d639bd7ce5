/** Three operators watch and score, blind; the board shows where they differ, and the supervisor decides. */
import assert from 'node:assert/strict'
import { displayedFrame, picture } from '../browser.ts'
import { read, until, write } from '../frames-study.ts'
import { guide, type Person, type Truth, type Walk } from './walk.ts'

type Sheet = { id: string; version: number }
const items = ['face', 'legs', 'activity', 'cry', 'consolability']
/** All an operator is led to: nothing that tells what others say. */
const hers = [
  ...['Overview', 'Infants', 'Videos', 'To score', 'Label frames', 'Labels'],
  ...['Protocol', 'Withdrawals'],
]
const calm: Truth = { level: 0, frame_count: 0, actions: {}, pain: [] }

export function scoring(walk: Walk): void {
  walk.step('an operator finds the work, sets the window and codes by keys', async () => {
    const [nurse] = walk.operators as [Person]
    const { page } = nurse
    await walk.next(nurse, 'Start scoring')
    await page.locator('main table').waitFor()
    assert.deepEqual(await page.locator('.study-nav a').allInnerTexts(), hers)
    await guide(nurse, 'to-score')
    const video = walk.video(0)
    const { actions, frame_count: frames, level } = walk.truthOf(video) ?? calm
    await page.locator(`main table a[href="/videos/${video}"]`).click()
    await displayedFrame(page)
    await goTo(nurse, 0)
    await page.keyboard.press('i')
    await goTo(nurse, frames - 1)
    await page.keyboard.press('o')
    await page.locator('.window-text[data-start="0"]').waitFor()
    for (const [place, action] of ['brow_bulge', 'eye_squeeze', 'nasolabial_furrow'].entries())
      for (const [start, end] of actions[action] ?? []) {
        await goTo(nurse, start)
        await page.keyboard.press(String(place + 1))
        await goTo(nurse, end - 1)
        await page.keyboard.press(String(place + 1))
      }
    await page.locator('.lane-block').first().waitFor()
    const [dan, flacc] = [page.locator('.sheet').nth(0), page.locator('.sheet').nth(1)]
    for (const item of ['limbs', 'voice'])
      await dan.locator(`.item[data-item=${item}] [data-score="${Math.min(3, level)}"]`).click()
    await guide(nurse, 'workbench')
    for (const item of items)
      await flacc.locator(`.item[data-item=${item}] [data-score="${Math.min(2, level)}"]`).click()
    for (const sheet of [dan, flacc]) await sheet.locator('.sheet-foot button.primary').click()
    await page.locator('.sheet[data-state=submitted]').nth(1).waitFor()
    await page.locator('.saved-note[data-waiting="0"]').waitFor()
    await picture(page, 'journey-scored')
  })

  walk.step('the others score the rest; one of them sees one video differently', async () => {
    for (const [number, operator] of walk.operators.entries())
      for (const [place, film] of walk.films.entries()) {
        if (number === 0 && place === 0) continue
        const differs = number === 2 && film === hurting(walk)
        await score(operator, walk.videos.get(film.name) ?? '', differs ? calm : (film.truth ?? calm))
      }
    await walk.tab(walk.operators[0] as Person, 'to-score')
    const { results } = await read<{ results: { state: string }[] }>(
      walk.operators[0] as Person,
      `studies/${walk.study}/scoring-tasks/`,
    )
    assert.ok(results.every(({ state }) => state === 'submitted'))
    await picture((walk.operators[0] as Person).page, 'journey-nothing-to-score')
  })

  walk.step('the supervisor sees who differs, watches again, and decides', async () => {
    const { page } = walk.supervisor
    await walk.next(walk.supervisor, 'See who differs')
    const disputed = walk.videos.get(hurting(walk)?.name ?? '') ?? ''
    const row = page.locator(`.matrix tr[data-video="${disputed}"]`)
    await row.waitFor()
    await page.locator('.forest [data-statistic]').first().waitFor()
    await guide(walk.supervisor, 'board')
    await page.keyboard.press('d')
    await page.keyboard.press('Enter')
    await page.locator('.case').waitFor()
    await displayedFrame(page)
    await guide(walk.supervisor, 'case')
    await page.locator('.adjudication [data-final="3"]').click()
    await page.locator('.adjudication [name=reason]').selectOption('clear_sign_missed')
    await page.locator('.adjudication form button.primary').click()
    await page.locator('.decided[data-decided="3"]').waitFor()
    await page.goto(`/studies/${walk.study}/disagreement?tab=flow`)
    await page.locator('main table').first().waitFor()
    await picture(page, 'journey-flow')
    const flow = () =>
      read<{ kept: { videos: number } }>(walk.supervisor, `studies/${walk.study}/agreement/flow/`)
    await until(flow, ({ kept }) => kept.videos === walk.films.length)
  })
}

/** The drawn video in which one operator sees nothing. */
export const hurting = (walk: Walk) =>
  walk.drawn.slice(1).find(({ truth }) => truth !== null && truth.level >= 3)

async function goTo({ page }: Person, frame: number): Promise<void> {
  await page.locator('[name=frame]').fill(String(frame))
  await page.keyboard.press('Enter')
  assert.equal(await displayedFrame(page), frame)
}

/** What one operator says of a video, as the workbench would send it. */
async function score(who: Person, video: string, truth: Truth): Promise<void> {
  const { frame_count: count } = await read<{ frame_count: number }>(who, `videos/${video}/`)
  const facts = { start_frame: 0, end_frame: count, end_reason: 'completed', note: '' }
  const window = await write<{ id: string }>(who, 'POST', `videos/${video}/windows/`, facts)
  const changes = Object.entries(truth.actions).flatMap(([action, spans]) =>
    spans.map(([start_frame, end_frame]) => ({
      client_id: crypto.randomUUID(),
      action,
      start_frame,
      end_frame,
    })),
  )
  await write(who, 'PUT', `videos/${video}/coding/`, { base_version: 0, changes })
  const dan = Math.min(3, truth.level)
  const flacc = Object.fromEntries(items.map((item) => [item, Math.min(2, truth.level)]))
  for (const [scale, values] of [
    ['dan', { limbs: dan, voice: dan }],
    ['flacc', flacc],
  ] as const) {
    const sheet = await write<Sheet>(who, 'POST', `windows/${window.id}/sheets/`, { scale })
    const saved = await write<Sheet>(who, 'PATCH', `sheets/${sheet.id}/`, { version: sheet.version, values })
    await write(who, 'POST', `sheets/${sheet.id}/submit/`, { version: saved.version })
  }
}
