/** What the study screens read and write. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import { usePages } from '../../shared/api/pages'
import type { Preset, ProtocolDocument, Role, Study } from '../../shared/api/types'

const inStudy = (id: string) => ({ path: { study_id: id } })
const ofMember = (id: string) => ({ path: { member_id: id } })

export const useStudies = () =>
  usePages(['studies'], (query) => must(api.GET('/api/v1/studies/', { params: { query } })))

export const useStudy = (id: string) =>
  useQuery({
    queryKey: ['studies', id],
    queryFn: () => must(api.GET('/api/v1/studies/{study_id}/', { params: inStudy(id) })),
  })

/** Asked again whenever something of the study was changed here, and on every visit. */
export const useNextStep = ({ id, counts, consent_gaps: gaps }: Study) =>
  useQuery({
    queryKey: ['studies', id, 'next-step', counts, gaps],
    queryFn: () => must(api.GET('/api/v1/studies/{study_id}/next-step/', { params: inStudy(id) })),
    placeholderData: keepPreviousData,
  })

export const usePresets = () =>
  useQuery({
    queryKey: ['presets'],
    queryFn: () => must(api.GET('/api/v1/protocol-presets/')),
    staleTime: Infinity,
  })

/** The scales a protocol of this study can name, with all their items. */
export const useScales = (study: string) =>
  useQuery({
    queryKey: ['studies', study, 'scales'],
    queryFn: () => must(api.GET('/api/v1/studies/{study_id}/scales/', { params: inStudy(study) })),
    staleTime: 60_000,
  })

export const useProtocols = (study: string) =>
  usePages(['studies', study, 'protocols'], (query) =>
    must(api.GET('/api/v1/studies/{study_id}/protocols/', { params: { ...inStudy(study), query } })),
  )

export const useMembers = (study: string) =>
  usePages(['studies', study, 'members'], (query) =>
    must(api.GET('/api/v1/studies/{study_id}/members/', { params: { ...inStudy(study), query } })),
  )

export const useWithdrawals = (study: string) =>
  usePages(
    ['studies', study, 'withdrawals'],
    (query) =>
      must(api.GET('/api/v1/studies/{study_id}/withdrawals/', { params: { ...inStudy(study), query } })),
    ({ erased_at }) => erased_at === null,
  )

/** A change to anything of a study refreshes what is shown of studies. */
function useStudyChange<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn,
    onSuccess: () => cache.invalidateQueries({ queryKey: ['studies'] }),
  })
}

export const useCreateStudy = () =>
  useStudyChange((body: { name: string; description: string; preset: Preset }) =>
    must(api.POST('/api/v1/studies/', { body })),
  )

export const useEditStudy = (id: string) =>
  useStudyChange((body: { name: string; description: string }) =>
    must(api.PATCH('/api/v1/studies/{study_id}/', { params: inStudy(id), body })),
  )

export const useNewProtocol = (study: string) =>
  useStudyChange((body: { document: ProtocolDocument; note: string }) =>
    must(api.POST('/api/v1/studies/{study_id}/protocols/', { params: inStudy(study), body })),
  )

export const useAddMember = (study: string) =>
  useStudyChange((body: { email: string; roles: Role[] }) =>
    must(api.POST('/api/v1/studies/{study_id}/members/', { params: inStudy(study), body })),
  )

export const useSetRoles = () =>
  useStudyChange(({ id, roles }: { id: string; roles: Role[] }) =>
    must(api.PATCH('/api/v1/members/{member_id}/', { params: ofMember(id), body: { roles } })),
  )

export const useRemoveMember = () =>
  useStudyChange((id: string) => must(api.DELETE('/api/v1/members/{member_id}/', { params: ofMember(id) })))
