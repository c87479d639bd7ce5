/** Every refusal of the back end, in the one shape the screens understand. */

export type Refusal = {
  code: string
  message: string
  fields?: Record<string, string[]>
  server?: unknown
  details?: Record<string, unknown>
}

export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly fields: Record<string, string[]>
  /** The server's side of a conflict. */
  readonly server: unknown
  /** Whatever else a refusal tells, by name. */
  readonly details: Record<string, unknown>

  constructor(status: number, { code, message, fields, server, details }: Refusal) {
    super(message)
    this.status = status
    this.code = code
    this.fields = fields ?? {}
    this.server = server
    this.details = details ?? {}
  }
}

/** Stands for a request that never reached the server. */
export const unreachable = (): ApiError =>
  new ApiError(0, { code: 'unreachable', message: 'The server cannot be reached.' })

const KNOWN = new Set(['code', 'message', 'fields', 'server'])

/** The refusal inside an answer, whatever was in between (a proxy may answer with a page of its own). */
export function refusalIn(body: unknown, status: number): Refusal {
  const error = (body as { error?: Partial<Refusal> } | null | undefined)?.error
  const details = Object.entries(error ?? {}).filter(([name]) => !KNOWN.has(name))
  return {
    code: error?.code ?? `http_${status}`,
    message: error?.message ?? '',
    ...(error?.fields && { fields: error.fields }),
    ...(error?.server !== undefined && { server: error.server }),
    ...(details.length > 0 && { details: Object.fromEntries(details) }),
  }
}
