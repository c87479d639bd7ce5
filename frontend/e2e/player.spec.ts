/** The frame on screen and the number beside it are the same, however one gets there. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { burnedFrame, demoVideo, displayedFrame, launch, picture, playing, signIn, visit } from './browser.ts'

const MOVES = 60

describe('player', () => {
  let browser: Browser
  let page: Page
  let complaints: string[]

  before(async () => {
    browser = await launch()
    ;({ page, complaints } = await visit(browser))
    await signIn(page)
    const { study, id } = await demoVideo(page)
    await page.locator(`a[href="/studies/${study}"]`).click()
    await page.locator(`a[href="/videos/${id}"]`).first().click()
    await displayedFrame(page)
  })
  after(() => browser.close())

  async function agrees(how: string): Promise<number> {
    const displayed = await displayedFrame(page)
    assert.equal(await burnedFrame(page), displayed, how)
    return displayed
  }

  test('starts at the first frame', async () => {
    assert.equal(await agrees('start'), 0)
    await picture(page, 'player')
  })

  test('random seeks and steps', async () => {
    const count = Number((await page.locator('.readout-frame').innerText()).split('/')[1])
    const keys: [string, number][] = [
      ['ArrowRight', 1],
      ['ArrowLeft', -1],
      ['PageDown', 10],
      ['PageUp', -10],
    ]
    let expected = 0
    for (let move = 0; move < MOVES; move += 1) {
      if (move % 2 === 0) {
        expected = Math.floor(Math.random() * count)
        await page.locator('[name=frame]').fill(String(expected))
        await page.keyboard.press('Enter')
      } else {
        const [key, by] = keys[move % keys.length] ?? ['ArrowRight', 1]
        await page.keyboard.press(key)
        expected = Math.min(count - 1, Math.max(0, expected + by))
      }
      assert.equal(await agrees(`move ${move}`), expected)
    }
  })

  test('the ends', async () => {
    await page.keyboard.press('End')
    const last = await agrees('End')
    await page.keyboard.press('ArrowRight')
    assert.equal(await agrees('past the end'), last)
    await page.keyboard.press('Home')
    assert.equal(await agrees('Home'), 0)
  })

  test('a held key ends where it was released', async () => {
    for (let repeat = 0; repeat < 40; repeat += 1) await page.keyboard.down('ArrowRight')
    await page.keyboard.up('ArrowRight')
    assert.equal(await agrees('held'), 40)
  })

  test('playing, then pausing', async () => {
    for (let round = 0; round < 5; round += 1) {
      const former = await agrees('before playing')
      await page.keyboard.press('Space')
      await playing(page, true)
      await page.waitForTimeout(400 + 130 * round)
      await page.keyboard.press('Space')
      await playing(page, false)
      assert.ok((await agrees(`pause ${round}`)) > former, 'it moved')
    }
  })

  test('speed keys and the key sheet', async () => {
    await page.keyboard.press('[')
    assert.equal(await page.locator('.transport select').inputValue(), '0.75')
    await page.keyboard.press('?')
    await page.locator('dialog[open]').waitFor()
    await picture(page, 'keys')
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
  })

  test('the browser had nothing to complain about', () => {
    assert.deepEqual(complaints, [])
  })
})
