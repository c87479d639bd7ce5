import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { difference, put, withChanges, without, type Interval } from './lanes'
import { Outbox, type Answer, type QueueStore } from './outbox'
import { emptyQueue, unsaved, waitingIn, type Queue, type Saved, type Sending } from './queue'

/** The server's promise in small: what was carried out is recognised, anything on an old version is refused. */
class Server {
  version = 0
  intervals: Interval[] = []
  readonly carriedOut: string[] = []
  private readonly batches = new Set<string>()

  save(batch: Sending): Answer {
    const saved = () => ({ saved: this.state() })
    if (this.batches.has(batch.id)) return saved()
    if (batch.base !== this.version)
      return { stop: { code: 'coding_changed', message: '', server: this.state() } }
    this.batches.add(batch.id)
    this.carriedOut.push(...batch.changes.map(({ id }) => id))
    this.version += 1
    this.intervals = withChanges(this.intervals, batch.changes)
    return saved()
  }

  state = (): Saved => ({ version: this.version, intervals: this.intervals })
}

class Disk implements QueueStore {
  readonly queues = new Map<string, Queue>()
  read = (key: string) => Promise.resolve(structuredClone(this.queues.get(key)))
  update = (key: string, change: (queue: Queue) => Queue) => {
    this.queues.set(key, structuredClone(change(this.queues.get(key) ?? emptyQueue)))
    return Promise.resolve()
  }
}

type Fault = 'none' | 'lost request' | 'lost answer' | 'never answers'

/** One browser page: its outbox, a network that fails on schedule, and timers run by hand. */
class Page {
  server: Saved
  readonly timers: (() => void)[] = []
  readonly outbox: Outbox

  constructor(host: Server, disk: Disk, faults: Fault[], key = 'ann/v1') {
    this.server = host.state()
    this.outbox = new Outbox({
      key,
      store: disk,
      later: (run) => this.timers.push(run),
      onSaved: (saved) => {
        this.server = saved
      },
      send: async (batch) => {
        await Promise.resolve()
        const fault = faults.shift() ?? 'none'
        if (fault === 'lost request') throw new Error('offline')
        const answer = host.save(structuredClone(batch))
        if (fault === 'lost answer') throw new Error('offline')
        if (fault === 'never answers') return new Promise<Answer>(() => undefined)
        return answer
      },
    })
  }

  view = (): Interval[] => withChanges(this.server.intervals, unsaved(this.outbox.snapshot()))

  edit(next: Interval[]): void {
    this.outbox.add(difference(this.view(), next))
  }

  async settle(): Promise<void> {
    for (let round = 0; round < 40; round += 1) {
      for (const run of this.timers.splice(0)) run()
      for (let turn = 0; turn < 12; turn += 1) await Promise.resolve()
    }
  }
}

async function opened(host: Server, disk: Disk, faults: Fault[], key?: string): Promise<Page> {
  const page = new Page(host, disk, faults, key)
  await page.outbox.open(host.version)
  return page
}

const one = (id: string, start = 0, end = 5): Interval => ({ id, action: 'brow', start, end })

type Step =
  | { do: 'put'; interval: Interval }
  | { do: 'remove'; at: number }
  | { do: 'settle' }
  | { do: 'turn' }
  | { do: 'reload' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.integer({ min: 0, max: 80 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(...'abcdefghij'),
      )
      .map(([start, length, id]): Step => ({ do: 'put', interval: one(id, start, start + length) })),
  },
  { weight: 2, arbitrary: fc.nat(9).map((at): Step => ({ do: 'remove', at })) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'turn' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'settle' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'reload' }) },
)
const fault = fc.constantFrom<Fault>('none', 'none', 'lost request', 'lost answer', 'never answers')

