/** How long answers count as fresh, and which failures are worth asking again. */
import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './errors'

const worthRetrying = (failures: number, error: Error): boolean =>
  failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500)

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 5_000, retry: worthRetrying },
    mutations: { retry: false },
  },
})
