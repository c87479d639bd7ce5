/** Windows, scales, score sheets, one's own work list and reaction lag. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import { usePages } from '../../shared/api/pages'
import type { ObservationWindow, ProtocolDocument, ScaleDocument, ScoreSheet } from '../../shared/api/types'
import { useMe } from '../accounts/session'

const ofVideo = (id: string) => ({ params: { path: { video_id: id } } })
const ofWindow = (id: string) => ({ params: { path: { window_id: id } } })
const inStudy = (id: string) => ({ path: { study_id: id } })

const windowsKey = (video: string) => ['videos', video, 'windows']
const TASKS = 'scoring-tasks'

export const useTasks = (study: string) =>
  usePages(['studies', study, TASKS], (query) =>
    must(api.GET('/api/v1/studies/{study_id}/scoring-tasks/', { params: { ...inStudy(study), query } })),
  )

/** The protocol in use; it changes with the study, never in the middle of a window. */
export const useProtocolInUse = (study: string) =>
  useQuery({
    queryKey: ['studies', study, 'protocol-in-use'],
    queryFn: async (): Promise<ProtocolDocument> => {
      const { results } = await must(
        api.GET('/api/v1/studies/{study_id}/protocols/', { params: inStudy(study) }),
      )
      const current = results.find(({ in_use }) => in_use)
      if (!current) throw new Error('The study has no protocol.')
      return current.document
    },
    staleTime: 60_000,
  })

export type ScaleInUse = { document: ScaleDocument; items: string[] }

/** The study's scales with their wording, and which of their items it scores. */
export const useScalesInUse = (study: string) =>
  useQuery({
    queryKey: ['studies', study, 'scales-in-use'],
    queryFn: async (): Promise<ScaleInUse[]> => {
      const scales = await must(api.GET('/api/v1/studies/{study_id}/scales/', { params: inStudy(study) }))
      const used = scales.filter(({ in_use }) => in_use)
      return Promise.all(
        used.map(async ({ id, items_in_use: items }) => {
          const scale = await must(
            api.GET('/api/v1/scales/{scale_id}/', { params: { path: { scale_id: id } } }),
          )
          return { document: scale.document, items }
        }),
      )
    },
    staleTime: 60_000,
  })

/** My windows on a video, in the order of the video. */
export const useMyWindows = (video: string) =>
  useQuery({
    queryKey: windowsKey(video),
    queryFn: async (): Promise<ObservationWindow[]> => {
      const { results } = await must(
        api.GET('/api/v1/videos/{video_id}/windows/', {
          params: { path: { video_id: video }, query: { page_size: 200 } },
        }),
      )
      return results.filter(({ mine }) => mine).sort((one, other) => one.start_frame - other.start_frame)
    },
  })

export type WindowFacts = Pick<ObservationWindow, 'start_frame' | 'end_frame' | 'end_reason'>
export type WindowChange = Partial<WindowFacts & Pick<ObservationWindow, 'start_event' | 'is_primary'>>

function useWindowChange<Input, Output>(
  video: string,
  mutationFn: (input: Input) => Promise<Output>,
  follow: (output: Output) => void = () => undefined,
) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn,
    // One after the other: each change makes a new row that the next one must name.
    scope: { id: `windows-${video}` },
    onSuccess: async (output) => {
      await cache.invalidateQueries({ queryKey: windowsKey(video) })
      follow(output)
    },
  })
}

type Follow = (window: ObservationWindow) => void

export const useSetWindow = (video: string, follow: Follow) =>
  useWindowChange(
    video,
    (body: WindowFacts) =>
      must(
        api.POST('/api/v1/videos/{video_id}/windows/', { ...ofVideo(video), body: { note: '', ...body } }),
      ),
    follow,
  )

export const useChangeWindow = (video: string, follow: Follow) =>
  useWindowChange(
    video,
    ({ id, change }: { id: string; change: WindowChange }) =>
      must(api.PATCH('/api/v1/windows/{window_id}/', { ...ofWindow(id), body: change })),
    follow,
  )

export const useRetireWindow = (video: string) =>
  useWindowChange(video, ({ id, reason }: { id: string; reason: string }) =>
    must(api.POST('/api/v1/windows/{window_id}/retire/', { ...ofWindow(id), body: { reason } })),
  )

export const sheetKey = (window: string, scale: string) => ['sheets', window, scale]

/** My sheet on a window: an open draft before the submitted one; null when it is not begun. */
export function useMySheet(window: string, scale: string) {
  const me = useMe()
  return useQuery({
    queryKey: sheetKey(window, scale),
    queryFn: async (): Promise<ScoreSheet | null> => {
      const { results } = await must(api.GET('/api/v1/windows/{window_id}/sheets/', ofWindow(window)))
      const mine = results.filter(
        (sheet) => sheet.operator.id === me.id && sheet.scale_key === scale && !sheet.superseded,
      )
      return mine.find(({ state }) => state === 'draft') ?? mine[0] ?? null
    },
  })
}

export const useLag = () =>
  useQuery({ queryKey: ['operator-lag'], queryFn: () => must(api.GET('/api/v1/operator-lag/')) })

export function useSetLag() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (milliseconds: number) =>
      must(api.PUT('/api/v1/operator-lag/', { body: { lag_ms: milliseconds, source: 'hand' } })),
    onSuccess: (lag) => {
      cache.setQueryData(['operator-lag'], lag)
    },
  })
}