describe('one page', () => {
  it('loses nothing and doubles nothing under any schedule of faults, reloads and crashes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.array(fault, { maxLength: 25 }),
        async (steps, schedule) => {
          const faults = [...schedule]
          const [host, disk] = [new Server(), new Disk()]
          let page = await opened(host, disk, faults)
          for (const next of steps) {
            const shown = page.view()
            if (next.do === 'put') page.edit(put(shown, next.interval))
            else if (next.do === 'remove') page.edit(without(shown, shown[next.at]?.id ?? ''))
            else if (next.do === 'settle') await page.settle()
            else if (next.do === 'turn') await Promise.resolve()
            else {
              await Promise.resolve()
              const before = page.view()
              page.outbox.close()
              page = await opened(host, disk, faults)
              expect(page.view()).toEqual(before)
            }
          }
          const wanted = page.view()
          // A page whose request hangs for good is closed by its person in the end.
          for (let visit = 0; visit <= schedule.length + 1; visit += 1) {
            await page.settle()
            page.outbox.close()
            page = await opened(host, disk, faults)
            await page.settle()
          }
          expect(host.intervals).toEqual(wanted)
          expect(page.view()).toEqual(wanted)
          expect(page.outbox.snapshot()).toEqual(emptyQueue)
        },
      ),
      { numRuns: 3000 },
    )
  }, 60_000)

  it('gathers changes into one request and keeps the last word on each interval', async () => {
    const [host, disk] = [new Server(), new Disk()]
    const page = await opened(host, disk, [])
    for (let end = 1; end < 20; end += 1) page.edit([one('a', 0, end)])
    await page.settle()
    expect(host.carriedOut).toEqual(['a'])
    expect(host.intervals).toEqual([one('a', 0, 19)])
  })

  it('sends at most 500 changes at once', async () => {
    const [host, disk] = [new Server(), new Disk()]
    const page = await opened(host, disk, [])
    page.edit(Array.from({ length: 1_200 }, (_, index) => one(`i${index}`, 3 * index, 3 * index + 1)))
    await page.settle()
    expect(host.version).toBe(3)
    expect(host.intervals.length).toBe(1_200)
  })

  it('says that there is nothing to code, over a reload too, once', async () => {
    const [host, disk] = [new Server(), new Disk()]
    const page = await opened(host, disk, ['lost request'])
    page.outbox.look()
    expect(waitingIn(page.outbox.snapshot())).toBe(1)
    await Promise.resolve()
    page.outbox.close()
    const next = await opened(host, disk, ['lost answer'])
    await next.settle()
    expect(host.version).toBe(1)
    expect(host.intervals).toEqual([])
    expect(waitingIn(next.outbox.snapshot())).toBe(0)
  })

  it('works in a browser that keeps nothing', async () => {
    const host = new Server()
    const broken = new Disk()
    broken.update = () => Promise.reject(new Error('no storage'))
    const page = await opened(host, broken, ['lost request'])
    page.edit([one('a')])
    await page.settle()
    expect(host.intervals).toEqual([one('a')])
  })
})

describe('two sides', () => {
  async function conflict() {
    const [host, disk] = [new Server(), new Disk()]
    const page = await opened(host, disk, [])
    host.save({ id: 'elsewhere', base: 0, changes: difference([], [one('theirs', 40, 50)]) })
    page.edit([one('mine')])
    await page.settle()
    return { host, disk, page }
  }

  it('keeps both, over a reload too, and sends nothing until somebody chooses', async () => {
    const { host, disk, page } = await conflict()
    expect(page.outbox.snapshot().stop?.server?.intervals).toEqual([one('theirs', 40, 50)])
    expect(unsaved(page.outbox.snapshot()).map(({ id }) => id)).toEqual(['mine'])
    page.edit([...page.view(), one('later', 20, 25)])
    await page.settle()
    const next = await opened(host, disk, [])
    await next.settle()
    expect(unsaved(next.outbox.snapshot()).map(({ id }) => id)).toEqual(['mine', 'later'])
    expect(host.intervals).toEqual([one('theirs', 40, 50)])
  })

  it('puts mine on top of the server’s', async () => {
    const { host, page } = await conflict()
    page.outbox.resolve('mine')
    await page.settle()
    expect(host.intervals).toEqual([one('mine'), one('theirs', 40, 50)])
    expect(page.view()).toEqual(host.intervals)
    expect(page.outbox.snapshot()).toEqual(emptyQueue)
  })

  it('takes the server’s', async () => {
    const { host, page } = await conflict()
    page.outbox.resolve('server')
    await page.settle()
    expect(host.intervals).toEqual([one('theirs', 40, 50)])
    expect(page.view()).toEqual(host.intervals)
    expect(page.outbox.snapshot()).toEqual(emptyQueue)
  })
})

it('leaves another person’s queue alone', async () => {
  const [host, disk] = [new Server(), new Disk()]
  const ann = await opened(host, disk, ['lost request'])
  ann.edit([one('hers')])
  await Promise.resolve()
  ann.outbox.close()
  const bob = await opened(host, disk, [], 'bob/v1')
  await bob.settle()
  expect(bob.outbox.snapshot()).toEqual(emptyQueue)
  expect(host.intervals).toEqual([])
  expect(unsaved((await opened(host, disk, ['never answers'])).outbox.snapshot()).length).toBe(1)
})

it('stores ids, action keys and frame numbers only', async () => {
  const [host, disk] = [new Server(), new Disk()]
  const page = await opened(host, disk, ['lost request'])
  page.edit([one('a')])
  await Promise.resolve()
  expect(JSON.parse(JSON.stringify([...disk.queues]))).toEqual([
    [
      'ann/v1',
      {
        sending: null,
        waiting: { base: 0, changes: [{ id: 'a', action: 'brow', span: { start: 0, end: 5 } }] },
        stop: null,
      },
    ],
  ])
})
