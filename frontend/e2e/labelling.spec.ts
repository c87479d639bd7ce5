/** The labelling screen: by keys, by touch, in the grid; blind; in both languages and themes; what it says and names. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { violations } from './axe.ts'
import { launch, picture, signIn, visit } from './browser.ts'
import { tap } from './touch.ts'
import { read, write, type Visitor } from './frames-study.ts'

const study = process.env['E2E_LABEL_STUDY'] ?? ''

type Task = {
  id: string
  frame: string
  by_rule: string | null
  label: { value: string; actions: string[] } | null
}

const shown = (page: Page) =>
  page.evaluate(() => document.querySelector<HTMLElement>('.label-stage canvas')?.dataset['frame'] ?? '')

async function ready(page: Page): Promise<string> {
  await page.locator('.label-stage canvas[data-frame][data-ready=true]').waitFor()
  return shown(page)
}

async function moved(page: Page, from: string): Promise<string> {
  await page.waitForFunction(
    (frame) => {
      const board = document.querySelector<HTMLElement>('.label-stage canvas')
      return board && board.dataset['ready'] === 'true' && board.dataset['frame'] !== frame
    },
    from,
    { polling: 'raf' },
  )
  return shown(page)
}

const saved = (page: Page) => page.locator('.label-saved[data-waiting="0"]').waitFor()

describe('labelling', () => {
  let browser: Browser
  let rater: Visitor & { complaints: string[] }
  const done = async () =>
    (await read<{ results: Task[] }>(rater, `studies/${study}/label-tasks/?state=done&page_size=200`)).results
  const labelOf = async (frame: string) => (await done()).find((task) => task.frame === frame)?.label ?? null

  before(async () => {
    browser = await launch()
    rater = await visit(browser)
    await signIn(rater.page)
    await write(rater, 'PATCH', 'me/', { language: 'en', theme: 'light' })
  })
  after(async () => {
    await browser.close()
  })

  test('begins at a frame without a label, and a digit labels it and shows the next', async () => {
    const { page } = rater
    await page.goto(`/studies/${study}`)
    await page.locator(`a[href="/studies/${study}/label"]`).first().click()
    const first = await ready(page)
    await page.keyboard.press('5')
    await page.keyboard.press('1')
    await moved(page, first)
    await saved(page)
    const label = await labelOf(first)
    assert.deepEqual([label?.value, label?.actions], ['pain', ['brow_bulge']])
  })

  test('a range is labelled at once and taken back at once, also after it was saved', async () => {
    const { page } = rater
    const frames: string[] = []
    let frame = await ready(page)
    for (let step = 0; step < 3; step += 1) {
      frames.push(frame)
      if (step < 2) {
        await page.keyboard.press('Shift+ArrowRight')
        frame = await moved(page, frame)
      }
    }
    await page.getByText('3 selected').waitFor()
    await page.keyboard.press('2')
    await moved(page, frame)
    await saved(page)
    const values = async () => {
      const tasks = await done()
      return frames.map((one) => tasks.find((task) => task.frame === one)?.label?.value ?? null)
    }
    assert.deepEqual(await values(), ['nonpain', 'nonpain', 'nonpain'])
    await page.keyboard.press('Control+z')
    await page.waitForTimeout(400)
    await saved(page)
    assert.deepEqual(await values(), [null, null, null])
    assert.equal(await ready(page), frames[0])
    await page.keyboard.press('Control+Shift+z')
    await page.waitForTimeout(400)
    await saved(page)
    assert.deepEqual(await values(), ['nonpain', 'nonpain', 'nonpain'])
  })

  test('a note and a tick can be added to a labelled frame', async () => {
    const { page } = rater
    const frame = await ready(page)
    await page.keyboard.press('4')
    await moved(page, frame)
    await page.keyboard.press('ArrowLeft')
    await page.waitForFunction(
      (wanted) => document.querySelector<HTMLElement>('.label-stage canvas')?.dataset['frame'] === wanted,
      frame,
    )
    await page.keyboard.press('e')
    await page.keyboard.type('looks away 12')
    await page.keyboard.press('Escape')
    await page.keyboard.press('6')
    await page.waitForTimeout(400)
    await saved(page)
    const label = await labelOf(frame)
    assert.deepEqual([label?.value, label?.actions], ['unsure', ['eye_squeeze']])
    await page.keyboard.press('n')
    await moved(page, frame)
  })

  test('space plays the film around the frame, and stops it', async () => {
    const { page } = rater
    await page.keyboard.press('Space')
    await page.locator('.label-stage video').waitFor()
    await page.waitForFunction(
      () => (document.querySelector<HTMLVideoElement>('.label-stage video')?.currentTime ?? 0) > 0.2,
    )
    await page.keyboard.press('Space')
    await ready(page)
  })

  test('the grid shows every frame, moves by rows and labels what is selected', async () => {
    const { page } = rater
    await page.keyboard.press('g')
    const grid = page.locator('.label-grid')
    await grid.waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    const columns = Number(await grid.getAttribute('data-columns'))
    const picked = await page.locator('.label-cell[aria-selected=true]').count()
    assert.equal(picked, columns + 1)
    const cursor = page.locator('.label-cell[data-cursor]')
    assert.equal(await grid.getAttribute('aria-activedescendant'), await cursor.getAttribute('id'))
    assert.match((await cursor.getAttribute('aria-label')) ?? '', /L-\d \d+:\d\d\.\d\d\. not labelled/)
    await page.waitForTimeout(500)
    await picture(page, 'labelling-grid')
    await page.keyboard.press('2')
    await saved(page)
    assert.deepEqual(await violations(page), [])
    await page.keyboard.press('g')
    await ready(page)
  })

  test('everything that a key does has a button with a name', async () => {
    const { page } = rater
    for (const name of [
      'Pain',
      'No pain',
      'Unusable',
      'Unsure',
      'Previous',
      'Next',
      'Next to label',
      'Clear',
      'Undo',
    ])
      assert.ok(
        (await page.getByRole('button', { name: new RegExp(`(^|\\s)${name}(\\s|$)`) }).count()) > 0,
        name,
      )
    const frame = await ready(page)
    await page.getByRole('button', { name: 'Unusable' }).click()
    await page.getByRole('button', { name: 'Hand before the face' }).click()
    await moved(page, frame)
    await saved(page)
    assert.equal((await labelOf(frame))?.value, 'unusable')
    assert.deepEqual(await violations(page), [])
    await picture(page, 'labelling-one')
  })

  test('no byte of what a rater is sent tells a score or another answer', async () => {
    const { results } = await read<{ results: Task[] }>(rater, `studies/${study}/label-tasks/`)
    assert.ok(results.length > 0)
    assert.ok(results.every((task) => task.by_rule === null))
    assert.ok(!/score|consensus|suggest/.test(JSON.stringify(results)))
  })

  test('in Italian, in the dark, on a tablet by touch', async () => {
    await write(rater, 'PATCH', 'me/', { language: 'it', theme: 'dark' })
    const context = await browser.newContext({
      ...{ baseURL: new URL(rater.page.url()).origin, viewport: { width: 820, height: 1180 } },
      ...{ hasTouch: true, isMobile: true, colorScheme: 'dark' as const },
    })
    await context.addCookies(await rater.context.cookies())
    const page = await context.newPage()
    await page.goto(`/studies/${study}/label`)
    const frame = await ready(page)
    const sizes = await page.locator('.label-answer').evaluateAll((all) => all.map((one) => one.clientHeight))
    assert.ok(
      sizes.every((height) => height >= 48),
      `targets of ${sizes.join(', ')} px`,
    )
    await tap(page.getByRole('button', { name: 'Nessun dolore' }))
    const second = await moved(page, frame)
    await swipe(page, 200)
    assert.equal(await moved(page, second), frame)
    await saved(page)
    assert.deepEqual(await violations(page), [])
    await picture(page, 'labelling-tablet-it-dark')
    await context.close()
    await write(rater, 'PATCH', 'me/', { language: 'en', theme: 'light' })
  })

  test('signing out over answers that are only here asks first', async () => {
    const { page, context } = rater
    await page.goto(`/studies/${study}/label`)
    const frame = await ready(page)
    await context.setOffline(true)
    await page.keyboard.press('1')
    await page.locator('.label-saved:not([data-waiting="0"])').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('dialog').getByText('saved on this device only').waitFor()
    await page.getByRole('button', { name: 'Stay' }).click()
    await context.setOffline(false)
    await saved(page)
    assert.equal((await labelOf(frame))?.value, 'pain')
    assert.deepEqual(rater.complaints, [])
  })
})

/** A finger across the frame. */
async function swipe(page: Page, dx: number): Promise<void> {
  const { x, y, width, height } = (await page.locator('.label-stage').boundingBox()) ?? {
    x: 0,
    y: 0,
    width: 0,
    height: 0,
  }
  const [fromX, fromY] = [x + width / 2, y + height / 2]
  const session = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: points })
  await touch('touchStart', [{ x: fromX, y: fromY }])
  for (const part of [0.5, 1]) await touch('touchMove', [{ x: fromX + dx * part, y: fromY }])
  await touch('touchEnd', [])
}
