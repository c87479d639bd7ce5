/** One typed client for /api/v1: adds the CSRF token, turns refusals into ApiError, notices an ended session. */
import createClient from 'openapi-fetch'
import { ApiError, refusalIn, unreachable } from './errors'
import type { paths } from './schema'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Fired on `window` when the server no longer knows who we are. */
export const SESSION_ENDED = 'session-ended'

export const csrfToken = (): string => /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? ''

export const api = createClient<paths>({ baseUrl: '/' })

api.use({
  onRequest({ request }) {
    if (!SAFE.has(request.method)) request.headers.set('X-CSRFToken', csrfToken())
    return request
  },
  onResponse({ response }) {
    if (response.status === 401) window.dispatchEvent(new Event(SESSION_ENDED))
  },
  onError() {
    return unreachable()
  },
})

type Answer<T> = { data?: T; error?: unknown; response: Response }

/** The data of an answer; throws ApiError for anything else. */
export async function must<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer
  if (!response.ok) throw new ApiError(response.status, refusalIn(error, response.status))
  return data as T
}
