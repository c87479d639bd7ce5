/** A study of its own with one scored and one unscored video, so that other specs find the demo study as it was. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { BrowserContext, Page } from 'playwright-core'
import { demoVideo, reopened } from './browser.ts'

export type Visitor = { page: Page; context: BrowserContext }
type Found<T> = { results: T[] }
type Member = { id: string; roles: string[] }
type Review = { id: string; verdict: string; reason: string; turn: number; box: number[]; adults: number[][] }
/** A frame and what a person said of its face. */
export type Frame = { id: string; review: Review | null }

export const read = async <T>({ page }: Visitor, path: string): Promise<T> =>
  (await (await page.request.get(`/api/v1/${path}`, reopened)).json()) as T

async function send({ page, context }: Visitor, method: string, path: string, options: object) {
  const cookies = await context.cookies()
  const token = cookies.find(({ name }) => name === 'csrftoken')?.value ?? ''
  const { headers = {}, ...rest } = options as { headers?: Record<string, string> }
  const answer = await page.request.fetch(path, {
    method,
    ...rest,
    headers: { 'X-CSRFToken': token, Referer: page.url(), ...headers },
  })
  assert.ok(answer.ok(), `${method} ${path} ${await answer.text()}`)
  return answer
}

export const write = async <T>(who: Visitor, method: string, path: string, data: unknown): Promise<T> =>
  (await (await send(who, method, `/api/v1/${path}`, { data })).json()) as T

export async function until<T>(ask: () => Promise<T>, good: (found: T) => boolean, seconds = 120) {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const found = await ask()
    if (good(found)) return found
    assert.ok(Date.now() < end, `not within ${seconds} s: ${JSON.stringify(found).slice(0, 400)}`)
    await new Promise((resolve) => setTimeout(resolve, 400))
  }
}

async function upload(who: Visitor, study: string, infant: string, filename: string, content: Buffer) {
  const tus = { 'Tus-Resumable': '1.0.0' }
  const described = Object.entries({ filename, study, infant }).map(
    ([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`,
  )
  const begun = await send(who, 'POST', '/api/v1/uploads/', {
    headers: { ...tus, 'Upload-Length': String(content.length), 'Upload-Metadata': described.join(',') },
  })
  const done = await send(who, 'PATCH', new URL(begun.headers()['location'] ?? '', who.page.url()).pathname, {
    headers: { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' },
    data: content,
  })
  return done.headers()['x-video'] ?? ''
}

async function infantWith(who: Visitor, study: string, pseudonym: string): Promise<string> {
  const { id } = await write<{ id: string }>(who, 'POST', `studies/${study}/infants/`, { pseudonym })
  const consent = { scopes: ['record', 'label'], document_version: '1', signed_on: '2024-01-01' }
  await write(who, 'POST', `infants/${id}/consents/`, consent)
  return id
}

export async function score(who: Visitor, video: string): Promise<void> {
  const window = await write<{ id: string }>(who, 'POST', `videos/${video}/windows/`, {
    start_frame: 0,
    end_frame: 150,
    end_reason: 'completed',
    note: '',
  })
  await write(who, 'PUT', `videos/${video}/coding/`, { base_version: 0, changes: [] })
  const sheet = await write<{ id: string; version: number }>(who, 'POST', `windows/${window.id}/sheets/`, {
    scale: 'dan',
  })
  const values = { limbs: 2, voice: 0 }
  const { version } = await write<{ version: number }>(who, 'PATCH', `sheets/${sheet.id}/`, {
    version: sheet.version,
    values,
  })
  await write(who, 'POST', `sheets/${sheet.id}/submit/`, { version })
}

/** The study, whose visitor is its operator too; `overseeOnly` takes that role away. */
export async function makeStudy(who: Visitor) {
  const source = await demoVideo(who.page)
  const media = await who.page.request.get(`/api/v1/videos/${source.id}/media/`)
  const name = `Frames and faces (synthetic, ${Date.now().toString(36)})`
  const { id: study } = await write<{ id: string }>(who, 'POST', 'studies/', { name, preset: 'mpain-dan' })
  const [member] = (await read<Found<Member>>(who, `studies/${study}/members/`)).results
  await write(who, 'PATCH', `members/${member?.id ?? ''}/`, { roles: ['admin', 'operator'] })
  const [protocol] = (await read<Found<{ document: object }>>(who, `studies/${study}/protocols/`)).results
  const document = protocol?.document as { sampling: object }
  const rates = [
    { score_from: 0, score_to: 1, rate: 1 },
    { score_from: 2, score_to: 3, rate: 2 },
  ]
  const sampling = { ...document.sampling, score: { scale: 'dan', item: 'limbs' }, frames_per_second: rates }
  await write(who, 'POST', `studies/${study}/protocols/`, {
    document: { ...document, operators_per_video: 1, sampling },
    note: 'One operator',
  })
  const footage = readFileSync(process.env['E2E_VIDEO'] ?? '')
  const infants = [await infantWith(who, study, 'F-1'), await infantWith(who, study, 'F-2')]
  const scored = await upload(who, study, infants[0] ?? '', 'frames-one.mkv', footage)
  await upload(who, study, infants[1] ?? '', 'frames-two.mp4', await media.body())
  const videos = () => read<Found<{ state: string }>>(who, `studies/${study}/videos/`)
  await until(
    videos,
    ({ results }) => results.length === 2 && results.every(({ state }) => state === 'ready'),
  )
  await score(who, scored)
  const overseeOnly = () => write(who, 'PATCH', `members/${member?.id ?? ''}/`, { roles: ['admin'] })
  return { study, name, infants, overseeOnly }
}

/** Waits until the frame with this number in the list is on the stage. */
export const place = (page: Page, number: number): Promise<void> =>
  page.locator(`[data-place="${String(number)}"]`).waitFor()

/** The box on the stage: left, top, right, bottom in fractions of the frame. */
export const sides = async (page: Page): Promise<number[]> =>
  ((await page.locator('.face-picture').getAttribute('data-sides')) ?? '').split(' ').map(Number)
