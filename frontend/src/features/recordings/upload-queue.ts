/** Files on their way to the server, one at a time; lives outside the pages so that walking around stops nothing. */
import type { Upload as TusUpload } from 'tus-js-client'
import type { Refusal } from '../../shared/api/errors'
import { openUpload } from './upload-transport'

export type UploadState = 'choosing' | 'waiting' | 'sending' | 'paused' | 'failed' | 'sent'

export type QueuedUpload = {
  id: number
  study: string
  file: File
  infant: string | null
  state: UploadState
  sentBytes: number
  problem: Refusal | null
  /** Where an interrupted upload continues; known from the server's list or once the upload has begun. */
  address: string | null
  video: string | null
}

/** An upload the server still holds. */
export type Unfinished = {
  id: string
  name: string
  size_bytes: number
  /** When the file last changed on its computer; null when that was not said. */
  modified_ms: number | null
  offset: number
  infant: { id: string }
}

export const addressOf = (uploadId: string): string => `/api/v1/uploads/${uploadId}/`

/** Cameras number their files anew: name and size alone could join two recordings into one. */
export const isSame = (file: File, { name, size_bytes, modified_ms }: Unfinished): boolean =>
  file.name.normalize() === name.normalize() &&
  file.size === size_bytes &&
  (modified_ms === null || file.lastModified === modified_ms)

export class UploadQueue {
  private items: readonly QueuedUpload[] = []
  private nextId = 1
  private chunkBytes = 4_000_000
  private running: { id: number; upload: TusUpload | null } | null = null
  private readonly listeners = new Set<() => void>()

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  snapshot = (): readonly QueuedUpload[] => this.items

  setChunkBytes(bytes: number): void {
    this.chunkBytes = bytes
  }

  /** Adds chosen files; one that the server half holds continues at once where it stopped. */
  add(study: string, files: readonly File[], unfinished: readonly Unfinished[]): void {
    const fresh = files
      .filter((file) => !this.items.some((item) => item.study === study && isTwin(item, file)))
      .map((file): QueuedUpload => {
        const begun = unfinished.find((one) => isSame(file, one))
        return {
          id: this.nextId++,
          study,
          file,
          infant: begun?.infant.id ?? null,
          state: begun ? 'waiting' : 'choosing',
          sentBytes: begun?.offset ?? 0,
          problem: null,
          address: begun ? addressOf(begun.id) : null,
          video: null,
        }
      })
    this.publish([...this.items, ...fresh])
    this.advance()
  }

  setInfant(id: number, infant: string | null): void {
    this.change(id, { infant })
  }

  /** Begins or continues; waits while another file is being sent. */
  start(id: number): void {
    this.change(id, { state: 'waiting', problem: null })
    this.advance()
  }

  pause(id: number): void {
    this.change(id, { state: 'paused' })
    this.halt(id, false)
  }

  /** Takes the file off the list; what the server holds of it is removed too. */
  discard(id: number): void {
    const found = this.items.find((item) => item.id === id)
    this.publish(this.items.filter((item) => item.id !== id))
    if (this.running?.id === id) this.halt(id, true)
    else if (found?.address && found.state !== 'sent') void openUpload.discard(found.address)
  }

  /** After the connection is back, whatever it stopped goes on. */
  resumeAfterOffline(): void {
    for (const item of this.items) if (item.problem?.code === 'unreachable') this.start(item.id)
  }

  isBusy(): boolean {
    return this.items.some(({ state }) => state === 'sending' || state === 'waiting')
  }

  private halt(id: number, terminate: boolean): void {
    if (this.running?.id !== id) return
    const { upload } = this.running
    this.running = null
    void upload?.abort(terminate).catch(() => undefined)
    this.advance()
  }

  private advance(): void {
    const next = this.items.find(({ state }) => state === 'waiting')
    if (this.running || !next?.infant) return
    this.running = { id: next.id, upload: null }
    this.change(next.id, { state: 'sending' })
    void this.send(next)
  }

  private async send(item: QueuedUpload): Promise<void> {
    const mine = () => this.running?.id === item.id
    const finish = (change: Partial<QueuedUpload>) => {
      if (!mine()) return
      this.running = null
      this.change(item.id, change)
      this.advance()
    }
    const upload = await openUpload(item, this.chunkBytes, {
      onAddress: (address) => {
        this.change(item.id, { address })
      },
      onProgress: (sentBytes) => {
        if (mine()) this.change(item.id, { sentBytes })
      },
      onSent: (video) => {
        finish({ state: 'sent', sentBytes: item.file.size, video })
      },
      onProblem: (problem, gone) => {
        finish({ state: 'failed', problem, ...(gone && { address: null, sentBytes: 0 }) })
      },
    })
    if (!mine() || !this.running) return
    this.running.upload = upload
    upload.start()
  }

  private change(id: number, change: Partial<QueuedUpload>): void {
    this.publish(this.items.map((item) => (item.id === id ? { ...item, ...change } : item)))
  }

  private publish(items: readonly QueuedUpload[]): void {
    this.items = items
    for (const listener of this.listeners) listener()
  }
}

const isTwin = ({ file, state }: QueuedUpload, other: File): boolean =>
  state !== 'sent' && file.name === other.name && file.size === other.size

export const uploadQueue = new UploadQueue()
