/** People, invitations and API tokens. */
import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import { usePages } from '../../shared/api/pages'
import type { Role } from '../../shared/api/types'

function useChange<Input, Output>(queryKey: QueryKey, mutationFn: (input: Input) => Promise<Output>) {
  const cache = useQueryClient()
  return useMutation({ mutationFn, onSuccess: () => cache.invalidateQueries({ queryKey }) })
}

export const useUsers = () =>
  usePages(['users'], (query) => must(api.GET('/api/v1/users/', { params: { query } })))

type Activation = { id: number; active: boolean; reason: string }

export const useSetActive = () =>
  useChange(['users'], ({ id, active, reason }: Activation) => {
    const request = { params: { path: { user_id: id } }, body: { reason } }
    return must(
      active
        ? api.POST('/api/v1/users/{user_id}/activate/', request)
        : api.POST('/api/v1/users/{user_id}/deactivate/', request),
    )
  })

export const useInvitations = () =>
  usePages(['invitations'], (query) => must(api.GET('/api/v1/invitations/', { params: { query } })))

export type InvitationEntry = {
  email: string
  study: string | null
  roles: Role[]
  is_site_admin: boolean
}

export const useInvite = () =>
  useChange(['invitations'], (body: InvitationEntry) => must(api.POST('/api/v1/invitations/', { body })))

export const useRevokeInvitation = () =>
  useChange(['invitations'], (id: string) =>
    must(api.DELETE('/api/v1/invitations/{invitation_id}/', { params: { path: { invitation_id: id } } })),
  )

export const useTokens = () =>
  usePages(['tokens'], (query) => must(api.GET('/api/v1/tokens/', { params: { query } })))

export const useCreateToken = () =>
  useChange(['tokens'], (body: { name: string; expires_in_days: number }) =>
    must(api.POST('/api/v1/tokens/', { body })),
  )

export const useRevokeToken = () =>
  useChange(['tokens'], (id: string) =>
    must(api.DELETE('/api/v1/tokens/{token_id}/', { params: { path: { token_id: id } } })),
  )
