/** The clinician's queue, decisions, questions to raters, and what suggestions changed. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import { ApiError } from '../../shared/api/errors'
import { UNMOVED, usePages } from '../../shared/api/pages'
import type { FinalLabelIn, ReviewReason } from '../../shared/api/types'
import { isLive } from '../jobs/queries'

const inStudy = (id: string) => ({ path: { study_id: id } })
const reviewKey = (study: string) => ['studies', study, 'supervision']
const LOOK_AGAIN_MS = 2_000

export type Filter = 'open' | 'decided' | ReviewReason

export const useReviewState = (study: string) =>
  useQuery({
    queryKey: [...reviewKey(study), 'state'],
    queryFn: () => must(api.GET('/api/v1/studies/{study_id}/supervision/', { params: inStudy(study) })),
    refetchInterval: ({ state }) => (isLive(state.data?.job ?? null) ? LOOK_AGAIN_MS : false),
  })

export function usePrepareReview(study: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => must(api.POST('/api/v1/studies/{study_id}/supervision/', { params: inStudy(study) })),
    onSuccess: () => cache.invalidateQueries({ queryKey: [...reviewKey(study), 'state'] }),
  })
}

/** `made` is when the queue was made: a new one is another list. Nothing leaves a list while one decides. */
export const useCases = (study: string, made: string | null, filter: Filter) => {
  const wanted = filter === 'open' ? {} : filter === 'decided' ? { decided: true } : { reason: filter }
  return usePages(
    [...reviewKey(study), 'cases', made, filter],
    (page) =>
      must(
        api.GET('/api/v1/studies/{study_id}/supervision/cases/', {
          params: { ...inStudy(study), query: { ...page, ...wanted } },
        }),
      ),
    () => false,
    UNMOVED,
  )
}

/** Tries again for as long as the server cannot be reached: a decision is never dropped on the way. */
export function useDecide(study: string) {
  const cache = useQueryClient()
  return useMutation({
    onSuccess: () => cache.invalidateQueries({ queryKey: [...reviewKey(study), 'state'] }),
    mutationFn: ({ decisions, inRun }: { decisions: FinalLabelIn[]; inRun: boolean }) =>
      must(
        api.PUT('/api/v1/studies/{study_id}/supervision/decisions/', {
          params: inStudy(study),
          body: { decisions, in_run: inRun },
        }),
      ).then(({ decided }) => decided),
    networkMode: 'always',
    retry: (_, error) => error instanceof ApiError && (error.status === 0 || error.status >= 500),
    retryDelay: LOOK_AGAIN_MS,
  })
}

export const useMaps = (frame: string, wanted: boolean) =>
  useQuery({
    queryKey: ['frames', frame, 'heat-maps'],
    queryFn: () =>
      must(api.GET('/api/v1/frames/{frame_id}/heat-maps/', { params: { path: { frame_id: frame } } })).then(
        ({ maps }) => maps,
      ),
    enabled: wanted,
    retry: false,
    staleTime: Infinity,
  })

export const useAsk = (study: string) =>
  useMutation({
    mutationFn: (body: { label: string; text: string }) =>
      must(api.POST('/api/v1/studies/{study_id}/supervision/questions/', { params: inStudy(study), body })),
  })

export const useEffectOfSuggestions = (study: string) =>
  useQuery({
    queryKey: [...reviewKey(study), 'effect'],
    queryFn: () =>
      must(api.GET('/api/v1/studies/{study_id}/supervision/effect/', { params: inStudy(study) })),
  })
