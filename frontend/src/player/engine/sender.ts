/** A queue kept on this device and sent in order until the server has it; survives reloads and crashes. */

/** Where queues are kept; `update` is atomic, so that two tabs never overwrite each other. */
export type Store<Q> = {
  read: (key: string) => Promise<Q | undefined>
  update: (key: string, change: (queue: Q) => Q) => Promise<void>
}

export type SenderSettings<Q> = {
  /** Names the person and what the queue belongs to: nobody else's queue is ever read or sent. */
  key: string
  store: Store<Q>
  later?: (run: () => void, milliseconds: number) => void
}

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 30_000

export abstract class Sender<Q> {
  protected queue: Q
  protected closed = false
  private busy = false
  private wanted = false
  private retry = FIRST_RETRY_MS
  private writing: Promise<void> = Promise.resolve()
  private readonly listeners = new Set<() => void>()
  private readonly kept: Required<SenderSettings<Q>>
  private readonly empty: Q

  constructor(settings: SenderSettings<Q>, empty: Q) {
    this.kept = {
      later: (run, milliseconds) => {
        setTimeout(run, milliseconds)
      },
      ...settings,
    }
    this.empty = empty
    this.queue = empty
  }

  /** Takes up what an earlier page left behind. */
  protected async takeUp(): Promise<void> {
    this.queue = (await this.kept.store.read(this.kept.key)) ?? this.empty
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

  snapshot = (): Q => this.queue

  /** Sends what waits, one after the other; called again whenever there is hope. */
  async send(): Promise<void> {
    // Asked for in the middle of the last look into the queue: looked into once more afterwards.
    this.wanted = this.busy
    if (this.busy || this.closed) return
    this.busy = true
    try {
      while (await this.sendNext()) this.retry = FIRST_RETRY_MS
    } catch {
      this.sendLater(this.retry)
      this.retry = Math.min(2 * this.retry, LONGEST_RETRY_MS)
    } finally {
      this.busy = false
      if (this.wanted) void this.send()
    }
  }

  protected sendLater(milliseconds: number): void {
    this.kept.later(() => void this.send(), milliseconds)
  }

  /** Sends one thing; false when nothing can be sent, an exception when there was no answer. */
  protected abstract sendNext(): Promise<boolean>

  /** At once in memory, then on disk; a browser that keeps nothing still sends from memory. */
  protected change(change: (queue: Q) => Q): Promise<void> {
    const { store, key } = this.kept
    // Computed once, so that memory and disk hold the same ids.
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

  /** Resolves when everything said so far is on disk. */
  protected written(): Promise<void> {
    return this.writing
  }

  private notify(): void {
    for (const listener of this.listeners) listener()
  }
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
