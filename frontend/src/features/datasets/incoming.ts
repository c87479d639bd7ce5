/** Sending a data set from elsewhere: announced first, then in parts that go on where a broken connection ended. */
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { DetailedError } from 'tus-js-client'
import { api, csrfToken, must } from '../../shared/api/client'
import { ApiError, refusalIn, unreachable } from '../../shared/api/errors'
import type { IncomingIn } from '../../shared/api/types'

const CHUNK_BYTES = 8 * 1024 * 1024
const RETRY_DELAYS_MS = [0, 1_000, 3_000, 8_000]

type Sending = { sent: number; total: number } | null

export function useBring(study: string) {
  const cache = useQueryClient()
  const [sending, setSending] = useState<Sending>(null)
  const [error, setError] = useState<unknown>(null)
  const bring = async (wanted: IncomingIn, file: File): Promise<string | null> => {
    setError(null)
    setSending({ sent: 0, total: file.size })
    try {
      const { id } = await must(
        api.POST('/api/v1/studies/{study_id}/dataset-imports/', {
          params: { path: { study_id: study } },
          body: wanted,
        }),
      )
      await send(`/api/v1/dataset-imports/${id}/`, file, (sent) => {
        setSending({ sent, total: file.size })
      })
      await cache.invalidateQueries({ queryKey: ['studies', study, 'datasets'] })
      return id
    } catch (problem) {
      setError(problem)
      return null
    } finally {
      setSending(null)
    }
  }
  return { bring, sending, error }
}

async function send(address: string, file: File, onProgress: (sent: number) => void): Promise<void> {
  const tus = await import('tus-js-client')
  await new Promise<void>((resolve, reject) => {
    new tus.Upload(file, {
      uploadUrl: address,
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_DELAYS_MS,
      storeFingerprintForResuming: false,
      onBeforeRequest: (request) => {
        request.setHeader('X-CSRFToken', csrfToken())
      },
      onProgress,
      onSuccess: () => {
        resolve()
      },
      onError: (problem) => {
        reject(refusalOf(problem))
      },
    }).start()
  })
}

function refusalOf(problem: Error | DetailedError): ApiError {
  const response = 'originalResponse' in problem ? problem.originalResponse : null
  if (!response) return unreachable()
  try {
    return new ApiError(response.getStatus(), refusalIn(JSON.parse(response.getBody()), response.getStatus()))
  } catch {
    return new ApiError(response.getStatus(), refusalIn(null, response.getStatus()))
  }
}
