/** A video's trace, its beginning, and the labels of the video's frames. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import { isLive } from '../jobs/queries'

const LOOK_AGAIN_MS = 2_000
const MOST_LABELS = 200
const ofVideo = (video: string) => ({ path: { video_id: video } })
const traceKey = (video: string) => ['videos', video, 'pain-trace']

export const usePainTrace = (video: string, enabled: boolean) =>
  useQuery({
    queryKey: traceKey(video),
    enabled,
    queryFn: () => must(api.GET('/api/v1/videos/{video_id}/pain-trace/', { params: ofVideo(video) })),
    refetchInterval: ({ state }) => (isLive(state.data?.job) ? LOOK_AGAIN_MS : false),
  })

export function useStartTrace(video: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => must(api.POST('/api/v1/videos/{video_id}/pain-trace/', { params: ofVideo(video) })),
    onSuccess: (trace) => {
      cache.setQueryData(traceKey(video), trace)
    },
  })
}

export const useLabelsOf = (study: string, video: string) =>
  useQuery({
    queryKey: ['studies', study, 'frame-labels', video],
    queryFn: () =>
      must(
        api.GET('/api/v1/studies/{study_id}/frame-labels/', {
          params: { path: { study_id: study }, query: { video, superseded: false, page_size: MOST_LABELS } },
        }),
      ).then(({ results }) => results),
  })
