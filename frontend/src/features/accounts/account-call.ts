/** Changes to one's own sign-in; refusals as ApiError, and a code of its own where the password is asked again. */
import { ApiError } from '../../shared/api/errors'
import { allauth, asksFor, type Reply } from './allauth'

export const NEEDS_PASSWORD = 'reauthentication_needed'

export async function changeAccount(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<Reply> {
  const reply = await allauth(method, path, body)
  if (reply.status === 200) return reply
  if (reply.status === 401 && asksFor(reply, 'reauthenticate'))
    throw new ApiError(401, { code: NEEDS_PASSWORD, message: '' })
  const first = reply.errors?.[0]
  throw new ApiError(reply.status, {
    code: first?.code ?? `http_${reply.status}`,
    message: first?.message ?? '',
  })
}

export const needsPassword = (error: unknown): boolean =>
  error instanceof ApiError && error.code === NEEDS_PASSWORD
