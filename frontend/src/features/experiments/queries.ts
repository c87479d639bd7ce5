/** Training runs, their curves, and the models that come out of them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import { usePages } from '../../shared/api/pages'
import type { TrainingRun, TrainingRunDetail, TrainingRunIn } from '../../shared/api/types'
import { isLive } from '../jobs/queries'

const inStudy = (id: string) => ({ path: { study_id: id } })
const ofRun = (id: string) => ({ path: { run_id: id } })
const ofModel = (id: string) => ({ path: { model_id: id } })
const runsKey = (study: string) => ['studies', study, 'training-runs']
const runKey = (id: string) => ['training-runs', id]
const LOOK_AGAIN_MS = 2_000

export const isUnderWay = (run: TrainingRun) =>
  run.started_at !== null && run.stopped_at === null && run.finished_at === null

const isBusy = (run: TrainingRunDetail | undefined) =>
  run !== undefined && (run.jobs.some(isLive) || isUnderWay(run))

export const usePresets = (study: string) =>
  useQuery({
    queryKey: [...runsKey(study), 'presets'],
    queryFn: () =>
      must(api.GET('/api/v1/studies/{study_id}/training-presets/', { params: inStudy(study) })).then(
        ({ presets }) => presets,
      ),
    staleTime: Infinity,
  })

export const useRuns = (study: string) =>
  usePages(
    runsKey(study),
    (page) =>
      must(
        api.GET('/api/v1/studies/{study_id}/training-runs/', { params: { ...inStudy(study), query: page } }),
      ),
    (run: TrainingRun) => isUnderWay(run),
  )

export const useRun = (id: string) =>
  useQuery({
    queryKey: runKey(id),
    queryFn: () => must(api.GET('/api/v1/training-runs/{run_id}/', { params: ofRun(id) })),
    refetchInterval: ({ state }) => (isBusy(state.data) ? LOOK_AGAIN_MS : false),
  })

export const useCurves = (run: TrainingRunDetail) =>
  useQuery({
    queryKey: [...runKey(run.id), 'curves'],
    queryFn: () =>
      must(api.GET('/api/v1/training-runs/{run_id}/curves/', { params: ofRun(run.id) })).then(
        ({ folds }) => folds,
      ),
    enabled: run.started_at !== null,
    refetchInterval: isUnderWay(run) ? LOOK_AGAIN_MS : false,
  })

export function usePlan(study: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: TrainingRunIn) =>
      must(api.POST('/api/v1/studies/{study_id}/training-runs/', { params: inStudy(study), body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: runsKey(study) }),
  })
}

export function useRunAction(id: string, action: 'start' | 'stop') {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () =>
      must(api.POST(`/api/v1/training-runs/{run_id}/${action}/` as const, { params: ofRun(id) })),
    onSuccess: (run) => {
      cache.setQueryData(runKey(id), run)
    },
  })
}

export const useModel = (id: string) =>
  useQuery({
    queryKey: ['models', id],
    queryFn: () => must(api.GET('/api/v1/models/{model_id}/', { params: ofModel(id) })),
  })

export function useModelStatus(id: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (status: 'approved' | 'retired') =>
      must(api.POST('/api/v1/models/{model_id}/status/', { params: ofModel(id), body: { status } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['models', id] }),
  })
}

export const useRegions = (id: string) =>
  useQuery({
    queryKey: ['models', id, 'regions'],
    queryFn: () =>
      must(api.GET('/api/v1/models/{model_id}/regions/', { params: ofModel(id) })).then(
        ({ classes }) => classes,
      ),
  })

export type Order = 'doubtful' | 'pain' | 'nonpain'

export const useExplained = (id: string, order: Order) =>
  useQuery({
    queryKey: ['models', id, 'frames', order],
    queryFn: () =>
      must(api.GET('/api/v1/models/{model_id}/frames/', { params: { ...ofModel(id), query: { order } } })),
  })

export const figureAddress = (run: string, name: string) => `/api/v1/training-runs/${run}/figures/${name}.svg`
export const tableAddress = (run: string, name: string) => `/api/v1/training-runs/${run}/figures/${name}.csv`
export const cardAddress = (run: string) => `/api/v1/training-runs/${run}/card/`
