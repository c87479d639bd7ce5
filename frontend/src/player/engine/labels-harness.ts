/** A browser page in small, for tests of labels: its desk and outbox, a network that fails on schedule, timers by hand. */
import fc from 'fast-check'
import { LabelDesk, type Item } from './label-desk'
import {
  LabelOutbox,
  noLabels,
  type Label,
  type LabelAnswer,
  type LabelQueue,
  type Statement,
} from './labels'
import type { Store } from './sender'

export type Save = (batch: readonly Statement[]) => LabelAnswer | Promise<LabelAnswer>

export class Disk implements Store<LabelQueue> {
  readonly queues = new Map<string, LabelQueue>()
  read = (key: string) => Promise.resolve(structuredClone(this.queues.get(key)))
  update = (key: string, change: (queue: LabelQueue) => LabelQueue) => {
    this.queues.set(key, structuredClone(change(this.queues.get(key) ?? noLabels)))
    return Promise.resolve()
  }
}

export type Fault = 'none' | 'lost request' | 'lost answer' | 'never answers' | 'sent twice'

/** One browser page: its desk and outbox, a network that fails on schedule, timers run by hand. */
export class Page {
  readonly desk = new LabelDesk<Item>()
  readonly outbox: LabelOutbox
  readonly timers: (() => void)[] = []

  constructor(save: Save, disk: Disk, faults: Fault[], key = 'ann/study') {
    this.outbox = new LabelOutbox({
      key,
      store: disk,
      later: (run) => this.timers.push(run),
      onLost: (statement, instead) => {
        this.desk.lose(statement, instead)
      },
      send: async (batch) => {
        await Promise.resolve()
        const fault = faults.shift() ?? 'none'
        if (fault === 'lost request') throw new Error('offline')
        const answer = await save(structuredClone(batch))
        if (fault === 'sent twice') return save(structuredClone(batch))
        if (fault === 'lost answer') throw new Error('offline')
        if (fault === 'never answers') return new Promise<LabelAnswer>(() => undefined)
        return answer
      },
    })
  }

  labels(): Record<string, string> {
    return Object.fromEntries([...this.desk.snapshot().labels].map(([task, { value }]) => [task, value]))
  }

  /** Lets time pass until nothing waits; `pause` is how an answer is waited for. */
  async settle(pause = async () => Promise.resolve(), rounds = 700): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      for (const run of this.timers.splice(0)) run()
      await pause()
      const { waiting, stop } = this.outbox.snapshot()
      if (waiting.length === 0 || stop) break
    }
    // What was on its way has its effect on screen.
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }
}

export const content = (value: Label['value']): Omit<Label, 'id'> => ({
  value,
  reason: '',
  actions: [],
  note: '',
})

export type Step =
  | { do: 'say'; value: Label['value']; span: number }
  | { do: 'go'; place: number }
  | { do: 'undo' | 'redo' | 'turn' | 'settle' | 'reload' }

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      value: fc.constantFrom<Label['value']>('pain', 'nonpain', 'unsure', 'cleared'),
      span: fc.constantFrom(0, 0, 0, 2),
    }),
  },
  { weight: 3, arbitrary: fc.nat(7).map((place): Step => ({ do: 'go', place })) },
  { weight: 3, arbitrary: fc.constantFrom<Step>({ do: 'undo' }, { do: 'redo' }) },
  { weight: 3, arbitrary: fc.constantFrom<Step>({ do: 'turn' }, { do: 'settle' }, { do: 'reload' }) },
)
export const fault = fc.constantFrom<Fault>(
  'none',
  'none',
  'lost request',
  'lost answer',
  'never answers',
  'sent twice',
)

export async function carryOut(page: Page, one: Step, pause?: () => Promise<void>): Promise<void> {
  const { desk, outbox } = page
  if (one.do === 'go') desk.goTo(one.place)
  else if (one.do === 'undo') outbox.add(desk.undo())
  else if (one.do === 'redo') outbox.add(desk.redo())
  else if (one.do === 'settle') await page.settle(pause, 20)
  else if (one.do === 'turn') await Promise.resolve()
  else if (one.do === 'say') {
    if (one.span > 0) desk.move(one.span, true)
    outbox.add(desk.say(content(one.value)))
  }
}
