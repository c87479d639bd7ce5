/** Pictures of the frames ahead: fetched while there is a connection, decoded before they are needed. */

const FETCHED_AT_ONCE = 4
const RETRY_MS = 2_000

export const imageOf = (frame: string) => `/api/v1/frames/${frame}/image/`
export const thumbnailOf = (frame: string) => `/api/v1/frames/${frame}/thumbnail/`
export const cropOf = (frame: string) => `/api/v1/frames/${frame}/crop/`

/** Keeps the bytes of what is wanted and the decoded picture of what is near; forgets the rest. */
export class Pictures {
  private readonly bytes = new Map<string, Blob>()
  private readonly decoded = new Map<string, ImageBitmap>()
  private readonly busy = new Set<string>()
  private near: readonly string[] = []
  private wanted: readonly string[] = []
  private readonly listeners = new Set<() => void>()
  private version = 0

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Grows whenever a picture arrives. */
  snapshot = (): number => this.version

  get(frame: string): ImageBitmap | undefined {
    return this.decoded.get(frame)
  }

  /** How many of the wanted frames could be labelled without a connection. */
  ready(): number {
    return this.wanted.filter((frame) => this.bytes.has(frame)).length
  }

  /** `near` are decoded, `wanted` fetched, both in the order in which they will be needed. */
  want(near: readonly string[], wanted: readonly string[]): void {
    this.near = near
    this.wanted = wanted
    const kept = new Set([...near, ...wanted])
    for (const frame of this.bytes.keys()) if (!kept.has(frame)) this.bytes.delete(frame)
    const close = new Set(near)
    for (const [frame, picture] of this.decoded) {
      if (close.has(frame)) continue
      picture.close()
      this.decoded.delete(frame)
    }
    this.work()
  }

  forget(): void {
    this.want([], [])
    this.listeners.clear()
  }

  /** Asks again for what could not be fetched. */
  retry = (): void => {
    this.work()
  }

  private work(): void {
    for (const frame of this.near)
      if (this.bytes.has(frame) && !this.decoded.has(frame) && !this.busy.has(frame)) void this.decode(frame)
    for (const frame of [...this.near, ...this.wanted]) {
      if (this.busy.size >= FETCHED_AT_ONCE) return
      if (!this.bytes.has(frame) && !this.busy.has(frame)) void this.fetch(frame)
    }
  }

  private async fetch(frame: string): Promise<void> {
    this.busy.add(frame)
    try {
      const answer = await fetch(imageOf(frame))
      if (!answer.ok) throw new Error(`${answer.status}`)
      const bytes = await answer.blob()
      if (this.near.includes(frame) || this.wanted.includes(frame)) this.bytes.set(frame, bytes)
      this.arrived()
    } catch {
      // No connection, or the server is starting again.
      setTimeout(this.retry, RETRY_MS)
      return
    } finally {
      this.busy.delete(frame)
    }
    this.work()
  }

  private async decode(frame: string): Promise<void> {
    const bytes = this.bytes.get(frame)
    if (!bytes) return
    this.busy.add(frame)
    const picture = await createImageBitmap(bytes).catch(() => null)
    this.busy.delete(frame)
    if (!picture) return
    if (this.near.includes(frame)) {
      this.decoded.set(frame, picture)
      this.arrived()
    } else picture.close()
    this.work()
  }

  private arrived(): void {
    this.version += 1
    for (const listener of this.listeners) listener()
  }
}
