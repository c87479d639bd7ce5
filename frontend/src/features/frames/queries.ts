/** The sampling plan: what it would draw, and the one in force. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import type { DryRun } from '../../shared/api/types'

const inStudy = (id: string) => ({ path: { study_id: id } })

/** Polls while frames are being drawn. */
export const usePlan = (study: string) =>
  useQuery({
    queryKey: ['studies', study, 'sampling'],
    queryFn: () =>
      must(api.GET('/api/v1/studies/{study_id}/sampling/', { params: inStudy(study) })).then(
        ({ plan }) => plan,
      ),
    refetchInterval: ({ state }) => (state.data && state.data.progress.jobs_live > 0 ? 2_000 : false),
  })

/** Asked only when somebody wants to know; `seed` null means not yet. */
export const useDryRun = (study: string, seed: number | null) =>
  useQuery({
    queryKey: ['studies', study, 'dry-run', seed],
    queryFn: () =>
      must(
        api.GET('/api/v1/studies/{study_id}/sampling/dry-run/', {
          params: { ...inStudy(study), query: { seed: seed ?? 0 } },
        }),
      ),
    enabled: seed !== null,
    // What is shown is what is applied: it changes when asked for, not by itself.
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  })

export function useApplyPlan(study: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: ({ seed, sha256 }: Pick<DryRun, 'seed' | 'sha256'>) =>
      must(
        api.POST('/api/v1/studies/{study_id}/sampling/', {
          params: inStudy(study),
          body: { seed, sha256 },
        }),
      ),
    onSuccess: ({ plan }) => {
      cache.setQueryData(['studies', study, 'sampling'], plan)
      return cache.invalidateQueries({ queryKey: ['jobs'] })
    },
  })
}
