import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addErrand,
  Errands,
  noErrands,
  type Answers,
  type Errand,
  type ErrandAnswer,
  type ErrandQueue,
  type WindowFacts,
} from './errands'
import type { Store } from './sender'

type Row = WindowFacts & { id: string; live: boolean }
type Sheet = { id: string; window: string; version: number; values: Answers['values']; submitted: boolean }

/** The server in small: each change of a window is a new row; a sheet on an old version is refused. */
class Server {
  readonly rows: Row[] = []
  readonly sheets: Sheet[] = []
  submissions = 0

  carryOut(errand: Errand, again: boolean): ErrandAnswer {
    if (errand.kind === 'set') {
      const arrived = again && this.live().find((row) => says(row, errand.facts))
      return { done: { window: (arrived || this.addRow(errand.facts)).id } }
    }
    if (errand.kind === 'change') {
      const row = this.rows.find(({ id }) => id === errand.window)
      if (!row) throw new Error('unknown window')
      const newest = this.rows.findLast(({ live }) => live) as Row
      if (!row.live && says(newest, errand.facts)) return { done: { window: newest.id } }
      if (!row.live) return { stop: { code: 'window_changed', message: '', server: null } }
      row.live = false
      const newer = this.addRow({ ...row, ...errand.facts })
      for (const sheet of this.sheets) if (sheet.window === row.id) sheet.window = newer.id
      return { done: { window: newer.id } }
    }
    return this.write(errand)
  }

  private write({ kind, window, base, answers }: Extract<Errand, { scale: string }>): ErrandAnswer {
    const sheet = this.sheets.find(({ id, window: of }) => (base ? id === base.sheet : of === window))
    const mine = sheet ?? this.addSheet(window)
    const said = JSON.stringify(mine.values) === JSON.stringify({ ...mine.values, ...answers.values })
    const done = () => ({ done: { base: { sheet: mine.id, version: mine.version } } })
    if (mine.submitted && said) return done()
    const moved = base !== null && base.version !== mine.version
    if (mine.submitted || (moved && !said)) {
      const server = {
        base: { sheet: mine.id, version: mine.version },
        locked: mine.submitted,
        answers: { values: mine.values ?? {} },
      }
      return { stop: { code: 'sheet_changed', message: '', server } }
    }
    if (!said) {
      mine.values = { ...mine.values, ...answers.values }
      mine.version += 1
    }
    if (kind === 'submit') {
      mine.submitted = true
      mine.version += 1
      this.submissions += 1
    }
    return done()
  }

  live = (): Row[] => this.rows.filter(({ live }) => live)

  private addRow(facts: WindowFacts): Row {
    const row = { ...facts, id: `server-${this.rows.length}`, live: true }
    this.rows.push(row)
    return row
  }

  private addSheet(window: string): Sheet {
    const sheet = { id: `sheet-${this.sheets.length}`, window, version: 1, values: {}, submitted: false }
    this.sheets.push(sheet)
    return sheet
  }
}

const says = (row: WindowFacts, facts: Partial<WindowFacts>): boolean =>
  (Object.keys(facts) as (keyof WindowFacts)[]).every((key) => row[key] === facts[key])

class Disk implements Store<ErrandQueue> {
  queue: ErrandQueue = noErrands
  read = () => Promise.resolve(structuredClone(this.queue))
  update = (_key: string, change: (queue: ErrandQueue) => ErrandQueue) => {
    this.queue = structuredClone(change(this.queue))
    return Promise.resolve()
  }
}

type Fault = 'none' | 'lost request' | 'lost answer'

class Page {
  readonly timers: (() => void)[] = []
  readonly errands: Errands
  readonly names = new Map<string, string>()

  constructor(host: Server, disk: Disk, faults: Fault[]) {
    this.errands = new Errands({
      key: 'ann/v1',
      store: disk,
      later: (run) => this.timers.push(run),
      onDone: (errand, { window }) => {
        if (window !== undefined) this.names.set(errand.window, window)
      },
      send: async (errand, again) => {
        await Promise.resolve()
        const fault = faults.shift() ?? 'none'
        if (fault === 'lost request') throw new Error('offline')
        const answer = host.carryOut(structuredClone(errand), again)
        if (fault === 'lost answer') throw new Error('offline')
        return answer
      },
    })
  }

  nameNow = (id: string): string => {
    const next = this.names.get(id)
    return next === undefined || next === id ? id : this.nameNow(next)
  }

  async settle(): Promise<void> {
    for (let round = 0; round < 40; round += 1) {
      for (const run of this.timers.splice(0)) run()
      for (let turn = 0; turn < 12; turn += 1) await Promise.resolve()
    }
  }
}

async function opened(host: Server, disk: Disk, faults: Fault[] = []): Promise<Page> {
  const page = new Page(host, disk, faults)
  await page.errands.open()
  return page
}

