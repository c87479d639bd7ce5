/** A thousand fault schedules of the label outbox against a running server's API, one rater, eight frames. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { noLabels, type LabelAnswer, type Statement } from './labels'
import { carryOut, Disk, fault, Page, step, type Fault } from './labels-harness'
import type { Item } from './label-desk'

const base = process.env['E2E_BASE_URL'] ?? ''
const study = process.env['E2E_LABEL_STUDY'] ?? ''
const FRAMES = 8
const SCHEDULES = Number(process.env['E2E_SCHEDULES'] ?? 1_000)

const cookies = new Map<string, string>()

async function ask(method: string, path: string, body?: unknown): Promise<{ status: number; data: unknown }> {
  const answer = await fetch(base + path, {
    method,
    headers: {
      Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      'X-CSRFToken': cookies.get('csrftoken') ?? '',
      Referer: `${base}/`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  for (const cookie of answer.headers.getSetCookie()) {
    const [name = '', value = ''] = cookie.split(';')[0]?.split('=') ?? []
    cookies.set(name, value)
  }
  const text = await answer.text()
  if (answer.status === 429) {
    // On a fast machine a thousand schedules are more than one person may ask a minute.
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(answer.headers.get('Retry-After') ?? 1)))
    return ask(method, path, body)
  }
  return { status: answer.status, data: text.startsWith('{') ? (JSON.parse(text) as unknown) : text }
}

async function signIn(): Promise<void> {
  await ask('GET', '/sign-in')
  const [email, password] = [process.env['E2E_RATER_EMAIL'], process.env['E2E_RATER_PASSWORD']]
  const { status } = await ask('POST', '/_allauth/browser/v1/auth/login', { email, password })
  expect(status).toBe(200)
}

/** Requests of pages that were left: what they carry still arrives. */
const onTheirWay = new Set<Promise<LabelAnswer>>()

function save(batch: readonly Statement[]): Promise<LabelAnswer> {
  const sent = send(batch)
  onTheirWay.add(sent)
  const arrived = () => onTheirWay.delete(sent)
  sent.then(arrived, arrived)
  return sent
}

/** As the browser sends it. */
async function send(batch: readonly Statement[]): Promise<LabelAnswer> {
  const body = { sent_at: new Date().toISOString(), labels: batch }
  const { status, data } = await ask('PUT', `/api/v1/studies/${study}/frame-labels/`, body)
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(data)}`)
  return 'saved'
}

async function tasks(): Promise<Item[]> {
  const of = async (state: string) => {
    const { data } = await ask('GET', `/api/v1/studies/${study}/label-tasks/?state=${state}&page_size=200`)
    return (data as { results: Item[] }).results
  }
  // What is held first, as the screen does: what is done meanwhile is then on both lists, and not on neither.
  const held = await of('held')
  const known = new Map([...held, ...(await of('done'))].map((item) => [item.id, item]))
  // One that was taken back and said again in between can be on neither: looked for once more.
  if (known.size < FRAMES) return tasks()
  return [...known.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
}

const atTheServer = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await tasks()).flatMap(({ id, label }) =>
      label && label.value !== 'cleared' ? [[id, label.value]] : [],
    ),
  )

async function opened(disk: Disk, faults: Fault[]): Promise<Page> {
  const page = new Page(save, disk, faults)
  await page.outbox.open()
  // Before anything is read, as the screen does: it is being sent already.
  const { waiting } = page.outbox.snapshot()
  page.desk.load(await tasks())
  page.desk.hear(waiting)
  return page
}

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 4))

it(`after ${SCHEDULES} schedules the server has exactly what was said`, async () => {
  await signIn()
  expect(await tasks()).toHaveLength(FRAMES)
  const schedule = fc.tuple(fc.array(step, { maxLength: 12 }), fc.array(fault, { maxLength: 8 }))
  await fc.assert(
    fc.asyncProperty(schedule, async ([steps, faults]) => {
      const [disk, left] = [new Disk(), [...faults]]
      let page = await opened(disk, left)
      for (const one of steps) {
        if (one.do === 'reload') {
          page.outbox.close()
          page = await opened(disk, left)
        } else await carryOut(page, one, pause)
      }
      page.outbox.close()
      const last = await opened(disk, [])
      await last.settle(pause)
      await Promise.allSettled(onTheirWay)
      expect(last.outbox.snapshot()).toEqual(noLabels)
      const found = await atTheServer()
      expect(found).toEqual(page.labels())
      expect(found).toEqual(last.labels())
    }),
    { numRuns: SCHEDULES },
  )
})
