/** The browser, the address and the credentials that every spec shares. */
import { mkdirSync } from 'node:fs'
import { chromium, type Browser, type Locator, type Page } from 'playwright-core'

const needed = (name: string): string => {
  const value = process.env[name]
  if (!value) throw new Error(`Set ${name}.`)
  return value
}

export const baseURL = needed('E2E_BASE_URL')
const email = needed('E2E_EMAIL')
const password = needed('E2E_PASSWORD')

const results = 'test-results'
mkdirSync(results, { recursive: true })

const quiet = ['gpu', 'quic', 'background-networking', 'component-update', 'sync'].map(
  (feature) => `--disable-${feature}`,
)

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['E2E_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--no-first-run', ...quiet],
  })

type Look = { width?: number; height?: number; scheme?: 'light' | 'dark'; locale?: string }

/** A fresh visitor; what the browser reports as an error ends up in `complaints`. */
export async function visit(browser: Browser, look: Look = {}) {
  const { width = 1440, height = 900, scheme = 'light', locale = 'en-GB' } = look
  const context = await browser.newContext({
    baseURL,
    locale,
    colorScheme: scheme,
    viewport: { width, height },
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text())
  })
  return { page, context, complaints }
}

export async function signIn(page: Page, path = '/'): Promise<void> {
  await page.goto(path)
  await page.locator('input[name=email]').fill(email)
  await page.locator('input[name=password]').fill(password)
  await page.locator('form button.primary').click()
  await page.locator('.rail').waitFor()
  await page.locator('main h1').waitFor()
}

/** A connection that was closed while it was idle is opened anew, as a browser does. */
export const reopened = { maxRetries: 2 }

export const credentials = { email, password }

export const picture = (page: Page, name: string): Promise<Buffer> =>
  page.screenshot({ path: `${results}/${name}.png` })

type Listed = { id: string; name: string; study: string; infant: { id: string; pseudonym: string } }

/** A ready video of a demo infant, named after it; those start with SYN and carry the number strip. */
export async function demoVideo(page: Page): Promise<Listed> {
  const studies = await listed<{ id: string }>(page, '/api/v1/studies/')
  for (const { id } of studies) {
    const videos = await listed<Listed>(page, `/api/v1/studies/${id}/videos/?state=ready`)
    const found = videos.find(({ name }) => name.startsWith('SYN'))
    if (found) return found
  }
  throw new Error('There is no ready demo video.')
}

async function listed<T>(page: Page, path: string): Promise<T[]> {
  const answer = await page.request.get(path, reopened)
  return ((await answer.json()) as { results: T[] }).results
}

/** How many pixels the page is wider than the window. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

export const settled = (page: Page): Locator => page.locator('.readout[data-settled=true]')

/** Until the video plays, or has come to rest. */
export const playing = (page: Page, now: boolean): Promise<void> =>
  page.locator(`.transport button.primary[aria-pressed=${String(now)}]`).waitFor()

/** The frame number the player displays once no seek is on its way. */
export async function displayedFrame(page: Page): Promise<number> {
  await settled(page).waitFor()
  return Number(await page.locator('.readout').getAttribute('data-frame'))
}

/** The frame number burned into the picture on screen: 18 squares, sync white, 16 bits, sync black. */
export function burnedFrame(page: Page): Promise<number | null> {
  return page.evaluate(() => {
    const video = document.querySelector('video')
    if (!video) return null
    const canvas = document.createElement('canvas')
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    const scale = video.videoWidth / 1280
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context) return null
    context.drawImage(video, 0, 0)
    const side = Math.round(12 * scale)
    const luma = Array.from({ length: 18 }, (_, square) => {
      const { data } = context.getImageData(
        Math.round((22 + 24 * square) * scale),
        Math.round(22 * scale),
        side,
        side,
      )
      let sum = 0
      for (let at = 0; at < data.length; at += 4)
        sum += 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0)
      return sum / (data.length / 4)
    })
    const [white = 0, black = 0] = [luma[0], luma[17]]
    if (white - black < 64) return null
    return luma.slice(1, 17).reduce((number, value) => number * 2 + Number(value > (white + black) / 2), 0)
  })
}
