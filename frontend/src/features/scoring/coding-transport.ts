/** Between the outbox and the outside: the browser's own storage and the server. */
import { createStore, get, update } from 'idb-keyval'
import type { Change, Interval } from '../../player/engine/lanes'
import type { Answer, QueueStore } from '../../player/engine/outbox'
import { emptyQueue, type Queue, type Saved, type Sending } from '../../player/engine/queue'
import { api, csrfToken, must } from '../../shared/api/client'
import { ApiError } from '../../shared/api/errors'
import type { Coding } from '../../shared/api/types'

let opened: ReturnType<typeof createStore> | undefined
const kept = () => (opened ??= createStore('annotator', 'outbox'))

export const queueStore: QueueStore = {
  // A browser that keeps nothing has nothing left over either.
  read: (key) => get<Queue>(key, kept()).catch(() => undefined),
  update: (key, change) => update<Queue>(key, (queue) => change(queue ?? emptyQueue), kept()),
}

export const savedOf = ({ version, intervals }: Pick<Coding, 'version' | 'intervals'>): Saved => ({
  version,
  intervals: intervals.map(({ client_id: id, action, start_frame: start, end_frame: end }): Interval => ({
    id,
    action,
    start,
    end,
  })),
})

const asChange = ({ id, action, span }: Change) =>
  span
    ? { client_id: id, action, start_frame: span.start, end_frame: span.end, deleted: false }
    : { client_id: id, deleted: true }

/** Refusals that time or a new sign-in heals; the batch stays and is sent again. */
const PASSING = new Set([401, 408, 425, 429])

const isFinal = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && !PASSING.has(error.status)

/** Tabs share their session: somebody else may have signed in since, and must not send what waits here. */
export function personCheck(person: number): () => Promise<void> {
  let session = csrfToken()
  return async () => {
    if (csrfToken() === session) return
    const me = await must(api.GET('/api/v1/me/'))
    if (me.id !== person) throw new Error('Somebody else is signed in.')
    session = csrfToken()
  }
}

export function sendBatch(person: number, video: string) {
  const checkPerson = personCheck(person)
  return async ({ base, changes }: Sending): Promise<Answer> => {
    await checkPerson()
    try {
      const coding = await must(
        api.PUT('/api/v1/videos/{video_id}/coding/', {
          params: { path: { video_id: video } },
          body: { base_version: base, changes: changes.map(asChange) },
        }),
      )
      return { saved: savedOf(coding) }
    } catch (error) {
      if (!isFinal(error)) throw error
      const server = error.code === 'coding_changed' ? savedOf(error.server as Coding) : null
      return { stop: { code: error.code, message: error.message, server } }
    }
  }
}
