/** An operator scores a video with keys: window, lanes, a cut network, the sheet. Nothing is lost, nothing doubled. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { violations } from './axe.ts'
import {
  credentials,
  displayedFrame,
  launch,
  overflowOf,
  picture,
  playing,
  signIn,
  visit,
  reopened,
} from './browser.ts'

type Task = { video: string; state: string }
type Member = { id: string; user: { email: string }; roles: string[] }
type Interval = { action: string; start_frame: number; end_frame: number }

describe('scoring', () => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let complaints: string[]
  let study: string
  let member: Member
  let video: string
  /** What was pressed: action, first frame, first frame after it. */
  const pressed: [string, number, number][] = []

  const read = async <T>(path: string): Promise<T> =>
    (await (await page.request.get(path, reopened)).json()) as T

  /** What another tab or device of the same person would send. */
  const write = async (method: 'PATCH' | 'PUT', path: string, data: unknown) => {
    const cookies = await context.cookies()
    const token = cookies.find(({ name }) => name === 'csrftoken')?.value ?? ''
    const headers = { 'X-CSRFToken': token, Referer: page.url() }
    const answer = await page.request.fetch(path, { method, data, headers, ...reopened })
    assert.equal(answer.status(), 200, await answer.text())
  }

  const setRoles = (roles: string[]) => write('PATCH', `/api/v1/members/${member.id}/`, { roles })

  const goTo = async (frame: number) => {
    await page.locator('[name=frame]').fill(String(frame))
    await page.keyboard.press('Enter')
    assert.equal(await displayedFrame(page), frame)
  }

  const block = (action: string) => page.locator(`.lane[data-action=${action}] .lane-block`)

  const serverIntervals = async () => {
    const { intervals } = await read<{ intervals: Interval[] }>(`/api/v1/videos/${video}/coding/`)
    return intervals.map(({ action, start_frame, end_frame }) => [action, start_frame, end_frame]).sort()
  }

  const allSaved = () => page.locator('.saved-note[data-waiting="0"]').waitFor()

  before(async () => {
    browser = await launch()
    ;({ page, context, complaints } = await visit(browser))
    await signIn(page)
    const studies = await read<{ results: { id: string; name: string }[] }>('/api/v1/studies/')
    study = studies.results.find(({ name }) => name.startsWith('Demo'))?.id ?? ''
    const members = await read<{ results: Member[] }>(`/api/v1/studies/${study}/members/`)
    const mine = members.results.find(({ user }) => user.email === credentials.email)
    assert.ok(mine, 'the demo study has its admin')
    member = mine
    await setRoles([...new Set([...member.roles, 'operator'])])
  })
  after(async () => {
    await setRoles(member.roles)
    await browser.close()
  })

  test('the work list leads to a video', async () => {
    await page.goto(`/studies/${study}?tab=to-score`)
    await page.locator('main table').waitFor()
    await picture(page, 'to-score')
    assert.deepEqual(await violations(page), [])
    const { results } = await read<{ results: Task[] }>(`/api/v1/studies/${study}/scoring-tasks/`)
    video = results.findLast(({ state }) => state === 'none')?.video ?? ''
    await page.locator(`main table a[href="/videos/${video}"]`).click()
    await displayedFrame(page)
  })

  test('In and Out set the window to the frame', async () => {
    await goTo(10)
    await page.keyboard.press('i')
    await goTo(109)
    await page.keyboard.press('o')
    await page.locator('.window-text[data-start="10"][data-end="110"]').waitFor()
  })

  test('holding a key while it plays', async () => {
    await goTo(20)
    await page.keyboard.down('1')
    await page.keyboard.press('Space')
    await playing(page, true)
    await page.waitForTimeout(700)
    await page.keyboard.press('Space')
    await playing(page, false)
    const last = await displayedFrame(page)
    await page.keyboard.up('1')
    assert.ok(last > 20)
    pressed.push(['brow_bulge', 20, last + 1])
    await block('brow_bulge').waitFor()
    assert.equal(await block('brow_bulge').getAttribute('data-start'), '20')
    assert.equal(await block('brow_bulge').getAttribute('data-end'), String(last + 1))
  })

  test('tapping, nudging, undoing', async () => {
    await goTo(60)
    await page.keyboard.press('2')
    await goTo(79)
    await page.keyboard.press('2')
    const end = (frame: number) =>
      page
        .locator(`.lane[data-action=eye_squeeze] .lane-block[data-start="60"][data-end="${frame}"]`)
        .waitFor()
    await end(80)
    await page.locator('[data-nudge="end1"]').click()
    await end(81)
    await page.locator('[data-nudge="end1"]').click()
    await end(82)
    await page.keyboard.press('Control+z')
    await end(81)
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+Shift+z')
    await end(81)
    pressed.push(['eye_squeeze', 60, 81])
    await goTo(0)
    await page.keyboard.press('ArrowDown')
    assert.equal(await displayedFrame(page), 20)
    await allSaved()
    assert.deepEqual(await serverIntervals(), [...pressed].sort())
  })

  test('dragging an edge', async () => {
    const edge = page.locator('.lane[data-action=eye_squeeze] .lane-edge.start')
    const box = await edge.boundingBox()
    assert.ok(box)
    const seen = await block('eye_squeeze').evaluateHandle((interval) => {
      const starts: number[] = []
      const look = () => starts.push(Number(interval.getAttribute('data-start')))
      new MutationObserver(look).observe(interval, { attributes: true })
      return starts
    })
    await page.mouse.move(box.x + 5, box.y + 5)
    await page.mouse.down()
    await page.mouse.move(box.x + 45, box.y + 5, { steps: 4 })
    await page.mouse.up()
    await displayedFrame(page)
    const start = Number(await block('eye_squeeze').getAttribute('data-start'))
    assert.ok(start > 60 && start < 81, `start ${start}`)
    // It never goes back for a moment while the server takes it over: an undo would find nothing to do then.
    await allSaved()
    const starts = await seen.jsonValue()
    assert.deepEqual([...new Set(starts.slice(starts.indexOf(start)))], [start])
    await page.keyboard.press('Control+z')
    await page.locator('.lane[data-action=eye_squeeze] .lane-block[data-start="60"]').waitFor()
    await allSaved()
  })

  test('the network is cut in the middle: a reload keeps what waits, the server gets it once', async () => {
    const cut = /\/coding\/$/
    await page.route(cut, (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()))
    await goTo(85)
    await page.keyboard.press('3')
    await goTo(95)
    await page.keyboard.press('3')
    pressed.push(['nasolabial_furrow', 85, 96])
    await page.locator('.saved-note[data-waiting="1"]').waitFor()
    await picture(page, 'workbench-waiting')
    assert.equal((await serverIntervals()).length, 2)
    await page.reload()
    await displayedFrame(page)
    await page.locator('.saved-note[data-waiting="1"]').waitFor()
    assert.equal(await block('nasolabial_furrow').getAttribute('data-end'), '96')
    await page.unroute(cut)
    await allSaved()
    assert.deepEqual(await serverIntervals(), [...pressed].sort())
  })

  test('coded elsewhere meanwhile: both sides are kept until one chooses', async () => {
    const path = `/api/v1/videos/${video}/coding/`
    const { version } = await read<{ version: number }>(path)
    const client_id = '0b5a2b1e-7d3c-4c52-9a41-2f5d8f0c1a77'
    const change = { client_id, action: 'mouth_stretch', start_frame: 5, end_frame: 9 }
    await write('PUT', path, { base_version: version, changes: [change] })
    await goTo(100)
    await page.keyboard.press('4')
    await goTo(104)
    await page.keyboard.press('4')
    await page.locator('.stop-notice').waitFor()
    await picture(page, 'workbench-conflict')
    assert.deepEqual(await violations(page), [])
    await page.locator('.stop-notice button.primary').click()
    await allSaved()
    pressed.push(['mouth_stretch', 5, 9], ['mouth_stretch', 100, 105])
    assert.deepEqual(await serverIntervals(), [...pressed].sort())
    assert.equal(await block('mouth_stretch').count(), 2)
  })

  test('the reaction lag moves intervals only when asked, and undo takes it back', async () => {
    await page.locator('.lag summary').click()
    await page.locator('[name=lag]').fill('100')
    await page.locator('.lag form button:not([type=button])').click()
    await page.locator('.lag form button[type=button]').last().click()
    // 100 ms are 3 frames of the demo's 30 a second.
    await page.locator('.lane[data-action=eye_squeeze] .lane-block[data-start="57"]').waitFor()
    await page.keyboard.press('Control+z')
    await allSaved()
    assert.deepEqual(await serverIntervals(), [...pressed].sort())
    await page.locator('.lag summary').click()
  })

  test('another score than the lanes give asks why', async () => {
    await page.locator('.item[data-item=face] [data-score="4"]').click()
    await page.locator('dialog textarea').fill('Seen outside the picture')
    await page.locator('dialog form button.primary').click()
    await page.locator('.item[data-item=face] [data-score="4"][aria-pressed=true]').waitFor()
    await page.locator('.item[data-item=face] [data-derived="2"]').waitFor()
    await page.locator('.item[data-item=face] [data-score="2"]').click()
    await page.locator('.item[data-item=face] [data-score="2"][aria-pressed=true]').waitFor()
  })

  test('a sheet changed elsewhere shows both answers', async () => {
    await allSaved()
    const { results } = await read<{ results: { id: string }[] }>(`/api/v1/videos/${video}/windows/`)
    const sheets = await read<{ results: { id: string; version: number }[] }>(
      `/api/v1/windows/${results[0]?.id ?? ''}/sheets/`,
    )
    const [sheet] = sheets.results
    assert.ok(sheet)
    await write('PATCH', `/api/v1/sheets/${sheet.id}/`, { version: sheet.version, values: { limbs: 3 } })
    await page.locator('.item[data-item=limbs] [data-score="0"]').click()
    await page.locator('.sheet-sides').waitFor()
    await picture(page, 'sheet-conflict')
    assert.deepEqual(
      await page.locator('.sheet-sides tbody tr', { hasText: 'Limb' }).locator('td').allInnerTexts(),
      ['Limb movements', '0', '3'],
    )
    await page.locator('.sheet-sides button.primary').click()
    await page.locator('.sheet-sides').waitFor({ state: 'detached' })
    await page.locator('.item[data-item=limbs] [data-score="0"][aria-pressed=true]').waitFor()
  })

  test('the sheet is filled in and submitted', async () => {
    await page.locator('.item[data-item=face] [data-derived="2"]').waitFor()
    await page.locator('.item[data-item=limbs] [data-score="2"]').click()
    await page.locator('.item[data-item=voice] [data-score="1"]').click()
    await page.locator('.sheet-total [data-total="5"]').waitFor()
    await page.locator('.sheet[data-state=draft]').waitFor()
    await page.waitForLoadState('networkidle')
    await picture(page, 'workbench')
    await page.keyboard.press('Control+Enter')
    await page.locator('.sheet[data-state=submitted]').waitFor()
    const tasks = await read<{ results: Task[] }>(`/api/v1/studies/${study}/scoring-tasks/`)
    assert.equal(tasks.results.find((task) => task.video === video)?.state, 'submitted')
  })

  test('a correction asks why', async () => {
    await page.locator('.sheet button', { hasText: 'Correct' }).click()
    await page.locator('dialog textarea').fill('Looked again at the limbs')
    await page.locator('dialog form button.primary').click()
    await page.locator('.sheet[data-state=draft]').waitFor()
    await page.locator('.item[data-item=limbs] [data-score="1"]').click()
    await page.locator('.sheet-total [data-total="4"]').waitFor()
    await page.waitForLoadState('networkidle')
    await page.keyboard.press('Control+Enter')
    await page.locator('.sheet[data-state=submitted]').waitFor()
  })

  test('nothing for axe to find, in either scheme, and nothing cut off on a tablet', async () => {
    assert.deepEqual(await violations(page), [])
    await page.locator('.workbench-head button').click()
    await picture(page, 'workbench-light')
    assert.deepEqual(await violations(page), [])
    await page.setViewportSize({ width: 768, height: 1024 })
    await picture(page, 'workbench-768')
    assert.equal(await overflowOf(page), 0)
    assert.deepEqual(complaints, [])
  })
})
