/** What the disagreement screens read, and the one thing they write. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useSearchParams } from 'wouter'
import { api, must } from '../../shared/api/client'
import type { ConsensusRule, DecisionIn, Study } from '../../shared/api/types'

/** Which answers are looked at; it lives in the address. What is absent is the protocol's choice. */
export type Question = {
  scale?: string
  item?: string
  phase?: string
  infant?: string
  reading?: number
}

const NAMES = ['scale', 'item', 'phase', 'infant'] as const

export function useQuestion(): Question {
  const [search] = useSearchParams()
  const texts = NAMES.flatMap((name) => {
    const value = search.get(name)
    return value ? [[name, value] as const] : []
  })
  return { ...Object.fromEntries(texts), ...(search.get('reading') === '2' && { reading: 2 }) }
}

/** Whether the person decides on what is looked at; a second reading is nobody's to decide. */
export const decidesOn = (study: Study, { reading }: Question): boolean =>
  study.allowed.includes('score.adjudicate') && reading === undefined

const inStudy = (id: string) => ({ path: { study_id: id } })
const ofVideo = (id: string) => ({ path: { video_id: id } })
const key = (study: string, part: string, ...rest: unknown[]) => ['agreement', study, part, ...rest]

export const useBoard = (study: string, question: Question, page: number) =>
  useQuery({
    queryKey: key(study, 'board', question, page),
    queryFn: () =>
      must(
        api.GET('/api/v1/studies/{study_id}/agreement/board/', {
          params: { ...inStudy(study), query: { ...question, ...(page > 1 && { page }) } },
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })

export const useStatistics = (study: string, question: Question) =>
  useQuery({
    queryKey: key(study, 'statistics', question),
    queryFn: () =>
      must(
        api.GET('/api/v1/studies/{study_id}/agreement/statistics/', {
          params: { ...inStudy(study), query: question },
        }),
      ),
    staleTime: 60_000,
  })

export const useDrift = (study: string, question: Question) =>
  useQuery({
    queryKey: key(study, 'drift', question),
    queryFn: () =>
      must(
        api.GET('/api/v1/studies/{study_id}/agreement/drift/', {
          params: { ...inStudy(study), query: question },
        }),
      ),
    staleTime: 60_000,
  })

export const useFlow = (study: string, question: Question, rule: ConsensusRule | null) =>
  useQuery({
    queryKey: key(study, 'flow', question, rule),
    queryFn: () =>
      must(
        api.GET('/api/v1/studies/{study_id}/agreement/flow/', {
          params: { ...inStudy(study), query: { ...question, ...(rule && { rule }) } },
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })

export const useComparison = (study: string, video: string, { scale, phase, reading }: Question) =>
  useQuery({
    queryKey: key(study, 'comparison', video, scale, phase, reading),
    queryFn: () =>
      must(
        api.GET('/api/v1/videos/{video_id}/comparison/', {
          params: {
            ...ofVideo(video),
            query: { ...(scale && { scale }), ...(phase && { phase }), ...(reading && { reading }) },
          },
        }),
      ),
    staleTime: 30_000,
  })

export const useCase = (study: string, video: string, { scale, item, phase }: Question) =>
  useQuery({
    queryKey: key(study, 'case', video, scale, item, phase),
    queryFn: () =>
      must(
        api.GET('/api/v1/videos/{video_id}/adjudication/', {
          params: {
            ...ofVideo(video),
            query: { ...(scale && { scale }), ...(item && { item }), ...(phase && { phase }) },
          },
        }),
      ),
  })

export function useDecide(study: string, video: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: DecisionIn) =>
      must(api.POST('/api/v1/videos/{video_id}/adjudication/', { params: ofVideo(video), body })),
    // After a refusal too: somebody may have decided meanwhile, and that decision is shown.
    onSettled: () => cache.invalidateQueries({ queryKey: ['agreement', study] }),
  })
}

/** The address of a file about the same question. */
export function fileAddress(
  study: string,
  path: string,
  question: Question,
  more: Record<string, string> = {},
) {
  const entries = Object.entries({ ...question, ...more }).map(([name, value]) => [name, String(value)])
  const query = new URLSearchParams(entries).toString()
  return `/api/v1/studies/${study}/agreement/${path}${query ? `?${query}` : ''}`
}
