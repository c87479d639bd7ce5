/** The chain of events, and whether it is whole. */
import { useQuery } from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import { usePages } from '../../shared/api/pages'

export type AuditFilter = { study?: string; action?: string; actor?: number; since?: string; until?: string }

export const useAudit = (filter: AuditFilter) =>
  usePages(['audit', filter], (page) =>
    must(api.GET('/api/v1/audit/', { params: { query: { ...page, ...filter } } })),
  )

export const useVerification = () =>
  useQuery({
    queryKey: ['audit', 'verification'],
    queryFn: () => must(api.GET('/api/v1/audit/verification/')),
  })
