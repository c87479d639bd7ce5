/** What one person says of windows and on score sheets that the server has not confirmed, as plain data, in order. */
import { Sender, type SenderSettings } from './sender'
import { uuid } from './uuid'
import type { Value } from './scale'

export type WindowFacts = {
  start_frame: number
  end_frame: number
  start_event?: string
  end_reason: string
  is_primary?: boolean
  note?: string
}

export type Answers = {
  values?: Record<string, Value | null>
  whine?: boolean
  overrides?: Record<string, { value: Value; reason: string } | null>
}

/** The sheet the answers were given on, as far as it was known. */
export type Base = { sheet: string; version: number }

type SheetErrand = { id: string; window: string; scale: string; base: Base | null; answers: Answers }

/** `window` is the server's id, or for a new window one of this device's until the server has named it. */
export type Errand =
  | { kind: 'set'; id: string; window: string; facts: WindowFacts }
  | { kind: 'change'; id: string; window: string; facts: Partial<WindowFacts> }
  | ({ kind: 'answer' } & SheetErrand)
  | ({ kind: 'submit' } & SheetErrand)

/** The server's side of a conflict: a window, or a sheet that moved on. */
export type ServerSide =
  { window: string; retired: boolean; facts: WindowFacts } | { base: Base; locked: boolean; answers: Answers }

/** Why nothing is sent any more. `mine` is what this device says of a window, in full. */
export type ErrandStop = { code: string; message: string; server: ServerSide | null; mine?: WindowFacts }

export type ErrandQueue = { errands: Errand[]; sending: string | null; stop: ErrandStop | null }

export const noErrands: ErrandQueue = { errands: [], sending: null, stop: null }

/** What the server made of an errand: a window's new id, a sheet's new version. */
export type Outcome = { window?: string; base?: Base }

export type ErrandAnswer = { done: Outcome } | { stop: ErrandStop } | { refused: true }

/** Puts an errand at the end; one that only goes on with the last is said in one breath with it. */
export const addErrand =
  (errand: Errand) =>
  (queue: ErrandQueue): ErrandQueue => {
    const last = queue.errands.at(-1)
    const joined = last && last.id !== queue.sending ? join(last, errand) : null
    return {
      ...queue,
      errands: joined ? [...queue.errands.slice(0, -1), joined] : [...queue.errands, errand],
    }
  }

function join(last: Errand, next: Errand): Errand | null {
  if (last.window !== next.window) return null
  if (next.kind === 'change' && (last.kind === 'set' || last.kind === 'change'))
    return { ...last, facts: { ...last.facts, ...next.facts } } as Errand
  if (next.kind === 'answer' && last.kind === 'answer' && last.scale === next.scale)
    return { ...last, answers: joinAnswers(last.answers, next.answers) }
  return null
}

export const joinAnswers = (one: Answers, other: Answers): Answers => ({
  ...one,
  ...other,
  ...((one.values ?? other.values) && { values: { ...one.values, ...other.values } }),
  ...((one.overrides ?? other.overrides) && { overrides: { ...one.overrides, ...other.overrides } }),
})

/** Freezes the first errand: until it is confirmed it is sent again exactly as it was. */
export function startErrand(queue: ErrandQueue): ErrandQueue {
  const first = queue.errands[0]
  return queue.sending || queue.stop || !first ? queue : { ...queue, sending: first.id }
}

/** An errand is done: what waits speaks of the window by its new name, and rests on the sheet's new version. */
export const errandDone =
  (id: string, { window, base }: Outcome) =>
  (queue: ErrandQueue): ErrandQueue => {
    const done = queue.errands.find((errand) => errand.id === id)
    if (!done) return queue
    const follow = (errand: Errand): Errand => {
      const renamed = window !== undefined && errand.window === done.window ? { ...errand, window } : errand
      return base && 'scale' in renamed && 'scale' in done && sameSheet(renamed, done)
        ? { ...renamed, base }
        : renamed
    }
    return { ...queue, errands: without(queue.errands, id).map(follow), sending: null }
  }

/** An errand that can never be carried out goes, with all that rests on a window it would have made. */
export const errandRefused =
  (id: string) =>
  (queue: ErrandQueue): ErrandQueue => {
    const refused = queue.errands.find((errand) => errand.id === id)
    if (!refused) return queue
    const rest = without(queue.errands, id)
    const kept = refused.kind === 'set' ? rest.filter(({ window }) => window !== refused.window) : rest
    return { ...queue, errands: kept, sending: null }
  }

