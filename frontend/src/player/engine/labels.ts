/** What one person says of frames that the server has not confirmed, as plain data: opaque ids, labels, times. */
import { Sender, type SenderSettings } from './sender'

export type LabelValue = 'pain' | 'nonpain' | 'unusable' | 'unsure' | 'cleared'

export type Content = { value: LabelValue; reason: string; actions: readonly string[]; note: string }

export type Label = Content & { id: string }

/** `id` is made here and is the label's own; `supersedes` is the label it replaces. */
export type Statement = Label & {
  task: string
  supersedes: string | null
  at: string
  decided_ms: number | null
  sitting: string
  position: number
}

/** Why nothing is sent any more: both sides of a conflict, or a refusal that is about no single statement. */
export type LabelStop = { code: string; message: string; label: string | null; server: Label | null }

/** A statement that can never be saved, and why; it stays until the person has seen it. */
export type Refusal = { statement: Statement; code: string; message: string }

export type LabelQueue = { waiting: Statement[]; stop: LabelStop | null; refused: Refusal[] }

export const noLabels: LabelQueue = { waiting: [], stop: null, refused: [] }

/** The server takes no more at once. */
export const LARGEST_LABEL_BATCH = 200

export const addStatements =
  (statements: readonly Statement[]) =>
  (queue: LabelQueue): LabelQueue => ({ ...queue, waiting: [...queue.waiting, ...statements] })

export const statementsSaved =
  (ids: ReadonlySet<string>) =>
  (queue: LabelQueue): LabelQueue => ({ ...queue, waiting: queue.waiting.filter(({ id }) => !ids.has(id)) })

export const haltLabels =
  (stop: LabelStop) =>
  (queue: LabelQueue): LabelQueue => ({ ...queue, stop })

/** Sets a statement aside, with all that was said of the same frame after it and rests on it. */
export const refuseStatement =
  (id: string, code: string, message: string) =>
  (queue: LabelQueue): LabelQueue => {
    const refused = resting(queue.waiting, id)
    return {
      ...queue,
      waiting: queue.waiting.filter((statement) => !refused.includes(statement)),
      refused: [...queue.refused, ...refused.map((statement) => ({ statement, code, message }))],
    }
  }

const resting = (waiting: readonly Statement[], id: string): Statement[] => {
  const first = waiting.findIndex((statement) => statement.id === id)
  return waiting.filter((statement, place) => place >= first && statement.task === waiting[first]?.task)
}

/** Goes on after a stop with one's own answer on top of the server's; what was said after it rests on it already. */
export function keepMyLabel(queue: LabelQueue): LabelQueue {
  const { stop, waiting } = queue
  const supersedes = stop?.server?.id ?? null
  return {
    ...queue,
    stop: null,
    waiting: waiting.map((one) => (one.id === stop?.label ? { ...one, supersedes } : one)),
  }
}

/** Goes on after a stop with the server's answer: what this device said of the frame is dropped. */
export function takeServerLabel(queue: LabelQueue): LabelQueue {
  const dropped = resting(queue.waiting, queue.stop?.label ?? '')
  return { ...queue, stop: null, waiting: queue.waiting.filter((one) => !dropped.includes(one)) }
}

/** An answer of the server; no answer at all is an exception, and the same is sent again later. */
export type LabelAnswer = 'saved' | { stop: LabelStop } | { refused: string; code: string; message: string }

type Settings = SenderSettings<LabelQueue> & {
  send: (batch: readonly Statement[]) => Promise<LabelAnswer>
  /** The statement that was refused, or given up for the server's label, and what is in force instead. */
  onLost: (statement: Statement, instead: Label | null | 'former') => void
  onSaved?: (batch: readonly Statement[]) => void
}

const GATHER_MS = 300

/** Sends one person's labels in a study, in order, until the server has them. */
export class LabelOutbox extends Sender<LabelQueue> {
  private readonly settings: Settings

  constructor(settings: Settings) {
    super(settings, noLabels)
    this.settings = settings
  }

  open(): Promise<void> {
    return this.takeUp()
  }

  add(statements: readonly Statement[]): void {
    if (statements.length === 0) return
    void this.change(addStatements(statements))
    this.sendLater(GATHER_MS)
  }

  resolve(side: 'mine' | 'server'): void {
    const { stop, waiting } = this.queue
    const mine = waiting.find(({ id }) => id === stop?.label)
    if (side === 'server' && mine) this.settings.onLost(mine, stop?.server ?? null)
    void this.change(side === 'mine' ? keepMyLabel : takeServerLabel)
    void this.send()
  }

  /** The person has seen what could not be saved. */
  dismissRefused(): void {
    void this.change((queue) => ({ ...queue, refused: [] }))
  }

  protected async sendNext(): Promise<boolean> {
    // On disk before it is sent: after a crash the same statements go out again and are recognised by their ids.
    await this.written()
    const { waiting, stop } = this.queue
    if (this.closed || stop || waiting.length === 0) return false
    const batch = waiting.slice(0, LARGEST_LABEL_BATCH)
    const answer = await this.settings.send(batch)
    if (answer === 'saved') {
      await this.change(statementsSaved(new Set(batch.map(({ id }) => id))))
      this.settings.onSaved?.(batch)
      return true
    }
    if ('stop' in answer) {
      await this.change(haltLabels(answer.stop))
      return false
    }
    const refused = batch.find(({ id }) => id === answer.refused)
    await this.change(refuseStatement(answer.refused, answer.code, answer.message))
    if (refused) this.settings.onLost(refused, 'former')
    return refused !== undefined
  }
}
