/** The labels of a study as people who oversee them read them: queue, quality, files. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import type { LabelFile } from '../../shared/api/types'
import { isLive } from '../jobs/queries'

const inStudy = (id: string) => ({ params: { path: { study_id: id } } })
const key = (study: string, ...part: unknown[]) => ['labels', study, ...part]
const A_MINUTE = 60_000

/** Polls while the queue is being made. */
export const useLabelQueue = (study: string) =>
  useQuery({
    queryKey: key(study, 'queue'),
    queryFn: () => must(api.GET('/api/v1/studies/{study_id}/labelling/', inStudy(study))),
    refetchInterval: ({ state }) => (isLive(state.data?.job) ? 1_000 : false),
  })

export const useQueueDryRun = (study: string, enabled: boolean) =>
  useQuery({
    queryKey: key(study, 'dry-run'),
    queryFn: () => must(api.GET('/api/v1/studies/{study_id}/labelling/dry-run/', inStudy(study))),
    enabled,
    retry: false,
  })

export function usePrepareLabelling(study: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => must(api.POST('/api/v1/studies/{study_id}/labelling/', inStudy(study))),
    onSuccess: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: key(study) }),
        cache.invalidateQueries({ queryKey: ['jobs'] }),
      ]),
  })
}

export const useFrameAgreement = (study: string) =>
  useQuery({
    queryKey: key(study, 'agreement'),
    queryFn: () => must(api.GET('/api/v1/studies/{study_id}/labelling/agreement/', inStudy(study))),
    staleTime: A_MINUTE,
  })

export const useScoreCheck = (study: string) =>
  useQuery({
    queryKey: key(study, 'score-check'),
    queryFn: () => must(api.GET('/api/v1/studies/{study_id}/labelling/score-check/', inStudy(study))),
    staleTime: A_MINUTE,
  })

export const useLabelDrift = (study: string) =>
  useQuery({
    queryKey: key(study, 'drift'),
    queryFn: () => must(api.GET('/api/v1/studies/{study_id}/labelling/drift/', inStudy(study))),
    staleTime: A_MINUTE,
  })

export const useLabelRepeats = (study: string) =>
  useQuery({
    queryKey: key(study, 'repeats'),
    queryFn: () => must(api.GET('/api/v1/studies/{study_id}/labelling/repeats/', inStudy(study))),
    staleTime: A_MINUTE,
  })

export const useStartImport = (study: string) =>
  useMutation({
    mutationFn: (body: LabelFile) =>
      must(api.POST('/api/v1/studies/{study_id}/frame-labels/import/', { ...inStudy(study), body })),
  })

/** Followed until the work on it has ended; then everything about labels is asked anew. */
export function useLabelImport(study: string, id: string | undefined) {
  const cache = useQueryClient()
  return useQuery({
    queryKey: ['label-import', id],
    queryFn: async () => {
      const params = { path: { import_id: id ?? '' } }
      const found = await must(api.GET('/api/v1/label-imports/{import_id}/', { params }))
      if (found.job.state === 'succeeded') await cache.invalidateQueries({ queryKey: key(study) })
      return found
    },
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (!state.data || isLive(state.data.job) ? 700 : false),
  })
}
