/** Windows, scales, score sheets, one's own work list and reaction lag. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import { usePages } from '../../shared/api/pages'
import type { ObservationWindow, ProtocolDocument, ScaleDocument, ScoreSheet } from '../../shared/api/types'
import { useMe } from '../accounts/session'

const ofWindow = (id: string) => ({ params: { path: { window_id: id } } })
const inStudy = (id: string) => ({ path: { study_id: id } })

export const windowsKey = (video: string) => ['videos', video, 'windows']
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

/** Taking a window out is not left waiting: it cannot be told from a mistake afterwards. */
export function useRetireWindow(video: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      must(api.POST('/api/v1/windows/{window_id}/retire/', { ...ofWindow(id), body: { reason } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: windowsKey(video) }),
  })
}

export const sheetKey = (window: string, scale: string) => ['sheets', window, scale]

/** My sheet on a window: an open draft before the submitted one; null when it is not begun. A window that still waits on
 * this device (`known` false) has none. */
export function useMySheet(window: string, scale: string, known: boolean) {
  const me = useMe()
  return useQuery({
    queryKey: sheetKey(window, scale),
    ...(!known && { enabled: false, initialData: null }),
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
    mutationFn: (body: { lag_ms: number; source: 'hand' | 'calibration' }) =>
      must(api.PUT('/api/v1/operator-lag/', { body })),
    onSuccess: (lag) => {
      cache.setQueryData(['operator-lag'], lag)
    },
  })
}
