/** From a scored study to frames, a comparison of detectors, a choice, and corrected boxes. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { violations } from './axe.ts'
import { baseURL, launch, overflowOf, picture, signIn, visit } from './browser.ts'
import { makeStudy, place, read, sides, until, write, type Frame, type Visitor } from './frames-study.ts'
import { drag, tap } from './touch.ts'

/** More than the two that need no weights, where there are weights. */
const others = ['yunet', 'mediapipe-short']

describe('frames and faces', () => {
  let browser: Browser
  let admin: Visitor & { complaints: string[] }
  let made: Awaited<ReturnType<typeof makeStudy>>
  const tab = async (page: Page, name: string) => {
    await page.goto(`/studies/${made.study}?tab=${name}`)
    await page.locator('main h1').waitFor()
  }

  before(async () => {
    browser = await launch()
    admin = await visit(browser)
    await signIn(admin.page)
    // A run that stopped half-way may have left another language behind.
    await write(admin, 'PATCH', 'me/', { language: 'en', theme: 'light' })
    made = await makeStudy(admin)
  })
  after(async () => {
    await browser.close()
  })

  test('a plan is not shown to somebody who still has to score', async () => {
    const { page } = admin
    await tab(page, 'frames')
    await page.locator('.empty').first().waitFor()
    await page.getByRole('button', { name: 'Dry run' }).click()
    await page.locator('[data-refused=own_answers_first] a[href$="tab=to-score"]').waitFor()
    await made.overseeOnly()
  })

  test('a dry run says what would be drawn and why not, and nothing is written', async () => {
    const { page } = admin
    await tab(page, 'frames')
    await page.locator('input[name=seed]').fill('7')
    await page.getByRole('button', { name: 'Dry run' }).click()
    await page.locator('[data-reason=not_scored]').waitFor()
    assert.equal(await page.locator('tr[data-planned="0"]').count(), 1)
    await picture(page, 'frames-dry-run')
    assert.deepEqual(await violations(page), [])
    await page.reload()
    await page.locator('.empty').first().waitFor()
  })

  test('a plan that has changed meanwhile is refused, then what was shown is applied and drawn', async () => {
    const { page } = admin
    await page.getByRole('button', { name: 'Dry run' }).click()
    const apply = page.getByRole('button', { name: 'Apply this plan' })
    await apply.waitFor()
    const address = /\/sampling\/$/
    let tampered = false
    await page.route(address, (route) => {
      if (tampered || route.request().method() !== 'POST') return route.continue()
      tampered = true
      const shown = route.request().postDataJSON() as { seed: number }
      return route.continue({ postData: JSON.stringify({ ...shown, sha256: '0'.repeat(64) }) })
    })
    await apply.click()
    await page.locator('[data-refused=plan_changed] button').click()
    await apply.click()
    await page.locator('.plan').waitFor()
    await page.locator('.plan[data-jobs="0"]').waitFor({ timeout: 120_000 })
    const drawn = await page.locator('.plan .count').first().innerText()
    assert.ok(Number(drawn) > 5, drawn)
    await page.getByText('The plan is in force. Its frames are being drawn.').waitFor()
    await picture(page, 'frames-plan')
    assert.deepEqual(await violations(page), [])
  })

  test('two detectors are compared on the same frames', async () => {
    const { page } = admin
    await tab(page, 'detectors')
    // Known a minute after the worker's start at the latest.
    await page.locator('form .check input[name=opencv-haar]').waitFor({ timeout: 90_000 })
    for (const box of await page.locator('form .check input:not(:disabled)').all()) {
      const name = await box.getAttribute('name')
      if (name !== 'opencv-haar' && name !== 'dlib-hog' && !others.includes(name ?? '')) await box.uncheck()
    }
    await page.getByLabel('Turned when nothing is found').check()
    await page.locator('input[name=frames_per_infant]').fill('6')
    await page.getByRole('button', { name: 'Start the comparison' }).click()
    await page.locator('[data-comparison][data-done=true]').waitFor({ timeout: 180_000 })
    const arms = page.locator('tr[data-arm]')
    assert.ok((await arms.count()) >= 4)
    assert.match((await page.locator('tr[data-arm="opencv-haar"]').textContent()) ?? '', /%/)
    await page.locator('.overlaps').getByRole('rowheader', { name: 'opencv-haar (turned)' }).waitFor()
    await picture(page, 'frames-comparison')
    assert.deepEqual(await violations(page), [])
  })

  test('a chain of them is put in use, and its faces are found', async () => {
    const { page } = admin
    await page.locator('tr[data-arm="opencv-haar"] button').click()
    await page.locator('tr[data-arm="dlib-hog on_miss"] button').click()
    await page.locator('.chain-form').getByRole('button', { name: 'Ask earlier dlib-hog' }).click()
    await page.locator('input[name=margin]').fill('10')
    await picture(page, 'frames-chain')
    assert.deepEqual(await violations(page), [])
    await page.getByRole('button', { name: 'Use these detectors' }).click()
    await page.locator('[data-choice="dlib-hog on_miss,opencv-haar"]').waitFor()
    const frames = () => read<{ results: { found: object | null }[] }>(admin, `studies/${made.study}/frames/`)
    await until(frames, ({ results }) => results.every(({ found }) => found !== null))
  })

  const frames = () => read<{ results: Frame[] }>(admin, `studies/${made.study}/frames/`)
  const reviews = async () => (await frames()).results.flatMap(({ review }) => review ?? [])

  test('faces are corrected by keyboard alone', async () => {
    const { page } = admin
    await page.goto(`/studies/${made.study}/faces`)
    await page.locator('.face-card').first().waitFor()
    assert.deepEqual(await violations(page), [])
    await picture(page, 'frames-grid')
    await page.locator('.face-card').first().focus()
    await page.keyboard.press('Enter')
    await place(page, 1)
    await page.keyboard.press('Enter')
    await place(page, 2)
    const before = await sides(page)
    await page.keyboard.press('b')
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp', 'Shift+ArrowRight'])
      await page.keyboard.press(key)
    const after = await sides(page)
    const step = after.map((side, number) => Math.round(100 * (side - (before[number] ?? 0))))
    assert.deepEqual(step, [2, -1, 3, -1])
    await picture(page, 'frames-box')
    assert.deepEqual(await violations(page), [])
    await page.keyboard.press('Enter')
    await place(page, 3)
    await page.keyboard.press('c')
    await page.locator('[data-reason=hand]').waitFor()
    await page.keyboard.press('2')
    await place(page, 4)
    await page.keyboard.press('n')
    await place(page, 5)
    await page.keyboard.press('r')
    await page.keyboard.press('a')
    await page.keyboard.press('ArrowLeft')
    await picture(page, 'frames-turned')
    await page.keyboard.press('Enter')
    await place(page, 6)
    await until(reviews, (found) => found.length === 5)
    const { results } = await frames()
    const said = results.slice(0, 5).map(({ review }) => [review?.verdict, review?.reason, review?.turn])
    assert.deepEqual(said, [
      ['face', '', 0],
      ['face', '', 0],
      ['covered', 'hand', 0],
      ['no_face', '', 0],
      ['face', '', 90],
    ])
    assert.deepEqual(results[1]?.review?.box, after)
    assert.equal(results[4]?.review?.adults.length, 1)
  })

  test('an answer is given again over the last one, and a former one comes back', async () => {
    const { page } = admin
    const first = (await frames()).results[4]?.review
    await page.keyboard.press('ArrowLeft')
    await place(page, 5)
    await page.keyboard.press('n')
    await place(page, 6)
    await until(frames, ({ results }) => results[4]?.review?.verdict === 'no_face')
    await page.keyboard.press('Control+z')
    await place(page, 5)
    const { results } = await until(frames, ({ results }) => results[4]?.review?.verdict === 'face')
    assert.deepEqual(results[4]?.review?.box, first?.box)
    assert.notEqual(results[4]?.review?.id, first?.id)
  })

  test('a first answer is taken back, and nobody has reviewed the frame then', async () => {
    const { page } = admin
    await page.keyboard.press('ArrowRight')
    await place(page, 6)
    await page.keyboard.press('c')
    await page.keyboard.press('1')
    await place(page, 7)
    await until(frames, ({ results }) => results[5]?.review?.reason === 'blanket')
    await page.keyboard.press('Control+z')
    await place(page, 6)
    await until(frames, ({ results }) => results[5]?.review === null)
    await page.getByText('Your answer is taken back').waitFor()
    await picture(page, 'frames-taken-back')
    assert.deepEqual(await violations(page), [])
    // Faster than the server answers.
    const settled = page.waitForResponse((answer) => answer.url().endsWith('/reviews/taken-back/'))
    await page.keyboard.press('n')
    await page.keyboard.press('Control+z')
    await settled
    assert.equal((await frames()).results[5]?.review, null)
    await page.keyboard.press('ArrowLeft')
    await place(page, 5)
  })

  test('somebody who answered meanwhile is shown, and nothing of theirs is overwritten unseen', async () => {
    const { page } = admin
    const sixth = (await frames()).results[5]
    await page.goto(`/studies/${made.study}/faces?frame=${sixth?.id ?? ''}`)
    await place(page, 6)
    await page.waitForLoadState('networkidle')
    await write(admin, 'POST', `frames/${sixth?.id ?? ''}/reviews/`, { verdict: 'no_face', supersedes: null })
    await page.keyboard.press('Enter')
    await page.locator('[data-refused=true]').waitFor()
    await place(page, 6)
    assert.equal((await frames()).results[5]?.review?.verdict, 'no_face')
    await picture(page, 'frames-meanwhile')
    assert.deepEqual(await violations(page), [])
    await page.getByRole('button', { name: 'Save mine instead' }).click()
    await until(frames, ({ results }) => results[5]?.review?.verdict === 'face')
  })

  test('a corner and the body are dragged by touch on a tablet', async () => {
    const context = await browser.newContext({
      baseURL,
      viewport: { width: 768, height: 1024 },
      hasTouch: true,
      colorScheme: 'dark',
      storageState: await admin.context.storageState(),
    })
    const page = await context.newPage()
    const seventh = (await frames()).results[6]
    await page.goto(`/studies/${made.study}/faces?frame=${seventh?.id ?? ''}`)
    await place(page, 7)
    await tap(page.getByRole('button', { name: 'Change the box' }))
    const before = await sides(page)
    await drag(page, '.grip.corner[data-corner=se]', 40, 30)
    const pulled = await sides(page)
    assert.deepEqual(pulled.slice(0, 2), before.slice(0, 2))
    for (const side of [2, 3]) assert.ok(Number(pulled[side]) > Number(before[side]))
    await drag(page, '.grip.body', -30, 10)
    const shifted = await sides(page)
    assert.ok(Number(shifted[0]) < Number(pulled[0]))
    await tap(page.getByRole('button', { name: 'Wider' }))
    await until(
      () => sides(page),
      ([, , right = 0]) => right > Number(shifted[2]),
      10,
    )
    await picture(page, 'frames-tablet')
    assert.deepEqual(await violations(page), [])
    assert.equal(await overflowOf(page), 0)
    const wanted = await sides(page)
    await tap(page.getByRole('button', { name: 'This is the face' }))
    const { results } = await until(frames, ({ results }) => results[6]?.review !== null)
    assert.deepEqual(results[6]?.review?.box, wanted)
    await context.close()
  })

  test('the comparison is held against the corrected boxes', async () => {
    const { page } = admin
    await tab(page, 'detectors')
    await page.getByRole('button', { name: 'Measure again against corrected boxes' }).click()
    await page.locator('[data-reviewed]:not([data-reviewed="0"])').waitFor({ timeout: 60_000 })
    await page.getByText('By infant and circumstance').first().click()
    await page.waitForLoadState('networkidle')
    await picture(page, 'frames-measured')
    assert.deepEqual(await violations(page), [])
    await page.getByRole('link', { name: 'Review where they differ' }).click()
    await page.locator('.face-card').first().click()
    await page.locator('[data-box=arm]').first().waitFor()
    await picture(page, 'frames-doubt')
  })

  test('in the dark, in Italian, on a tablet', async () => {
    const { page, complaints } = admin
    await page.goto('/')
    await page.locator('.rail-button', { hasText: 'Dark' }).click()
    await page.locator('.rail-button', { hasText: 'Italiano' }).click()
    const screens = [
      ['frames', `/studies/${made.study}?tab=frames`],
      ['detectors', `/studies/${made.study}?tab=detectors`],
      ['faces', `/studies/${made.study}/faces`],
    ] as const
    for (const width of [1440, 768])
      for (const [name, address] of screens) {
        await page.setViewportSize({ width, height: width === 768 ? 1024 : 900 })
        await page.goto(address)
        await page.locator('main h1').waitFor()
        await page.waitForLoadState('networkidle')
        await picture(page, `frames-${name}-italian-${String(width)}`)
        assert.deepEqual(await violations(page), [])
        assert.equal(await overflowOf(page), 0, `${name} ${String(width)}`)
      }
    await page.locator('.rail-button', { hasText: 'English' }).click()
    await page.locator('.rail-button', { hasText: 'Light' }).click()
    assert.deepEqual(complaints, [])
  })
})
