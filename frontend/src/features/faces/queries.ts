/** Detectors, comparisons of them, and the study's choice. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import { usePages } from '../../shared/api/pages'
import type { ChoiceIn, ComparisonIn } from '../../shared/api/types'
import { isLive } from '../jobs/queries'

const inStudy = (id: string) => ({ path: { study_id: id } })
const comparisons = (study: string) => ['studies', study, 'detector-comparisons']
const choice = (study: string) => ['studies', study, 'detector-choice']

export const useDetectors = () =>
  useQuery({
    queryKey: ['detectors'],
    queryFn: () => must(api.GET('/api/v1/detectors/')).then(({ detectors }) => detectors),
    staleTime: 60_000,
    // A worker that has only just started says within a minute what it has.
    refetchInterval: ({ state }) => state.data?.length === 0 && 5_000,
  })

export const useComparisons = (study: string) =>
  usePages(
    comparisons(study),
    (page) =>
      must(
        api.GET('/api/v1/studies/{study_id}/detector-comparisons/', {
          params: { ...inStudy(study), query: page },
        }),
      ),
    ({ job }) => isLive(job),
  )

export const useDetectorComparison = (id: string | null) =>
  useQuery({
    queryKey: ['detector-comparison', id],
    queryFn: () =>
      must(
        api.GET('/api/v1/detector-comparisons/{comparison_id}/', {
          params: { path: { comparison_id: id ?? '' } },
        }),
      ),
    enabled: id !== null,
  })

export function useCompare(study: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: ComparisonIn) =>
      must(api.POST('/api/v1/studies/{study_id}/detector-comparisons/', { params: inStudy(study), body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: comparisons(study) }),
  })
}

export function useMeasureAgain(study: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      must(
        api.POST('/api/v1/detector-comparisons/{comparison_id}/measure/', {
          params: { path: { comparison_id: id } },
        }),
      ),
    onSuccess: () => cache.invalidateQueries({ queryKey: comparisons(study) }),
  })
}

export const useChoice = (study: string) =>
  useQuery({
    queryKey: choice(study),
    queryFn: () =>
      must(api.GET('/api/v1/studies/{study_id}/detector-choice/', { params: inStudy(study) })).then(
        ({ choice: found }) => found,
      ),
  })

export function useChoose(study: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: ChoiceIn) =>
      must(api.POST('/api/v1/studies/{study_id}/detector-choice/', { params: inStudy(study), body })),
    onSuccess: ({ choice: found }) => {
      cache.setQueryData(choice(study), found)
    },
  })
}
