/** The frames somebody labels: where they are, what they said, what can be undone. Knows no screen and no server. */
import type { Content, Label, LabelValue, Statement } from './labels'
import { uuid } from './uuid'

export type Filter = 'all' | 'todo' | 'unsure' | 'unusable'

/** A frame to label, as far as this module cares. */
export type Item = {
  id: string
  label: Label | null
  /** What a supervisor asks about the label: it is then to be given anew. */
  question?: string | null
}

export type DeskState<T extends Item> = {
  readonly items: readonly T[]
  /** What is in force by task, said here or at the server. */
  readonly labels: ReadonlyMap<string, Label>
  /** Places of the items the filter showed when it was chosen; nothing leaves while one labels. */
  readonly shown: readonly number[]
  readonly filter: Filter
  /** A place in `shown`. */
  readonly cursor: number
  /** The other end of a selected range; null when only the cursor is meant. */
  readonly anchor: number | null
  /** How many more labels of each value there are than the server knew of when the page was opened. */
  readonly tally: Readonly<Record<Tallied, number>>
  readonly canUndo: boolean
  readonly canRedo: boolean
}

export type Tallied = Exclude<LabelValue, 'cleared'>

type Change = { task: string; before: Content | null; after: Content | null }
type Entry = { place: number; changes: Change[] }

export type Clock = { now: () => Date; elapsed: () => number }

const clock: Clock = { now: () => new Date(), elapsed: () => performance.now() }
const SITTING_ENDS_AFTER_MS = 30 * 60_000
const LONGEST_LOOK_MS = 3_600_000
export const cleared: Content = { value: 'cleared', reason: '', actions: [], note: '' }

export class LabelDesk<T extends Item> {
  private state: DeskState<T> = {
    items: [],
    labels: new Map(),
    shown: [],
    filter: 'all',
    cursor: 0,
    anchor: null,
    tally: { pain: 0, nonpain: 0, unusable: 0, unsure: 0 },
    canUndo: false,
    canRedo: false,
  }
  private readonly place = new Map<string, number>()
  /** Labels by their own id, so that a refused statement can go back to what it replaced. */
  private readonly said = new Map<string, Label>()
  /** The id of the last label by task, a cleared one included: the next statement supersedes it. */
  private readonly standing = new Map<string, string>()
  private past: Entry[] = []
  private future: Entry[] = []
  private sitting = uuid()
  private position = 0
  private lastSaid = 0
  private lookedSince: number
  /** The last frame was labelled before the next one was there: the cursor moves on when it comes. */
  private ahead = false
  private readonly listeners = new Set<() => void>()
  private readonly clock: Clock

