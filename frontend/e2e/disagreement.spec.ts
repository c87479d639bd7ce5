/** Three operators score one after the other, one of them offline; then the board, and a decision. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { violations } from './axe.ts'
import { askedFor, operatorsTold } from './blindness.ts'
import {
  credentials,
  displayedFrame,
  launch,
  overflowOf,
  picture,
  signIn,
  visit,
  reopened,
} from './browser.ts'
import { answer, seen, submitted, watch, type Seen } from './operator.ts'

type Member = { id: string; user: { email: string }; roles: string[] }
type Interval = { action: string; start_frame: number; end_frame: number }
type Sheet = { id: string; scale_key: string; state: string; values: Record<string, number>; version: number }
type Visitor = { page: Page; context: BrowserContext; complaints: string[] }
type Protocol = { in_use: boolean; document: Record<string, unknown> }

const tag = Date.now().toString(36)

describe('disagreement', () => {
  let browser: Browser
  let admin: Visitor
  let member: Member
  let study: string
  let former: Protocol['document']
  const videos: string[] = []
  const operators: Visitor[] = []

  const read = async <T>(page: Page, path: string): Promise<T> =>
    (await (await page.request.get(path, reopened)).json()) as T

  const write = async <T>({ page, context }: Visitor, method: string, path: string, data: unknown) => {
    const cookies = await context.cookies()
    const token = cookies.find(({ name }) => name === 'csrftoken')?.value ?? ''
    const headers = { 'X-CSRFToken': token, Referer: page.url() }
    const answer = await page.request.fetch(path, { method, data, headers, ...reopened })
    assert.ok(answer.ok(), `${method} ${path} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  const newProtocol = (document: unknown, note: string) =>
    write(admin, 'POST', `/api/v1/studies/${study}/protocols/`, { document, note })

  async function invite(number: number): Promise<Visitor> {
    const email = `reader-${number}-${tag}@demo.localhost`
    await admin.page.goto('/people')
    await admin.page.getByRole('button', { name: 'Invite someone' }).click()
    await admin.page.locator('dialog input[name=email]').fill(email)
    await admin.page.locator('dialog button.primary').click()
    const link = await admin.page.locator('.copy-box input').inputValue()
    await admin.page.keyboard.press('Escape')
    const visitor = await visit(browser)
    await visitor.page.goto(new URL(link).pathname)
    await visitor.page.locator('input[name=name]').fill(`Reader ${number} (demo)`)
    await visitor.page.locator('input[name=password]').fill(`calm harbour ${tag} lantern`)
    await visitor.page.locator('button.primary').click()
    await visitor.page.getByRole('heading', { name: 'Studies' }).waitFor()
    await write(admin, 'POST', `/api/v1/studies/${study}/members/`, { email, roles: ['operator'] })
    return visitor
  }

  before(async () => {
    browser = await launch()
    admin = await visit(browser)
    await signIn(admin.page)
    const studies = await read<{ results: { id: string; name: string }[] }>(admin.page, '/api/v1/studies/')
    study = studies.results.find(({ name }) => name.startsWith('Demo'))?.id ?? ''
    const protocols = await read<{ results: Protocol[] }>(admin.page, `/api/v1/studies/${study}/protocols/`)
    former = protocols.results.find(({ in_use }) => in_use)?.document ?? {}
    const scales = [
      { scale: 'dan', items: ['face', 'limbs', 'voice'] },
      { scale: 'flacc', items: ['face', 'legs', 'activity'] },
    ]
    const sampling = { ...(former['sampling'] as object), score: { scale: 'dan', item: 'limbs' } }
    await newProtocol({ ...former, scales, sampling, operators_per_video: 3 }, 'Two scales, three operators')
    const members = await read<{ results: Member[] }>(admin.page, `/api/v1/studies/${study}/members/`)
    member = members.results.find(({ user }) => user.email === credentials.email) as Member
    // Who also scores would not see answers before giving their own.
    await write(admin, 'PATCH', `/api/v1/members/${member.id}/`, { roles: ['admin'] })
    const ready = await read<{ results: { id: string; name: string }[] }>(
      admin.page,
      `/api/v1/studies/${study}/videos/?state=ready`,
    )
    videos.push(...ready.results.filter(({ name }) => name.startsWith('SYN')).map(({ id }) => id))
    for (const number of [1, 2, 3]) operators.push(await invite(number))
  })
  after(async () => {
    await newProtocol(former, 'As before')
    await write(admin, 'PATCH', `/api/v1/members/${member.id}/`, { roles: member.roles })
    await browser.close()
  })

  /** What the server holds of an operator: nothing lost, nothing doubled. */
  async function stored(page: Page, video: string) {
    const windows = await read<{ results: { id: string; start_frame: number; end_frame: number }[] }>(
      page,
      `/api/v1/videos/${video}/windows/`,
    )
    const { intervals } = await read<{ intervals: Interval[] }>(page, `/api/v1/videos/${video}/coding/`)
    const sheets = await read<{ results: Sheet[] }>(
      page,
      `/api/v1/windows/${windows.results[0]?.id ?? ''}/sheets/`,
    )
    return {
      windows: windows.results.map(({ start_frame, end_frame }) => [start_frame, end_frame]),
      intervals: intervals.map(({ action, start_frame, end_frame }) => [action, start_frame, end_frame]),
      sheets: sheets.results.map(({ scale_key, state }) => [scale_key, state]).sort(),
    }
  }

  const expected = (what: Seen) => ({
    windows: [[what.window[0], what.window[1] + 1]],
    intervals: [['brow_bulge', what.brow[0], what.brow[1] + 1]],
    sheets: [
      ['dan', 'submitted'],
      ['flacc', 'submitted'],
    ],
  })

  test('the first operator scores with both scales', async () => {
    const [operator] = operators as [Visitor]
    await operator.page.goto(`/videos/${videos[0] ?? ''}`)
    await displayedFrame(operator.page)
    await watch(operator.page, seen[0])
    await answer(operator.page, seen[0])
    await submitted(operator.page)
    assert.deepEqual(await stored(operator.page, videos[0] ?? ''), expected(seen[0]))
  })

  test('the second loses the network in the middle: nothing is lost, nothing doubled', async () => {
    const { page, context } = operators[1] as Visitor
    await page.goto(`/videos/${videos[0] ?? ''}`)
    await displayedFrame(page)
    await page.waitForLoadState('networkidle')
    await context.setOffline(true)
    await watch(page, seen[1])
    await answer(page, seen[1])
    await page.locator('.sheet .mark.waiting').nth(1).waitFor()
    await picture(page, 'workbench-offline')
    await context.setOffline(false)
    await submitted(page)
    assert.deepEqual(await stored(page, videos[0] ?? ''), expected(seen[1]))
    await page.reload()
    await submitted(page)
    assert.deepEqual(await stored(page, videos[0] ?? ''), expected(seen[1]))
  })

  test('the third loses every answer of the server, and a reload: still once', async () => {
    const { page } = operators[2] as Visitor
    await page.goto(`/videos/${videos[0] ?? ''}`)
    await displayedFrame(page)
    await page.waitForLoadState('networkidle')
    let lost = 0
    const writes = /\/api\/v1\/(videos\/[^/]+\/(windows|coding)|windows\/|sheets\/)/
    await page.route(writes, async (route) => {
      if (route.request().method() === 'GET' || lost >= 6) return route.continue()
      lost += 1
      // Carried out, but nobody hears of it.
      await route.fetch()
      return route.abort()
    })
    await watch(page, seen[2])
    await page.reload()
    await page.locator(`.window-text[data-start="${seen[2].window[0]}"]`).waitFor()
    await answer(page, seen[2])
    await submitted(page)
    assert.ok(lost >= 3, `${lost} answers were lost`)
    assert.deepEqual(await stored(page, videos[0] ?? ''), expected(seen[2]))
  })

  test('two more videos: one alike, one on both sides of the cut-off', async () => {
    for (const [index, { page, context, complaints }] of operators.entries())
      for (const [at, video] of videos.slice(1, 3).entries()) {
        const limbs = at === 0 ? 1 : index
        const self = { page, context, complaints }
        const window = await write<{ id: string }>(self, 'POST', `/api/v1/videos/${video}/windows/`, {
          start_frame: 0,
          end_frame: 150,
          end_reason: 'completed',
          note: '',
        })
        await write(self, 'PUT', `/api/v1/videos/${video}/coding/`, { base_version: 0, changes: [] })
        for (const [scale, values] of [
          ['dan', { limbs, voice: limbs > 1 ? 3 : 0 }],
          ['flacc', { face: limbs > 1 ? 2 : 0, legs: 1, activity: 0 }],
        ] as const) {
          const sheet = await write<Sheet>(self, 'POST', `/api/v1/windows/${window.id}/sheets/`, { scale })
          const saved = await write<Sheet>(self, 'PATCH', `/api/v1/sheets/${sheet.id}/`, {
            version: sheet.version,
            values,
          })
          await write(self, 'POST', `/api/v1/sheets/${sheet.id}/submit/`, { version: saved.version })
        }
      }
  })

  test('the board shows who differs, and keys lead to what is unresolved', async () => {
    const { page } = admin
    await page.goto(`/studies/${study}`)
    await page.getByRole('link', { name: 'Disagreement' }).click()
    const row = page.locator(`.matrix tr[data-video="${videos[0] ?? ''}"]`)
    await row.waitFor()
    // The members invited here are the last who answered.
    const values = await row.locator('.value').allInnerTexts()
    assert.deepEqual(
      values
        .map((text) => text.replaceAll(/\s|above.*|below.*/g, ''))
        .filter((text) => text !== '–')
        .slice(-3),
      ['1', '1', '3▲'],
    )
    await page.locator('.forest [data-statistic]').first().waitFor()
    await picture(page, 'board')
    assert.deepEqual(await violations(page), [])
    const compared = askedFor(page, '/comparison/')
    await page.keyboard.press('d')
    await page.keyboard.press('Enter')
    await page.locator('.case').waitFor()
    await displayedFrame(page)
    await page.locator('.adjudication .unnamed li').nth(2).waitFor()
    await page.locator('.stacked [data-seen="3"]').first().waitFor()
    await page.waitForLoadState('networkidle')
    await picture(page, 'board-case')
    assert.deepEqual(await violations(page), [])
    assert.deepEqual(await operatorsTold(page), [])
    assert.deepEqual(compared, [])
    await page.keyboard.press('Escape')
    await page.locator('.case').waitFor({ state: 'detached' })
  })

  test('a decision stays, and a new one takes its place', async () => {
    const { page } = admin
    await page.locator(`.matrix tr[data-video="${videos[0] ?? ''}"] .row-open`).click()
    await page.locator('.adjudication [data-final="3"]').click()
    await page.locator('.adjudication [name=reason]').selectOption('clear_sign_missed')
    await page.locator('.adjudication form button.primary').click()
    await page.locator('.decided[data-decided="3"]').waitFor()
    await page.locator('.adjudication [data-final="1"]').click()
    await page.locator('.adjudication [name=reason]').selectOption('other')
    assert.ok(await page.locator('.adjudication form button.primary').isDisabled())
    await page.locator('.adjudication [name=note]').fill('Seen again together')
    await page.locator('.adjudication form button.primary').click()
    await page.locator('.decided[data-decided="1"]').waitFor()
    await page.locator('.stacked-name', { hasText: 'Reader 3 (demo)' }).first().waitFor()
    assert.ok((await operatorsTold(page)).length > 3)
    await page.locator(`.matrix tr[data-video="${videos[0] ?? ''}"] .final.adjudicated`).waitFor()
    await picture(page, 'board-decided')
  })

  test('pairs, drift and the flow, in both schemes and in Italian, on a tablet too', async () => {
    const { page, complaints } = admin
    for (const tab of ['pairs', 'drift', 'flow']) {
      await page.goto(`/studies/${study}/disagreement?tab=${tab}`)
      await page.locator('main table').first().waitFor()
      await page.waitForLoadState('networkidle')
      await picture(page, `board-${tab}`)
      assert.deepEqual(await violations(page), [])
      const broken = await page
        .locator('.figure img')
        .evaluateAll(
          (images) => images.filter((image) => (image as HTMLImageElement).naturalWidth === 0).length,
        )
      assert.equal(broken, 0)
    }
    await page.locator('.rail-button', { hasText: 'Dark' }).click()
    await page.locator('.rail-button', { hasText: 'Italiano' }).click()
    for (const tab of ['matrix', 'pairs', 'drift', 'flow']) {
      await page.goto(`/studies/${study}/disagreement?tab=${tab}`)
      await page.locator('main table').first().waitFor()
      await page.waitForLoadState('networkidle')
      await picture(page, `board-${tab}-dark-italian`)
      assert.deepEqual(await violations(page), [])
    }
    await page.setViewportSize({ width: 768, height: 1024 })
    for (const tab of [`matrix&video=${videos[0] ?? ''}`, 'pairs', 'flow']) {
      await page.goto(`/studies/${study}/disagreement?tab=${tab}`)
      await page.locator('main table').first().waitFor()
      await page.waitForLoadState('networkidle')
      await picture(page, `board-${tab.slice(0, 6)}-768`)
      assert.equal(await overflowOf(page), 0, tab)
    }
    await page.locator('.rail-button', { hasText: 'English' }).click()
    await page.locator('.rail-button', { hasText: 'Light' }).click()
    assert.deepEqual(complaints, [])
  })
})
