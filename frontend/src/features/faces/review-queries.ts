/** Frames with their faces, and what people say about them; an answer is on screen before the server has it. */
import {
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import { usePages, type Page } from '../../shared/api/pages'
import type { FaceFrame, FaceFrameDetail, FaceReview, FaceReviewIn } from '../../shared/api/types'

export const states = ['all', 'to_review', 'reviewed', 'without_face'] as const
export type FrameState = (typeof states)[number]
export type Said = Omit<FaceReviewIn, 'supersedes'>

const listKey = (study: string) => ['studies', study, 'faces']
const oneKey = (id: string) => ['frames', id]
const ofFrame = (id: string) => ({ path: { frame_id: id } })

const readFrame = (id: string) => must(api.GET('/api/v1/frames/{frame_id}/', { params: ofFrame(id) }))

export const useFrames = (study: string, state: FrameState, enabled: boolean) =>
  usePages([...listKey(study), state, enabled], (page) =>
    enabled
      ? must(
          api.GET('/api/v1/studies/{study_id}/frames/', {
            params: {
              path: { study_id: study },
              query: { ...page, ...(state !== 'all' && { state }) },
            },
          }),
        )
      : Promise.resolve({ results: [] as FaceFrame[] }),
  )

export const useFrame = (id: string | null) =>
  useQuery({
    queryKey: oneKey(id ?? ''),
    queryFn: () => readFrame(id ?? ''),
    enabled: id !== null,
  })

/** Several frames by id, in that order; those not read yet are left out. */
export const useFramesById = (ids: readonly string[]) =>
  useQueries({
    queries: ids.map((id) => ({
      queryKey: oneKey(id),
      queryFn: () => readFrame(id),
      staleTime: 30_000,
    })),
    combine: (all) => all.flatMap(({ data }) => (data ? [data] : [])),
  })

/** Puts a review on every copy of a frame; nothing moves, whatever the filter says. */
function paint(cache: QueryClient, study: string, id: string, review: FaceReview | null) {
  cache.setQueriesData<InfiniteData<Page<FaceFrame>>>({ queryKey: listKey(study) }, (data) =>
    data
      ? {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            results: page.results.map((frame) => (frame.id === id ? { ...frame, review } : frame)),
          })),
        }
      : data,
  )
  cache.setQueryData<FaceFrameDetail>(oneKey(id), (frame) => (frame ? { ...frame, review } : frame))
}

/** Ids of reviews that exist only on this screen so far. */
const PENDING = 'pending:'
export const pendingId = (frame: string) => `${PENDING}${frame}`
export const isPending = (review: FaceReview | null): boolean => review?.id.startsWith(PENDING) ?? false

/** Something said about a frame, and the review that was in force before. */
type Spoken = { id: string; former: FaceReview | null }
export type Answer = Spoken & { said: Said; supersedes?: string | null }
type Kind<A extends Spoken> = {
  send: (answer: A) => Promise<FaceFrame>
  /** What is on screen before the server has it. */
  foreseen: (answer: A) => FaceReview | null
}

/** What the server last said about a frame on this device, so that an answer supersedes the right one. */
const known = new Map<string, string | null>()

/** What answers and their taking back share: one after the other, as a second one supersedes the first. */
function useSaying<A extends Spoken>(
  study: string,
  kind: Kind<A>,
  onRefused: (answer: A, error: unknown) => void,
) {
  const cache = useQueryClient()
  return useMutation({
    scope: { id: `faces-${study}` },
    mutationFn: kind.send,
    onMutate: (answer: A) => {
      void cache.cancelQueries({ queryKey: oneKey(answer.id) })
      paint(cache, study, answer.id, kind.foreseen(answer))
    },
    onSuccess: ({ id, review }) => {
      known.set(id, review?.id ?? null)
      paint(cache, study, id, review)
    },
    onError: async (error, answer) => {
      const now = await readFrame(answer.id).catch(() => null)
      known.delete(answer.id)
      paint(cache, study, answer.id, now ? now.review : answer.former)
      onRefused(answer, error)
    },
  })
}

export const useReview = (study: string, onRefused: (answer: Answer, error: unknown) => void) =>
  useSaying(study, saying, onRefused)

const saying: Kind<Answer> = {
  send: ({ id, said, former, supersedes }) => {
    const shown = isPending(former) ? (known.get(id) ?? null) : (former?.id ?? null)
    const before = supersedes === undefined ? shown : supersedes
    return must(
      api.POST('/api/v1/frames/{frame_id}/reviews/', {
        params: ofFrame(id),
        body: { ...said, supersedes: before },
      }),
    )
  },
  foreseen: ({ id, said }) => ({
    ...said,
    id: pendingId(id),
    box: said.box ?? null,
    adults: said.adults ?? [],
    reviewer_name: '',
    created_at: '',
  }),
}

/** The first answer about a frame, taken back: nobody has reviewed it then. */
export const useTakeBack = (study: string, onRefused: (answer: Spoken, error: unknown) => void) =>
  useSaying(study, takingBack, onRefused)

const takingBack: Kind<Spoken> = {
  send: ({ id }) =>
    must(
      api.POST('/api/v1/frames/{frame_id}/reviews/taken-back/', {
        params: ofFrame(id),
        body: { review: known.get(id) ?? '' },
      }),
    ),
  foreseen: () => null,
}

/** A frame's picture is asked for before somebody gets there. */
export function prefetch(cache: QueryClient, id: string) {
  new Image().src = imageOf(id)
  void cache.prefetchQuery({ queryKey: oneKey(id), queryFn: () => readFrame(id), staleTime: 5_000 })
}

export const imageOf = (id: string) => `/api/v1/frames/${id}/image/`
export const thumbnailOf = (id: string) => `/api/v1/frames/${id}/thumbnail/`
