/** Sign-in calls (django-allauth headless); they answer in a shape of their own. */
import { csrfToken } from '../../shared/api/client'
import { unreachable } from '../../shared/api/errors'

type Flow = { id: string; is_pending?: boolean }
export type Reply = {
  status: number
  data?: { flows?: Flow[] } & Record<string, unknown>
  meta?: Record<string, unknown>
  errors?: { message: string; code: string; param?: string }[]
}

type Method = 'GET' | 'POST' | 'DELETE'

export async function allauth(method: Method, path: string, body?: object): Promise<Reply> {
  const answer = await fetch(`/_allauth/browser/v1${path}`, {
    method,
    headers: {
      Accept: 'application/json',
      ...(body && { 'Content-Type': 'application/json' }),
      ...(method !== 'GET' && { 'X-CSRFToken': csrfToken() }),
    },
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw unreachable()
  })
  const parsed = (await answer.json().catch(() => ({}))) as Partial<Reply>
  return { ...parsed, status: answer.status }
}

/** True when the answer asks for this step before anything else. */
export const asksFor = ({ data }: Reply, flow: string): boolean =>
  data?.flows?.some(
    ({ id, is_pending }) => id === flow && (flow === 'reauthenticate' || is_pending === true),
  ) ?? false
