/** Background jobs: the list, and what may be done to one. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import { usePages } from '../../shared/api/pages'
import type { Job } from '../../shared/api/types'

export type JobFilter = 'all' | 'live' | 'done'

export const isLive = (job: Job | null | undefined): boolean =>
  job?.state === 'queued' || job?.state === 'running'

export const useJobs = (filter: JobFilter) =>
  usePages(
    ['jobs', filter],
    (page) =>
      must(
        api.GET('/api/v1/jobs/', {
          params: { query: { ...page, ...(filter !== 'all' && { state: filter }) } },
        }),
      ),
    isLive,
  )

const ofJob = (id: string) => ({ params: { path: { job_id: id } } })

function useJobChange(change: (id: string) => Promise<Job>) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: ['jobs'] }),
        cache.invalidateQueries({ queryKey: ['studies'] }),
      ]),
  })
}

export const useCancelJob = () =>
  useJobChange((id) => must(api.POST('/api/v1/jobs/{job_id}/cancel/', ofJob(id))))

export const useRetryJob = () =>
  useJobChange((id) => must(api.POST('/api/v1/jobs/{job_id}/retry/', ofJob(id))))
