/** Videos and uploads of a study. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import { usePages } from '../../shared/api/pages'
import type { Video } from '../../shared/api/types'
import { isLive } from '../jobs/queries'

export type VideoFilter = 'all' | Video['state']

const inStudy = (study: string) => ({ study_id: study })
const ofVideo = (id: string) => ({ params: { path: { video_id: id } } })

export const useVideos = (study: string, filter: { state?: VideoFilter; infant?: string }) =>
  usePages(
    ['studies', study, 'videos', filter],
    (page) =>
      must(
        api.GET('/api/v1/studies/{study_id}/videos/', {
          params: {
            path: inStudy(study),
            query: {
              ...page,
              ...(filter.state && filter.state !== 'all' && { state: filter.state }),
              ...(filter.infant && { infant: filter.infant }),
            },
          },
        }),
      ),
    ({ job }) => isLive(job),
  )

export const useVideo = (id: string, enabled = true) =>
  useQuery({
    queryKey: ['videos', id],
    queryFn: () => must(api.GET('/api/v1/videos/{video_id}/', ofVideo(id))),
    enabled,
    refetchInterval: ({ state }) => (state.data?.state === 'processing' ? 2_000 : false),
  })

export function useChangeInfant({ id, study }: Pick<Video, 'id' | 'study'>) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: { infant: string; reason: string }) =>
      must(api.POST('/api/v1/videos/{video_id}/infant/', { ...ofVideo(id), body })),
    onSuccess: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: ['videos', id] }),
        cache.invalidateQueries({ queryKey: ['studies', study] }),
      ]),
  })
}

export const useFrameTimes = (id: string) =>
  useQuery({
    queryKey: ['videos', id, 'frame-times'],
    queryFn: () => must(api.GET('/api/v1/videos/{video_id}/frame-times/', ofVideo(id))),
    staleTime: Infinity,
  })

export function useDismissVideo() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => must(api.DELETE('/api/v1/videos/{video_id}/', ofVideo(id))),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['studies'] }),
  })
}

export const unfinishedKey = (study: string) => ['studies', study, 'uploads']

export const useUnfinishedUploads = (study: string) =>
  usePages(unfinishedKey(study), (query) =>
    must(api.GET('/api/v1/studies/{study_id}/uploads/', { params: { path: inStudy(study), query } })),
  )

/** Infants with a valid consent may receive videos; the others are named with the reason. */
export const useInfantsByConsent = (study: string, consent: 'valid' | 'missing') =>
  usePages(['studies', study, 'infants', { consent }], (page) =>
    must(
      api.GET('/api/v1/studies/{study_id}/infants/', {
        params: { path: inStudy(study), query: { ...page, page_size: 200, consent } },
      }),
    ),
  )
