/** A study's datasets: what there is, what one would hold, its versions compared, its exports. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import { usePages } from '../../shared/api/pages'
import type { Dataset, DatasetExport, DatasetIn, DatasetRules, ExportIn } from '../../shared/api/types'
import { isLive } from '../jobs/queries'

const inStudy = (id: string) => ({ path: { study_id: id } })
const ofDataset = (id: string) => ({ path: { dataset_id: id } })
const listKey = (study: string) => ['studies', study, 'datasets']

export const useDatasets = (study: string) =>
  usePages(
    listKey(study),
    (page) =>
      must(api.GET('/api/v1/studies/{study_id}/datasets/', { params: { ...inStudy(study), query: page } })),
    (dataset: Dataset) => isLive(dataset.job),
  )

export const useDataset = (id: string) =>
  useQuery({
    queryKey: ['datasets', id],
    queryFn: () => must(api.GET('/api/v1/datasets/{dataset_id}/', { params: ofDataset(id) })),
    refetchInterval: ({ state }) => (isLive(state.data?.job) ? 2_000 : false),
  })

export const useDatasetRaters = (study: string) =>
  useQuery({
    queryKey: [...listKey(study), 'choices'],
    queryFn: () =>
      must(api.GET('/api/v1/studies/{study_id}/datasets/choices/', { params: inStudy(study) })).then(
        ({ raters }) => raters,
      ),
    staleTime: 60_000,
  })

/** What the rules would give now; the former counts stay while new ones are fetched. */
export const usePreview = (study: string, rules: DatasetRules | null) =>
  useQuery({
    queryKey: [...listKey(study), 'preview', rules],
    queryFn: () =>
      must(
        api.POST('/api/v1/studies/{study_id}/datasets/preview/', {
          params: inStudy(study),
          body: { rules: rules as DatasetRules },
        }),
      ),
    enabled: rules !== null,
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  })

export function useBuild(study: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: DatasetIn) =>
      must(api.POST('/api/v1/studies/{study_id}/datasets/', { params: inStudy(study), body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: listKey(study) }),
  })
}

export function useDiscard({ id, study }: Pick<Dataset, 'id' | 'study'>) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => must(api.DELETE('/api/v1/datasets/{dataset_id}/', { params: ofDataset(id) })),
    onSuccess: () => cache.invalidateQueries({ queryKey: listKey(study) }),
  })
}

export const useCard = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: ['datasets', id, 'card'],
    queryFn: () => must(api.GET('/api/v1/datasets/{dataset_id}/card/', { params: ofDataset(id) })),
    enabled,
  })

export const useDifference = (id: string, against: string | null) =>
  useQuery({
    queryKey: ['datasets', id, 'difference', against],
    queryFn: () =>
      must(
        api.GET('/api/v1/datasets/{dataset_id}/difference/', {
          params: { ...ofDataset(id), query: { against: against ?? '' } },
        }),
      ),
    enabled: against !== null,
    staleTime: 60_000,
    retry: false,
  })

export const useExports = (id: string) =>
  usePages(
    ['datasets', id, 'exports'],
    (page) =>
      must(api.GET('/api/v1/datasets/{dataset_id}/exports/', { params: { ...ofDataset(id), query: page } })),
    (one: DatasetExport) => isLive(one.job),
  )

export function useExport(id: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: ExportIn) =>
      must(api.POST('/api/v1/datasets/{dataset_id}/exports/', { params: ofDataset(id), body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['datasets', id, 'exports'] }),
  })
}

/** The flow as a figure; on paper it is a light one. */
export const flowAddress = (id: string, language: string, theme: string) =>
  `/api/v1/datasets/${id}/flow.svg?${new URLSearchParams({ language, theme }).toString()}`

export const fileAddress = (exported: string) => `/api/v1/dataset-exports/${exported}/file/`