const facts: WindowFacts = { start_frame: 10, end_frame: 110, end_reason: 'completed' }
const set: Errand = { kind: 'set', id: 'e0', window: 'local', facts }
const change = (id: string, end_frame: number): Errand => ({
  kind: 'change',
  id,
  window: 'local',
  facts: { end_frame },
})
const answer = (id: string, item: string, value: number): Errand => ({
  kind: 'answer',
  id,
  window: 'local',
  scale: 'dan',
  base: null,
  answers: { values: { [item]: value } },
})
const submit = (values: Record<string, number>): Errand => ({
  kind: 'submit',
  id: 'last',
  window: 'local',
  scale: 'dan',
  base: null,
  answers: { values },
})

describe('errands of one person', () => {
  const fault = fc.constantFrom<Fault>('none', 'none', 'lost request', 'lost answer')
  const step = fc.oneof(
    fc.record({ do: fc.constant('end' as const), frame: fc.integer({ min: 20, max: 200 }) }),
    fc.record({
      do: fc.constant('answer' as const),
      item: fc.constantFrom('face', 'limbs', 'voice'),
      value: fc.integer({ min: 0, max: 4 }),
    }),
    fc.record({ do: fc.constant('settle' as const) }),
    fc.record({ do: fc.constant('reload' as const) }),
  )

  it('end up on the server once, whatever is lost on the way', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 20 }),
        fc.array(fault, { maxLength: 20 }),
        async (steps, faults) => {
          const [host, disk] = [new Server(), new Disk()]
          let page = await opened(host, disk, faults)
          const wanted: Record<string, number> = {}
          let end = facts.end_frame
          // A window once saved goes by the server's name; what waits is renamed in the queue.
          let window = 'local'
          page.errands.add(set)
          for (const [index, next] of steps.entries()) {
            window = page.nameNow(window)
            if (next.do === 'end') {
              end = next.frame
              page.errands.add({ ...change(`s${index}`, end), window })
            } else if (next.do === 'answer') {
              wanted[next.item] = next.value
              page.errands.add({ ...answer(`s${index}`, next.item, next.value), window } as Errand)
            } else if (next.do === 'settle') await page.settle()
            else {
              for (let turn = 0; turn < 12; turn += 1) await Promise.resolve()
              window = page.nameNow(window)
              page.errands.close()
              page = await opened(host, disk, faults)
              // What the closed page had on its way arrives; a new page asks the server for its windows.
              for (let turn = 0; turn < 24; turn += 1) await Promise.resolve()
              window = page.errands.snapshot().errands.at(-1)?.window ?? host.live()[0]?.id ?? window
            }
          }
          page.errands.add({ ...submit(wanted), window: page.nameNow(window) } as Errand)
          await page.settle()
          expect(page.errands.snapshot()).toEqual(noErrands)
          expect(host.live().map(({ start_frame, end_frame }) => [start_frame, end_frame])).toEqual([
            [10, end],
          ])
          expect(host.sheets.map(({ values, submitted }) => [values, submitted])).toEqual([[wanted, true]])
          expect(host.submissions).toBe(1)
        },
      ),
      { numRuns: 500 },
    )
  }, 60_000)

  it('said in one breath are one request', () => {
    const queue = [
      set,
      change('e1', 90),
      change('e2', 80),
      answer('e3', 'face', 1),
      answer('e4', 'limbs', 2),
    ].reduce((so, errand) => addErrand(errand)(so), noErrands)
    expect(queue.errands.map(({ kind }) => kind)).toEqual(['set', 'answer'])
    expect(queue.errands[0]).toMatchObject({ facts: { end_frame: 80 } })
    expect(queue.errands[1]).toMatchObject({ answers: { values: { face: 1, limbs: 2 } } })
  })

  it('a submission waits while what it rests on is held', async () => {
    const host = new Server()
    const page = await opened(host, new Disk())
    page.errands.hold(true)
    page.errands.add(set)
    page.errands.add(submit({ face: 1 }))
    await page.settle()
    expect([host.live().length, host.submissions]).toEqual([1, 0])
    page.errands.hold(false)
    await page.settle()
    expect(host.submissions).toBe(1)
  })
})

describe('a sheet changed elsewhere', () => {
  async function conflict() {
    const [host, disk] = [new Server(), new Disk()]
    const page = await opened(host, disk)
    page.errands.add(set)
    page.errands.add(answer('e1', 'face', 1))
    await page.settle()
    const [sheet] = host.sheets
    if (!sheet) throw new Error('no sheet')
    const base = { sheet: sheet.id, version: sheet.version }
    sheet.version += 1
    sheet.values = { face: 3 }
    const errand = { ...answer('e2', 'face', 2), window: page.nameNow('local'), base } as Errand
    page.errands.add(errand)
    await page.settle()
    return { host, disk, page, sheet }
  }

  it('stops and keeps both answers, over a reload too', async () => {
    const { host, disk, sheet } = await conflict()
    const next = await opened(host, disk)
    await next.settle()
    expect(next.errands.snapshot().stop?.server).toMatchObject({ answers: { values: { face: 3 } } })
    expect(sheet.values).toEqual({ face: 3 })
  })

  it.each([
    ['mine', 2],
    ['server', 3],
  ] as const)('goes on with %s', async (side, value) => {
    const { page, sheet } = await conflict()
    page.errands.resolve(side)
    await page.settle()
    expect(sheet.values).toEqual({ face: value })
    expect(page.errands.snapshot()).toEqual(noErrands)
  })
})
