/** One file over the tus protocol; stores nothing in the browser: the server's list is what uploads resume from. */
import type { DetailedError, HttpResponse, Upload } from 'tus-js-client'
import { csrfToken, SESSION_ENDED } from '../../shared/api/client'
import { refusalIn, unreachable, type Refusal } from '../../shared/api/errors'

type Job = { file: File; study: string; infant: string | null; address: string | null }
type Events = {
  onAddress: (address: string) => void
  onProgress: (sentBytes: number) => void
  onSent: (video: string | null) => void
  /** `gone`: the server no longer holds what was sent. */
  onProblem: (problem: Refusal, gone: boolean) => void
}

const RETRY_DELAYS_MS = [0, 1_000, 3_000, 8_000]

export async function openUpload(job: Job, chunkSize: number, events: Events): Promise<Upload> {
  const tus = await import('tus-js-client')
  const upload: Upload = new tus.Upload(job.file, {
    endpoint: '/api/v1/uploads/',
    ...(job.address && { uploadUrl: job.address }),
    chunkSize,
    retryDelays: RETRY_DELAYS_MS,
    storeFingerprintForResuming: false,
    metadata: {
      filename: job.file.name,
      study: job.study,
      infant: job.infant ?? '',
      modified: String(job.file.lastModified),
    },
    onBeforeRequest: (request) => {
      request.setHeader('X-CSRFToken', csrfToken())
    },
    onShouldRetry: (error) => isPassing((error as DetailedError).originalResponse),
    onUploadUrlAvailable: () => {
      if (upload.url) events.onAddress(upload.url)
    },
    onProgress: events.onProgress,
    onSuccess: ({ lastResponse }) => {
      events.onSent(lastResponse.getHeader('X-Video') ?? null)
    },
    onError: (error) => {
      const response = (error as Partial<DetailedError>).originalResponse
      const status = response?.getStatus() ?? 0
      if (status === 401) window.dispatchEvent(new Event(SESSION_ENDED))
      events.onProblem(refusalOf(response), status === 404 || status === 410)
    },
  })
  return upload
}

/** Tells the server to forget an upload that is not running here. */
openUpload.discard = (address: string): Promise<Response> =>
  fetch(address, {
    method: 'DELETE',
    headers: { 'X-CSRFToken': csrfToken(), 'Tus-Resumable': '1.0.0' },
  })

/** Lost connections, busy servers, crossed offsets and damaged chunks pass; refusals do not. */
function isPassing(response: HttpResponse | null | undefined): boolean {
  const status = response?.getStatus() ?? 0
  if (status === 409) return refusalOf(response).code === 'offset_mismatch'
  return (
    status === 0 || status === 423 || status === 429 || status === 460 || (status >= 500 && status !== 507)
  )
}

function refusalOf(response: HttpResponse | null | undefined): Refusal {
  if (!response) return unreachable()
  try {
    return refusalIn(JSON.parse(response.getBody()), response.getStatus())
  } catch {
    return refusalIn(null, response.getStatus())
  }
}
