/** Around the lanes: one's reaction measured, the correction after a live pass, files of ELAN, nothing to code. */
import assert from 'node:assert/strict'
import { after, before as beforeAll, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { violations } from './axe.ts'
import { credentials, displayedFrame, launch, picture, signIn, visit, reopened } from './browser.ts'

type Task = { video: string; state: string }
type Member = { id: string; user: { email: string }; roles: string[] }
type Interval = { action: string; start_frame: number; end_frame: number }

describe('workbench', () => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let member: Member
  let video: string
  let before: (string | number)[][]

  const read = async <T>(path: string): Promise<T> =>
    (await (await page.request.get(path, reopened)).json()) as T

  const write = async (method: 'PATCH' | 'PUT', path: string, data: unknown) => {
    const cookies = await context.cookies()
    const token = cookies.find(({ name }) => name === 'csrftoken')?.value ?? ''
    const headers = { 'X-CSRFToken': token, Referer: page.url() }
    const answer = await page.request.fetch(path, { method, data, headers, ...reopened })
    assert.equal(answer.status(), 200, await answer.text())
  }

  const goTo = async (frame: number) => {
    await page.locator('[name=frame]').fill(String(frame))
    await page.keyboard.press('Enter')
    assert.equal(await displayedFrame(page), frame)
  }

  const serverIntervals = async () => {
    const { intervals } = await read<{ intervals: Interval[] }>(`/api/v1/videos/${video}/coding/`)
    return intervals.map(({ action, start_frame, end_frame }) => [action, start_frame, end_frame]).sort()
  }

  const allSaved = () => page.locator('.saved-note[data-waiting="0"]').waitFor()

  beforeAll(async () => {
    browser = await launch()
    ;({ page, context } = await visit(browser))
    await signIn(page)
    const studies = await read<{ results: { id: string; name: string }[] }>('/api/v1/studies/')
    const study = studies.results.find(({ name }) => name.startsWith('Demo'))?.id ?? ''
    const members = await read<{ results: Member[] }>(`/api/v1/studies/${study}/members/`)
    member = members.results.find(({ user }) => user.email === credentials.email) as Member
    await write('PATCH', `/api/v1/members/${member.id}/`, {
      roles: [...new Set([...member.roles, 'operator'])],
    })
    const { results } = await read<{ results: Task[] }>(`/api/v1/studies/${study}/scoring-tasks/`)
    video = results.find(({ state }) => state !== 'submitted')?.video ?? ''
    await page.goto(`/videos/${video}`)
    await displayedFrame(page)
  })
  after(async () => {
    await write('PATCH', `/api/v1/members/${member.id}/`, { roles: member.roles })
    await browser.close()
  })

  test('an empty lane is a statement: looked, nothing to code', async () => {
    const coding = () => read<{ version: number }>(`/api/v1/videos/${video}/coding/`)
    assert.equal((await coding()).version, 0)
    await page.getByRole('button', { name: 'Looked: nothing to code' }).click()
    await page.locator('[data-looked=true]').waitFor()
    await allSaved()
    assert.equal((await coding()).version, 1)
    await page.reload()
    await page.locator('[data-looked=true]').waitFor()
    await goTo(20)
    await page.keyboard.press('4')
    await goTo(40)
    await page.keyboard.press('4')
    await goTo(60)
    await page.keyboard.press('2')
    await goTo(80)
    await page.keyboard.press('2')
    await page.locator('.lane[data-action=eye_squeeze] .lane-block').waitFor()
    await allSaved()
    before = await serverIntervals()
    assert.equal(before.length, 2)
  })

  test('the reaction is measured with ten flashes and stored only when asked', async () => {
    await page.locator('.lag summary').click()
    await page.getByRole('button', { name: 'Measure it…' }).click()
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.locator('.flash-stage').press('x')
    await page.getByText('Too early').waitFor()
    await picture(page, 'lag-exercise')
    assert.deepEqual(await violations(page), [])
    for (let flash = 0; flash < 10; flash += 1) {
      await page.locator('.flash-stage[data-lit=true]').waitFor()
      await page.waitForTimeout(250)
      await page.keyboard.press('Space')
    }
    const median = Number(await page.locator('[data-median]').getAttribute('data-median'))
    assert.ok(median > 150 && median < 900, `${median} ms`)
    const lag = () => read<{ lag_ms: number; source: string }>('/api/v1/operator-lag/')
    assert.notEqual((await lag()).lag_ms, median)
    await picture(page, 'lag-result')
    await page.getByRole('button', { name: 'Store it' }).click()
    await page.locator('dialog').waitFor({ state: 'detached' })
    assert.deepEqual(await lag().then(({ lag_ms, source }) => [lag_ms, source]), [median, 'calibration'])
    await page.locator('.lag summary').click()
  })

  test('after a live pass the correction is offered, and leaving it changes nothing', async () => {
    await goTo(120)
    await page.keyboard.down('1')
    await page.keyboard.press('Space')
    await page.waitForTimeout(500)
    await page.keyboard.up('1')
    await page.keyboard.press('Space')
    const offer = page.locator('.live-offer')
    await offer.waitFor()
    await picture(page, 'live-offer')
    const first = page.locator('.lane[data-action=brow_bulge] .lane-block[data-start="120"]')
    await first.waitFor()
    await offer.locator('button').first().click()
    await offer.waitFor({ state: 'detached' })
    await first.waitFor({ state: 'detached' })
    await page.keyboard.press('Control+z')
    await first.waitFor()
    await page.keyboard.press('Control+z')
    await first.waitFor({ state: 'detached' })
    await allSaved()
    assert.deepEqual(await serverIntervals(), before)
  })

  test('a coding goes out as a file of ELAN and comes back as it was', async () => {
    const file = await page.request.get(`/api/v1/videos/${video}/coding/file/?kind=eaf`)
    const more = (await file.text())
      .replaceAll('mouth_stretch', 'Mouth stretch')
      .replaceAll('eye_squeeze', 'sneeze')
    await page.getByRole('button', { name: 'BORIS, ELAN…' }).click()
    await page
      .locator('[name=coding-file]')
      .setInputFiles({ name: 'coding.eaf', mimeType: 'application/xml', buffer: Buffer.from(more) })
    const match = (name: string) =>
      page
        .locator('.file-matches select', { has: page.locator('option') })
        .and(page.getByLabel(name, { exact: true }))
    assert.equal(await match('Mouth stretch').inputValue(), 'mouth_stretch')
    assert.equal(await match('sneeze').inputValue(), '')
    await picture(page, 'file-matches')
    assert.deepEqual(await violations(page), [])
    await page.locator('dialog form button.primary').click()
    await page.getByText('not an action of this study').waitFor()
    await picture(page, 'file-outcome')
    await page.keyboard.press('Escape')
    await allSaved()
    assert.deepEqual(await serverIntervals(), before)
  })
})
