/** Who is signed in: `null` means nobody. An ended session empties it wherever it is noticed. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, must, SESSION_ENDED } from '../../shared/api/client'
import { ApiError } from '../../shared/api/errors'
import type { Me } from '../../shared/api/types'
import { allauth } from './allauth'

const ME = ['me']

async function fetchMe(): Promise<Me | null> {
  try {
    return await must(api.GET('/api/v1/me/'))
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null
    throw error
  }
}

export function useSession() {
  const cache = useQueryClient()
  useEffect(() => {
    const forget = () => cache.setQueryData(ME, null)
    window.addEventListener(SESSION_ENDED, forget)
    return () => {
      window.removeEventListener(SESSION_ENDED, forget)
    }
  }, [cache])
  return useQuery({ queryKey: ME, queryFn: fetchMe, staleTime: 60_000 })
}

/** The person signed in; only for screens behind sign-in. */
export function useMe(): Me {
  const { data } = useQuery({ queryKey: ME, queryFn: fetchMe, staleTime: 60_000 })
  if (!data) throw new Error('No one is signed in.')
  return data
}

export function useRefreshSession() {
  const cache = useQueryClient()
  return () => cache.resetQueries()
}

export function useSignOut() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => allauth('DELETE', '/auth/session'),
    onSuccess: () => {
      cache.clear()
      // A full load leaves nothing of the former person in memory.
      window.location.assign('/')
    },
  })
}

type Settings = Partial<Pick<Me, 'name' | 'language' | 'theme' | 'key_map' | 'single_keys'>>

/** Own settings: shown at once, put back if the server refuses. */
export function useSettings() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: Settings) => must(api.PATCH('/api/v1/me/', { body })),
    onMutate: (change) => {
      const former = cache.getQueryData<Me>(ME)
      cache.setQueryData<Me>(ME, (me) => me && { ...me, ...change })
      return former
    },
    onError: (_error, _change, former) => cache.setQueryData(ME, former),
    onSuccess: (me) => cache.setQueryData(ME, me),
  })
}
