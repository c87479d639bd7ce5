/** Between the labels and the outside: the browser's own storage, the server, and this person's other tabs. */
import { createStore, get, update } from 'idb-keyval'
import {
  noLabels,
  type Label,
  type LabelAnswer,
  type LabelQueue,
  type LabelStop,
  type Statement,
} from '../../player/engine/labels'
import type { Store } from '../../player/engine/sender'
import { api, must } from '../../shared/api/client'
import { ApiError } from '../../shared/api/errors'
import { personCheck } from '../scoring/coding-transport'

let opened: ReturnType<typeof createStore> | undefined
export const kept = () => (opened ??= createStore('annotator-labels', 'labels'))

export const labelStore: Store<LabelQueue> = {
  // A browser that keeps nothing has nothing left over either.
  read: (key) => get<LabelQueue>(key, kept()).catch(() => undefined),
  update: (key, change) => update<LabelQueue>(key, (queue) => change(queue ?? noLabels), kept()),
}

/** Refusals that time or a new sign-in heals. */
const PASSING = new Set([401, 408, 425, 429])
/** Refusals about one statement, which can never be saved. */
const HOPELESS = new Set([
  ...['not_found', 'consent_scope_missing', 'label_id_taken'],
  ...['reason_missing', 'reason_unknown', 'action_unknown'],
])

export const sendLabels = (person: number, study: string) => {
  const checkPerson = personCheck(person)
  return async (batch: readonly Statement[]): Promise<LabelAnswer> => {
    await checkPerson()
    const labels = batch.map((statement) => ({ ...statement, actions: [...statement.actions] }))
    const body = { sent_at: new Date().toISOString(), labels }
    try {
      await must(
        api.PUT('/api/v1/studies/{study_id}/frame-labels/', { params: { path: { study_id: study } }, body }),
      )
      return 'saved'
    } catch (error) {
      if (!(error instanceof ApiError) || error.status < 400 || error.status >= 500) throw error
      if (PASSING.has(error.status)) throw error
      return answerTo(error)
    }
  }
}

function answerTo(error: ApiError): LabelAnswer {
  const { code, message, details } = error
  const label = typeof details['label'] === 'string' ? details['label'] : null
  if (label !== null && HOPELESS.has(code)) return { refused: label, code, message }
  const server = (error.server ?? null) as Label | null
  const stop: LabelStop = { code, message, label: code === 'label_changed' ? label : null, server }
  return { stop }
}

export const claimTasks = async (study: string, count: number) =>
  (
    await must(
      api.POST('/api/v1/studies/{study_id}/label-tasks/claim/', {
        params: { path: { study_id: study } },
        body: { count },
      }),
    )
  ).tasks

export const readTasks = (study: string, state: 'held' | 'done', cursor?: string) =>
  must(
    api.GET('/api/v1/studies/{study_id}/label-tasks/', {
      params: {
        path: { study_id: study },
        query: { state, page_size: state === 'held' ? 200 : 60, ...(cursor !== undefined && { cursor }) },
      },
    }),
  )

export const readProgress = (study: string) =>
  must(api.GET('/api/v1/studies/{study_id}/labelling/progress/', { params: { path: { study_id: study } } }))
