/** Infants, their consents, and the withdrawal of a consent. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import { usePages } from '../../shared/api/pages'
import type { Consent, Context, Sex } from '../../shared/api/types'

export type ConsentFilter = 'all' | 'valid' | 'missing'
export type InfantEntry = {
  pseudonym: string
  sex: Sex
  age_hours: number | null
  group: string
  context: Context[]
  note: string
}
export type ConsentEntry = Pick<Consent, 'scopes' | 'document_version' | 'signed_on'>

const ofInfant = (id: string) => ({ path: { infant_id: id } })

export const useInfants = (study: string, filter: { consent: ConsentFilter; search: string }) =>
  usePages(['studies', study, 'infants', filter], (page) =>
    must(
      api.GET('/api/v1/studies/{study_id}/infants/', {
        params: {
          path: { study_id: study },
          query: {
            ...page,
            ...(filter.consent !== 'all' && { consent: filter.consent }),
            ...(filter.search && { search: filter.search }),
          },
        },
      }),
    ),
  )

export const useInfant = (id: string) =>
  useQuery({
    queryKey: ['infants', id],
    queryFn: () => must(api.GET('/api/v1/infants/{infant_id}/', { params: ofInfant(id) })),
  })

export const useConsents = (infant: string) =>
  usePages(['infants', infant, 'consents'], (query) =>
    must(api.GET('/api/v1/infants/{infant_id}/consents/', { params: { ...ofInfant(infant), query } })),
  )

/** What a withdrawal would reach: asked afresh each time, never from memory. */
export const useWithdrawalReach = (infant: string) =>
  useQuery({
    queryKey: ['infants', infant, 'withdrawal'],
    queryFn: () => must(api.GET('/api/v1/infants/{infant_id}/withdrawal/', { params: ofInfant(infant) })),
    gcTime: 0,
    staleTime: 0,
  })

function useInfantChange<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn,
    onSuccess: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: ['infants'] }),
        cache.invalidateQueries({ queryKey: ['studies'] }),
      ]),
  })
}

export const useAddInfant = (study: string) =>
  useInfantChange((body: InfantEntry) =>
    must(api.POST('/api/v1/studies/{study_id}/infants/', { params: { path: { study_id: study } }, body })),
  )

export const useEditInfant = (id: string) =>
  useInfantChange((body: InfantEntry) =>
    must(api.PATCH('/api/v1/infants/{infant_id}/', { params: ofInfant(id), body })),
  )

export const useRecordConsent = (infant: string) =>
  useInfantChange((body: ConsentEntry) =>
    must(api.POST('/api/v1/infants/{infant_id}/consents/', { params: ofInfant(infant), body })),
  )

/** Does not refresh the infant, which no longer exists; the page shows what remains. */
export function useWithdraw(infant: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: { reason: string; confirm: string }) =>
      must(api.POST('/api/v1/infants/{infant_id}/withdrawal/', { params: ofInfant(infant), body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['studies'] }),
  })
}
