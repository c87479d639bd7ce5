/** The changes of one person on one video that the server has not confirmed, as plain data: ids, action keys, frames. */
import type { Change, Interval } from './lanes'
import { uuid } from './uuid'

/** Changes and the version of the coding they were made on. */
type Batch = { base: number; changes: Change[] }

export type Sending = Batch & { id: string }

/** What the server holds. */
export type Saved = { version: number; intervals: Interval[] }

/** Why nothing is sent any more; `server` is its side when both sides changed. */
export type Stop = { code: string; message: string; server: Saved | null }

export type Queue = { sending: Sending | null; waiting: Batch | null; stop: Stop | null }

export const emptyQueue: Queue = { sending: null, waiting: null, stop: null }

/** The server accepts no more changes at once. */
export const LARGEST_BATCH = 500

/** How much waits; a statement that there is nothing to code is one thing to save, though it changes no interval. */
export const waitingIn = (queue: Queue): number =>
  Math.max(unsaved(queue).length, Number(queue.sending !== null || queue.waiting !== null))

export const unsaved = ({ sending, waiting }: Queue): Change[] =>
  latest([...(sending?.changes ?? []), ...(waiting?.changes ?? [])])

export const enqueue =
  (changes: readonly Change[], base: number) =>
  (queue: Queue): Queue => {
    const former = queue.waiting
    const waiting = former
      ? { base: Math.min(former.base, base), changes: latest([...former.changes, ...changes]) }
      : { base, changes: [...changes] }
    return { ...queue, waiting }
  }

/** Freezes the next batch: until it is confirmed it is sent again exactly as it was. */
export function startSending(queue: Queue): Queue {
  const { sending, waiting, stop } = queue
  if (sending || !waiting || stop) return queue
  const rest = waiting.changes.slice(LARGEST_BATCH)
  return {
    ...queue,
    sending: { id: uuid(), base: waiting.base, changes: waiting.changes.slice(0, LARGEST_BATCH) },
    waiting: rest.length > 0 ? { base: waiting.base, changes: rest } : null,
  }
}

/** A batch is confirmed: what waits rests on the version it made. */
export const confirm =
  (id: string, version: number) =>
  (queue: Queue): Queue => {
    const { sending, waiting } = queue
    if (sending?.id !== id) return queue
    const onTop = waiting && waiting.base >= sending.base ? { ...waiting, base: version } : waiting
    return { ...queue, sending: null, waiting: onTop }
  }

export const halt =
  (id: string, stop: Stop) =>
  (queue: Queue): Queue =>
    queue.sending?.id === id ? { ...queue, stop } : queue

/** Goes on after a stop with one's own changes, on top of what the server holds. */
export function keepMine(queue: Queue): Queue {
  if (!queue.stop) return queue
  const base = queue.stop.server?.version ?? queue.sending?.base ?? 0
  return { sending: null, waiting: { base, changes: unsaved(queue) }, stop: null }
}

/** The last word on each interval, in the order in which it was given. */
function latest(changes: readonly Change[]): Change[] {
  const last = new Map<string, Change>()
  for (const change of changes) {
    last.delete(change.id)
    last.set(change.id, change)
  }
  return [...last.values()]
}