export const haltErrand =
  (id: string, stop: ErrandStop) =>
  (queue: ErrandQueue): ErrandQueue =>
    queue.sending === id ? { ...queue, stop } : queue

/** Goes on after a stop with what this device says, on top of what the server holds. */
export function keepMyErrand(queue: ErrandQueue): ErrandQueue {
  const { sending, stop, errands } = queue
  const first = errands.find(({ id }) => id === sending)
  if (!stop || !first) return queue
  const { server, mine } = stop
  const free = { ...queue, sending: null, stop: null }
  if (!server) return free
  if ('base' in server)
    return {
      ...free,
      errands: errands.map((errand) =>
        'scale' in errand && 'scale' in first && sameSheet(errand, first)
          ? { ...errand, base: server.base }
          : errand,
      ),
    }
  if (server.retired && mine) {
    const again: Errand = { kind: 'set', id: uuid(), window: first.window, facts: mine }
    return { ...free, errands: [again, ...without(errands, first.id)] }
  }
  return {
    ...free,
    errands: errands.map((errand) =>
      errand.window === first.window ? { ...errand, window: server.window } : errand,
    ),
  }
}

/** Goes on after a stop with what the server holds: what this device said of the same window or sheet is dropped. */
export function takeServerErrand(queue: ErrandQueue): ErrandQueue {
  const { sending, stop, errands } = queue
  const first = errands.find(({ id }) => id === sending)
  if (!stop || !first) return queue
  const about = (errand: Errand) =>
    'scale' in first
      ? 'scale' in errand && sameSheet(errand, first)
      : !('scale' in errand) && errand.window === first.window
  const { server } = stop
  const rename = server && 'window' in server ? server.window : first.window
  const rest = errands
    .filter((errand) => !about(errand))
    .map((errand) => (errand.window === first.window ? { ...errand, window: rename } : errand))
  return { errands: rest, sending: null, stop: null }
}

const sameSheet = (one: SheetErrand, other: SheetErrand): boolean =>
  one.window === other.window && one.scale === other.scale

const without = (errands: readonly Errand[], id: string): Errand[] =>
  errands.filter((errand) => errand.id !== id)

type Settings = SenderSettings<ErrandQueue> & {
  /** `again` says that the errand may have reached the server already. */
  send: (errand: Errand, again: boolean) => Promise<ErrandAnswer>
  onDone: (errand: Errand, outcome: Outcome) => void
}

const GATHER_MS = 150

/** Runs the errands of one person on one video, strictly one after the other. */
export class Errands extends Sender<ErrandQueue> {
  private readonly tried = new Set<string>()
  private held = false
  private readonly settings: Settings

  constructor(settings: Settings) {
    super(settings, noErrands)
    this.settings = settings
  }

  async open(): Promise<void> {
    await this.takeUp()
  }

  add(errand: Errand): void {
    void this.change(addErrand(errand))
    this.sendLater(GATHER_MS)
  }

  /** A submission waits for what it rests on. */
  hold(held: boolean): void {
    this.held = held
    if (!held) void this.send()
  }

  resolve(side: 'mine' | 'server'): void {
    void this.change(side === 'mine' ? keepMyErrand : takeServerErrand)
    void this.send()
  }

  protected async sendNext(): Promise<boolean> {
    if (this.closed) return false
    if (this.held && this.queue.errands[0]?.kind === 'submit') return false
    const left = this.queue.sending
    await this.change(startErrand)
    const { sending, stop, errands } = this.queue
    const errand = errands.find(({ id }) => id === sending)
    if (!errand || stop || this.closed) return false
    // What was on its way already, here or on a page before this one, may have arrived.
    const again = this.tried.has(errand.id) || left === errand.id
    this.tried.add(errand.id)
    const answer = await this.settings.send(errand, again)
    if ('stop' in answer) {
      await this.change(haltErrand(errand.id, answer.stop))
      return false
    }
    if ('refused' in answer) {
      await this.change(errandRefused(errand.id))
      return true
    }
    this.settings.onDone(errand, answer.done)
    await this.change(errandDone(errand.id, answer.done))
    return true
  }
}
