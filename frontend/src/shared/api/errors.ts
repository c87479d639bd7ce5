/** Every refusal of the back end, in the one shape the screens understand. */

export type Refusal = { code: string; message: string; fields?: Record<string, string[]>; server?: unknown }

export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly fields: Record<string, string[]>
  /** The server's side of a conflict. */
  readonly server: unknown

  constructor(status: number, { code, message, fields, server }: Refusal) {
    super(message)
    this.status = status
    this.code = code
    this.fields = fields ?? {}
    this.server = server
  }
}

/** Stands for a request that never reached the server. */
export const unreachable = (): ApiError =>
  new ApiError(0, { code: 'unreachable', message: 'The server cannot be reached.' })

/** The refusal inside an answer, whatever was in between (a proxy may answer with a page of its own). */
export function refusalIn(body: unknown, status: number): Refusal {
  const error = (body as { error?: Partial<Refusal> } | null | undefined)?.error
  return {
    code: error?.code ?? `http_${status}`,
    message: error?.message ?? '',
    ...(error?.fields && { fields: error.fields }),
    ...(error?.server !== undefined && { server: error.server }),
  }
}
