/** How long answers count as fresh, and which failures are worth asking again. */
import { MutationCache, notifyManager, QueryClient } from '@tanstack/react-query'
import { ApiError } from './errors'

const worthRetrying = (failures: number, error: Error): boolean =>
  failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500)

// An answer is on screen in the same turn in which its change stops waiting on the device. A turn later, as the
// library does by itself, what was just saved would go back for one render, and an undo in it would be lost.
notifyManager.setScheduler(queueMicrotask)

// What is to be done next follows from everything that is done.
const mutationCache = new MutationCache({
  onSuccess: () =>
    queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey.includes('next-step') }),
})

export const queryClient: QueryClient = new QueryClient({
  mutationCache,
  defaultOptions: {
    queries: { staleTime: 5_000, retry: worthRetrying },
    mutations: { retry: false },
  },
})
