/** Sends one person's changes on one video, in order, until the server has them; survives reloads and crashes. */
import type { Change } from './lanes'
import {
  confirm,
  emptyQueue,
  enqueue,
  halt,
  keepMine,
  startSending,
  type Queue,
  type Saved,
  type Sending,
  type Stop,
} from './queue'

/** Where queues are kept; `update` is atomic, so that two tabs never overwrite each other. */
export type QueueStore = {
  read: (key: string) => Promise<Queue | undefined>
  update: (key: string, change: (queue: Queue) => Queue) => Promise<void>
}

/** An answer of the server; no answer at all is an exception, and the batch is sent again later. */
export type Answer = { saved: Saved } | { stop: Stop }

type Settings = {
  /** Names the person and the video: nobody else's queue is ever read or sent. */
  key: string
  store: QueueStore
  send: (batch: Sending) => Promise<Answer>
  onSaved: (saved: Saved) => void
  later?: (run: () => void, milliseconds: number) => void
}

const GATHER_MS = 300
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 30_000

export class Outbox {
  private queue: Queue = emptyQueue
  private known = 0
  private busy = false
  private closed = false
  private retry = FIRST_RETRY_MS
  private writing: Promise<void> = Promise.resolve()
  private readonly listeners = new Set<() => void>()
  private readonly settings: Required<Settings>

  constructor(settings: Settings) {
    this.settings = {
      later: (run, milliseconds) => {
        setTimeout(run, milliseconds)
      },
      ...settings,
    }
  }

  /** Takes up what an earlier page left behind; `version` is the coding the server sent last. */
  async open(version: number): Promise<void> {
    this.learn(version)
    this.queue = (await this.settings.store.read(this.settings.key)) ?? emptyQueue
    this.notify()
    void this.send()
  }

  close(): void {
    this.closed = true
    this.listeners.clear()
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  snapshot = (): Queue => this.queue

  /** The version of the coding on screen. */
  learn(version: number): void {
    this.known = Math.max(this.known, version)
  }

  add(changes: readonly Change[]): void {
    if (changes.length > 0) this.put(changes)
  }

  /** Looked, and there is nothing to code: a batch without changes. */
  look(): void {
    this.put([])
  }

  private put(changes: readonly Change[]): void {
    void this.change(enqueue(changes, this.known))
    this.settings.later(() => void this.send(), GATHER_MS)
  }

  /** After a stop: one's own changes go on top of the server's, or are dropped for them. */
  resolve(side: 'mine' | 'server'): void {
    const server = this.queue.stop?.server
    if (server) this.confirmed(server)
    void this.change(side === 'mine' ? keepMine : () => emptyQueue)
    void this.send()
  }

  /** Sends what waits, batch after batch; called again whenever there is hope. */
  async send(): Promise<void> {
    if (this.busy || this.closed) return
    this.busy = true
    try {
      while (await this.sendNext()) this.retry = FIRST_RETRY_MS
    } catch {
      this.settings.later(() => void this.send(), this.retry)
      this.retry = Math.min(2 * this.retry, LONGEST_RETRY_MS)
    } finally {
      this.busy = false
    }
  }

  private async sendNext(): Promise<boolean> {
    // What a page that is gone would freeze for sending, the next one might freeze as well.
    if (this.closed) return false
    // On disk before it is sent: after a crash the same batch goes out again and is recognised.
    await this.change(startSending)
    const { sending, stop } = this.queue
    if (!sending || stop || this.closed) return false
    const answer = await this.settings.send(sending)
    if ('stop' in answer) {
      await this.change(halt(sending.id, answer.stop))
      return false
    }
    this.confirmed(answer.saved)
    await this.change(confirm(sending.id, answer.saved.version))
    return true
  }

  private confirmed(saved: Saved): void {
    this.learn(saved.version)
    this.settings.onSaved(saved)
  }

  /** At once in memory, then on disk; a browser that keeps nothing still sends from memory. */
  private change(change: (queue: Queue) => Queue): Promise<void> {
    const { store, key } = this.settings
    // Computed once, so that memory and disk hold the same batch ids.
    const next = change(this.queue)
    if (next === this.queue) return this.writing
    const former = this.queue
    this.queue = next
    this.notify()
    // Not one after the other: the store keeps the order, and every change is on its way before the page can go.
    this.writing = store
      .update(key, (stored) => (same(stored, former) ? next : change(stored)))
      .catch(() => undefined)
    return this.writing
  }

  private notify(): void {
    for (const listener of this.listeners) listener()
  }
}

const same = (one: Queue, other: Queue): boolean => JSON.stringify(one) === JSON.stringify(other)
