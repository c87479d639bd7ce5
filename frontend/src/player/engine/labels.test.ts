import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Item } from './label-desk'
import { noLabels, type LabelAnswer, type Statement } from './labels'
import { carryOut, content, Disk, fault, Page, step, type Fault } from './labels-harness'

/** The server's promise in small: every statement once, each on top of the one it names. */
class Server {
  readonly rows: Statement[] = []
  readonly gone = new Set<string>()

  standing(task: string): Statement | undefined {
    return this.rows.findLast((row) => row.task === task)
  }

  save(batch: readonly Statement[]): LabelAnswer {
    const before = this.rows.length
    const refuse = (answer: LabelAnswer): LabelAnswer => {
      this.rows.length = before
      return answer
    }
    for (const one of batch) {
      if (this.rows.some(({ id }) => id === one.id)) continue
      if (this.gone.has(one.task)) return refuse({ refused: one.id, code: 'not_found', message: '' })
      const server = this.standing(one.task) ?? null
      if ((server?.id ?? null) !== one.supersedes)
        return refuse({ stop: { code: 'label_changed', message: '', label: one.id, server } })
      this.rows.push(one)
    }
    return 'saved'
  }

  /** What is in force, by task. */
  labels(): Record<string, string> {
    const last = this.rows.map(({ task }) => [task, this.standing(task)?.value ?? ''] as const)
    return Object.fromEntries(last.filter(([, value]) => value !== 'cleared'))
  }
}

const TASKS = 8
const asItem = (host: Server, number: number): Item => {
  const id = `t${number}`
  return { id, label: host.standing(id) ?? null }
}

async function opened(host: Server, disk: Disk, faults: Fault[], key?: string): Promise<Page> {
  const page = new Page((batch) => host.save(batch), disk, faults, key)
  await page.outbox.open()
  page.desk.load(Array.from({ length: TASKS }, (_, number) => asItem(host, number)))
  page.desk.hear(page.outbox.snapshot().waiting)
  return page
}

describe('labels of one person', () => {
  it('are at the server exactly as they were said, whatever fails and however often the page is left', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.array(fault, { maxLength: 20 }),
        async (steps, faults) => {
          const [host, disk, left] = [new Server(), new Disk(), [...faults]]
          let page = await opened(host, disk, left)
          for (const one of steps) {
            if (one.do === 'reload') {
              page.outbox.close()
              page = await opened(host, disk, left)
            } else await carryOut(page, one)
          }
          page.outbox.close()
          const last = await opened(host, disk, [])
          await last.settle()
          expect(last.outbox.snapshot()).toEqual(noLabels)
          expect(host.labels()).toEqual(page.labels())
          expect(host.labels()).toEqual(last.labels())
          expect(new Set(host.rows.map(({ id }) => id)).size).toBe(host.rows.length)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('say on each frame what the one before said, in order', async () => {
    const host = new Server()
    const page = await opened(host, new Disk(), [])
    page.outbox.add(page.desk.say(content('pain')))
    page.desk.goTo(0)
    page.outbox.add(page.desk.say(content('nonpain')))
    await page.settle()
    expect(host.rows.map(({ value, supersedes }) => [value, supersedes])).toEqual([
      ['pain', null],
      ['nonpain', host.rows[0]?.id],
    ])
  })

  it('are kept apart by person: nobody else reads or sends them', async () => {
    const [host, disk] = [new Server(), new Disk()]
    const mine = await opened(host, disk, ['lost request'])
    mine.outbox.add(mine.desk.say(content('pain')))
    await mine.outbox.send()
    mine.outbox.close()
    const theirs = await opened(host, disk, [], 'bea/study')
    await theirs.settle()
    expect(host.rows).toEqual([])
    expect(theirs.labels()).toEqual({})
    expect(disk.queues.get('ann/study')?.waiting).toHaveLength(1)
  })
})

describe('a conflict', () => {
  async function conflicting() {
    const host = new Server()
    const page = await opened(host, new Disk(), [])
    const elsewhere = await opened(host, new Disk(), [])
    elsewhere.outbox.add(elsewhere.desk.say(content('nonpain')))
    await elsewhere.settle()
    page.outbox.add(page.desk.say(content('pain')))
    page.outbox.add(page.desk.say(content('unsure')))
    await page.settle()
    expect(page.outbox.snapshot().stop?.server?.value).toBe('nonpain')
    expect(host.labels()).toEqual({ t0: 'nonpain' })
    return { host, page }
  }

  it('is resolved for the answer given here, which goes on top', async () => {
    const { host, page } = await conflicting()
    page.outbox.resolve('mine')
    await page.settle()
    expect(host.labels()).toEqual({ t0: 'pain', t1: 'unsure' })
  })

  it('is resolved for the answer at the server, which the screen takes over', async () => {
    const { host, page } = await conflicting()
    page.outbox.resolve('server')
    await page.settle()
    expect(host.labels()).toEqual({ t0: 'nonpain', t1: 'unsure' })
    expect(page.labels()).toEqual(host.labels())
    page.desk.goTo(0)
    page.outbox.add(page.desk.say(content('pain')))
    await page.settle()
    expect(host.labels()).toEqual({ t0: 'pain', t1: 'unsure' })
  })
})

it('a statement that can never be saved is set aside with what rests on it, and the others go on', async () => {
  const host = new Server()
  const page = await opened(host, new Disk(), [])
  host.gone.add('t0')
  page.outbox.add(page.desk.say(content('pain')))
  page.outbox.add(page.desk.say(content('unsure')))
  page.desk.goTo(0)
  page.outbox.add(page.desk.say(content('nonpain')))
  await page.settle()
  expect(host.labels()).toEqual({ t1: 'unsure' })
  expect(page.labels()).toEqual({ t1: 'unsure' })
  expect(page.outbox.snapshot().refused.map(({ statement, code }) => [statement.value, code])).toEqual([
    ['pain', 'not_found'],
    ['nonpain', 'not_found'],
  ])
  page.outbox.dismissRefused()
  expect(page.outbox.snapshot()).toEqual(noLabels)
})
