/** five hundred frames labelled by keys alone while the network is cut and the server is killed. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { baseURL, launch, picture, signIn, visit } from '../browser.ts'
import { read } from '../frames-study.ts'

const study = process.env['E2E_LABEL_STUDY'] ?? ''
const server = Number(process.env['E2E_SERVER_PID'])
const FRAMES = Number(process.env['E2E_LABEL_FRAMES'] ?? 500)

/** The key that is pressed and what it says, by place: every value, with its reason where it needs one. */
const keys = [
  { press: ['1'], says: 'pain' },
  { press: ['2'], says: 'nonpain' },
  { press: ['2'], says: 'nonpain' },
  { press: ['3', '2'], says: 'unusable hand' },
  { press: ['4'], says: 'unsure' },
] as const

const CUT_AT = new Set([40, 130, 220, 310, 400].map((place) => Math.round((place * FRAMES) / 500)))
const RESTORED_AFTER = 22
const KILLED_AT = new Set([90, 350].map((place) => Math.round((place * FRAMES) / 500)))
const RELOADED_AT = new Set([180, 450].map((place) => Math.round((place * FRAMES) / 500)))
const UNDONE_EVERY = 60

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)

/** Kills the web server with everything it runs; its supervisor starts it again. */
function killWebServer(): void {
  const web = childrenOf(server).find((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('gunicorn'),
  )
  assert.ok(web, 'no web server to kill')
  process.kill(-web, 'SIGKILL')
}

const shown = (page: Page) =>
  page.evaluate(() => document.querySelector<HTMLElement>('.label-stage canvas')?.dataset['frame'] ?? '')

async function nextAfter(page: Page, former: string): Promise<void> {
  await page.waitForFunction(
    (frame) => {
      const board = document.querySelector<HTMLElement>('.label-stage canvas')
      return board && board.dataset['ready'] === 'true' && board.dataset['frame'] !== frame
    },
    former,
    { timeout: 30_000, polling: 'raf' },
  )
}

async function open(page: Page): Promise<void> {
  await page.locator('.label-stage canvas[data-frame][data-ready=true]').waitFor({ timeout: 30_000 })
}

async function waitForServer(): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await fetch(`${baseURL}/health/ready/`).catch(() => null)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('the server did not come back')
}

type Task = { frame: string; label: { value: string; reason: string } | null }

async function atTheServer(who: Awaited<ReturnType<typeof visit>>): Promise<Record<string, string>> {
  const labels: Record<string, string> = {}
  let path: string | null = `studies/${study}/label-tasks/?state=done&page_size=200`
  while (path !== null) {
    const found: { results: Task[]; next: string | null } = await read(who, path)
    for (const { frame, label } of found.results) {
      assert.ok(!(frame in labels), `frame ${frame} was labelled twice`)
      labels[frame] = `${label?.value ?? ''} ${label?.reason ?? ''}`.trim()
    }
    path = found.next && found.next.slice(found.next.indexOf('/api/v1/') + '/api/v1/'.length)
  }
  return labels
}

/** Frames of which the two do not say the same. */
const differences = (found: Record<string, string>, wanted: Record<string, string>): string[] =>
  [...new Set([...Object.keys(found), ...Object.keys(wanted)])]
    .filter((frame) => found[frame] !== wanted[frame])
    .map((frame) => `${frame}: ${found[frame] ?? 'nothing'}, pressed ${wanted[frame] ?? 'nothing'}`)

test(
  'every label pressed is at the server once, with its value, and nothing else is',
  { timeout: 900_000 },
  async (t) => {
    const browser = await launch()
    t.after(() => browser.close())
    const who = await visit(browser)
    const { page, context } = who
    await signIn(page)
    await page.goto(`/studies/${study}/label`)
    await open(page)
    const before = await atTheServer(who)
    const pressed: Record<string, string> = {}
    let restore = -1
    let waitedMost = 0
    for (let place = 0; place < FRAMES; place += 1) {
      if (CUT_AT.has(place)) {
        // As far as frames are on the device one can go on; wait until that is far enough.
        await page.waitForFunction(
          (ahead) => Number(document.querySelector<HTMLElement>('.label-saved')?.dataset['ready']) >= ahead,
          RESTORED_AFTER + 1,
        )
        await context.setOffline(true)
        restore = place + RESTORED_AFTER
      }
      if (place === restore) await context.setOffline(false)
      if (KILLED_AT.has(place)) killWebServer()
      if (RELOADED_AT.has(place)) {
        await waitForServer()
        // Straight after a key: what is not at the server yet is on the device.
        await page.reload()
        await open(page)
      }
      const frame = await shown(page)
      const { press, says } = keys[place % keys.length] ?? keys[0]
      if (place % UNDONE_EVERY === UNDONE_EVERY - 1) {
        await page.keyboard.press('1')
        await nextAfter(page, frame)
        await page.keyboard.press('Control+z')
        await page.waitForFunction(
          (wanted) => document.querySelector<HTMLElement>('.label-stage canvas')?.dataset['frame'] === wanted,
          frame,
        )
      }
      for (const key of press) await page.keyboard.press(key)
      pressed[frame] = says
      if (place === restore - 1) {
        const waiting = Number(await page.locator('.label-saved').getAttribute('data-waiting'))
        waitedMost = Math.max(waitedMost, waiting)
      }
      if (place < FRAMES - 1) await nextAfter(page, frame)
    }
    await context.setOffline(false)
    await page.locator('.label-saved[data-waiting="0"]').waitFor({ timeout: 60_000 })
    await picture(page, 'labels-survived')
    assert.equal(Object.keys(pressed).length, FRAMES)
    assert.ok(waitedMost >= RESTORED_AFTER - 1, `while the network was cut only ${waitedMost} waited`)
    assert.deepEqual(differences(await atTheServer(who), { ...before, ...pressed }), [])
    assert.deepEqual(who.complaints, [])
  },
)