  constructor(time: Clock = clock) {
    this.clock = time
    this.lookedSince = time.elapsed()
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  snapshot = (): DeskState<T> => this.state

  /** Adds items at the end; known ones are left as they are. */
  load(items: readonly T[]): void {
    const unknown = new Map(items.filter(({ id }) => !this.place.has(id)).map((item) => [item.id, item]))
    const news = [...unknown.values()]
    if (news.length === 0) return
    const start = this.state.items.length
    const labels = new Map(this.state.labels)
    news.forEach((item, number) => {
      this.place.set(item.id, start + number)
      // What was said here is newer than what the server sent along.
      if (!item.label || this.standing.has(item.id)) return
      this.said.set(item.label.id, item.label)
      this.standing.set(item.id, item.label.id)
      if (item.label.value !== 'cleared' && !item.question) labels.set(item.id, item.label)
    })
    const shown = news.map((_, number) => start + number)
    const fitting = shown.filter((place) =>
      fits(this.state.filter, labels.get(news[place - start]?.id ?? '')),
    )
    this.set({ items: [...this.state.items, ...news], labels, shown: [...this.state.shown, ...fitting] })
    if (this.ahead && fitting.length > 0) this.move(1)
  }

  /** Statements that were made elsewhere: waiting on this device, or in another tab. */
  hear(statements: readonly Statement[]): void {
    for (const statement of statements) this.said.set(statement.id, statement)
    this.put(statements.map((statement) => [statement.task, statement] as const))
  }

  /** What is in force of a task at the server; `former` goes back to what the lost statement replaced. */
  lose(statement: Statement, instead: Label | null | 'former'): void {
    const { supersedes } = statement
    const former = supersedes === null ? null : (this.said.get(supersedes) ?? null)
    const label = instead === 'former' ? former : instead
    if (label) this.said.set(label.id, label)
    this.put([[statement.task, label]])
  }

  choose(filter: Filter): void {
    const { items, labels } = this.state
    const shown = items
      .map((_, place) => place)
      .filter((place) => fits(filter, labels.get(items[place]?.id ?? '')))
    const current = this.current()
    const cursor = Math.max(0, current ? shown.indexOf(this.place.get(current.id) ?? -1) : 0)
    this.look({ filter, shown, cursor, anchor: null })
  }

  current(): T | undefined {
    const { items, shown, cursor } = this.state
    return items[shown[cursor] ?? -1]
  }

  labelOf(task: string): Label | undefined {
    return this.state.labels.get(task)
  }

  /** `extend` keeps the other end where it is and selects what lies between. */
  move(steps: number, extend = false): void {
    this.goTo(this.state.cursor + steps, extend)
  }

  goTo(place: number, extend = false): void {
    const { shown, cursor, anchor } = this.state
    const target = Math.max(0, Math.min(shown.length - 1, place))
    this.ahead = false
    this.look({ cursor: target, anchor: extend ? (anchor ?? cursor) : null })
  }

  /** The next item without a label after the cursor, else the first one before it; stays when there is none. */
  goToUnlabelled(): void {
    const { shown, cursor, items, labels } = this.state
    const open = (place: number) => !labels.has(items[shown[place] ?? -1]?.id ?? '')
    const order = [...range(cursor + 1, shown.length), ...range(0, cursor)]
    const next = order.find(open)
    if (next !== undefined) this.goTo(next)
  }

  selected(): T[] {
    const { cursor, anchor, shown, items } = this.state
    const [from, to] = [Math.min(cursor, anchor ?? cursor), Math.max(cursor, anchor ?? cursor)]
    return range(from, to + 1).flatMap((place) => items[shown[place] ?? -1] ?? [])
  }

  /** Says the same of everything selected and moves on; returns the statements to be sent. */
  say(content: Content): Statement[] {
    const { cursor, anchor } = this.state
    const tasks = this.selected().map(({ id }) => id)
    const changes = tasks.map((task) => ({ task, before: this.labelOf(task) ?? null, after: content }))
    const took = Math.min(LONGEST_LOOK_MS, Math.round(this.clock.elapsed() - this.lookedSince))
    const statements = this.carryOut(changes, changes.length > 0 ? Math.round(took / changes.length) : null)
    if (statements.length === 0) return []
    this.past = [...this.past, { place: cursor, changes }]
    this.future = []
    const next = Math.max(cursor, anchor ?? cursor) + 1
    this.goTo(next)
    this.ahead = next >= this.state.shown.length
    return statements
  }

  /** Says something of the current item without moving on: a tick, a note. */
  amend(content: Content): Statement[] {
    const task = this.current()?.id
    if (task === undefined) return []
    const changes = [{ task, before: this.labelOf(task) ?? null, after: content }]
    this.past = [...this.past, { place: this.state.cursor, changes }]
    this.future = []
    return this.carryOut(changes, null)
  }

  undo(): Statement[] {
    const entry = this.past.at(-1)
    if (!entry) return []
    this.past = this.past.slice(0, -1)
    this.future = [entry, ...this.future]
    const back = entry.changes.map(({ task, before, after }) => ({ task, before: after, after: before }))
    const statements = this.carryOut(back, null)
    this.goToTask(entry.changes[0]?.task)
    return statements
  }

  redo(): Statement[] {
    const entry = this.future[0]
    if (!entry) return []
    this.future = this.future.slice(1)
    this.past = [...this.past, entry]
    const statements = this.carryOut(entry.changes, null)
    this.goToTask(entry.changes.at(-1)?.task)
    return statements
  }

  private goToTask(task: string | undefined): void {
    const place = this.state.shown.indexOf(this.place.get(task ?? '') ?? -1)
    if (place >= 0) this.goTo(place)
    else this.set({})
  }

  private carryOut(changes: readonly Change[], decided: number | null): Statement[] {
    const now = this.clock.now()
    if (now.getTime() - this.lastSaid > SITTING_ENDS_AFTER_MS) {
      this.sitting = uuid()
      this.position = 0
    }
    this.lastSaid = now.getTime()
    const statements: Statement[] = []
    for (const { task, after } of changes) {
      const former = this.standing.get(task)
      if (after === null && former === undefined) continue
      const { value, reason, actions, note } = after ?? cleared
      statements.push({
        ...{ id: uuid(), task, value, reason, actions, note },
        ...{ supersedes: former ?? null, at: now.toISOString(), decided_ms: decided },
        ...{ sitting: this.sitting, position: this.position },
      })
      this.position += 1
    }
    this.hear(statements)
    return statements
  }

  private put(entries: readonly (readonly [string, Label | null])[]): void {
    const labels = new Map(this.state.labels)
    const tally = { ...this.state.tally }
    for (const [task, label] of entries) {
      const former = labels.get(task)
      if (former) tally[former.value as Tallied] -= 1
      if (label) this.standing.set(task, label.id)
      else this.standing.delete(task)
      if (label && label.value !== 'cleared') {
        labels.set(task, label)
        tally[label.value] += 1
      } else labels.delete(task)
    }
    this.set({ labels, tally })
  }

  private look(change: Partial<DeskState<T>>): void {
    this.lookedSince = this.clock.elapsed()
    this.set(change)
  }

  private set(change: Partial<DeskState<T>>): void {
    const canUndo = this.past.length > 0
    this.state = { ...this.state, ...change, canUndo, canRedo: this.future.length > 0 }
    for (const listener of this.listeners) listener()
  }
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, number) => from + number)

function fits(filter: Filter, label: Label | undefined): boolean {
  if (filter === 'all') return true
  return filter === 'todo' ? label === undefined : label?.value === filter
}
