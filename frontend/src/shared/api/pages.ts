/** Lists that continue behind a cursor, as one growing array. */
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query'

export type Page<T> = { next?: string | null; results: T[] }
export type PageQuery = { cursor?: string; page_size: number }

const PAGE_SIZE = 100

export const cursorIn = (address: string | null | undefined): string | undefined =>
  (address && new URL(address, window.location.origin).searchParams.get('cursor')) || undefined

/** For a list one works through: what is done stays where it was until the list is opened anew. */
export const UNMOVED = { staleTime: Infinity, gcTime: 0, refetchOnMount: 'always' } as const

/** Polls every two seconds while `isLive` says that something on the list is moving. */
export function usePages<T>(
  queryKey: QueryKey,
  fetchPage: (query: PageQuery) => Promise<Page<T>>,
  isLive: (item: T) => boolean = () => false,
  options: Partial<typeof UNMOVED> = {},
) {
  return useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) =>
      fetchPage({ page_size: PAGE_SIZE, ...(pageParam !== undefined && { cursor: pageParam }) }),
    ...options,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => cursorIn(last.next),
    select: ({ pages }) => pages.flatMap((page) => page.results),
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.results.some(isLive)) ? 2_000 : false,
  })
}
