/** Sends one person's changes on one video, in order, until the server has them. */
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
import { Sender, type SenderSettings, type Store } from './sender'

export type QueueStore = Store<Queue>

/** An answer of the server; no answer at all is an exception, and the batch is sent again later. */
export type Answer = { saved: Saved } | { stop: Stop }

type Settings = SenderSettings<Queue> & {
  send: (batch: Sending) => Promise<Answer>
  onSaved: (saved: Saved) => void
}

const GATHER_MS = 300

export class Outbox extends Sender<Queue> {
  private known = 0
  private readonly settings: Settings

  constructor(settings: Settings) {
    super(settings, emptyQueue)
    this.settings = settings
  }

  /** Takes up what an earlier page left behind; `version` is the coding the server sent last. */
  open(version: number): Promise<void> {
    this.learn(version)
    return this.takeUp()
  }

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
    this.sendLater(GATHER_MS)
  }

  /** After a stop: one's own changes go on top of the server's, or are dropped for them. */
  resolve(side: 'mine' | 'server'): void {
    const server = this.queue.stop?.server
    if (server) this.confirmed(server)
    void this.change(side === 'mine' ? keepMine : () => emptyQueue)
    void this.send()
  }

  protected async sendNext(): Promise<boolean> {
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
}
