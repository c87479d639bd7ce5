/** A study's reports: what there is, a new one, and whether one still holds. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, must } from '../../shared/api/client'
import { usePages } from '../../shared/api/pages'
import type { Report, ReportIn } from '../../shared/api/types'
import { isLive } from '../jobs/queries'

const inStudy = (id: string) => ({ path: { study_id: id } })
const listKey = (study: string) => ['studies', study, 'reports']

export const useReports = (study: string) =>
  usePages(
    listKey(study),
    (page) =>
      must(api.GET('/api/v1/studies/{study_id}/reports/', { params: { ...inStudy(study), query: page } })),
    (report: Report) => isLive(report.job),
  )

export function useMakeReport(study: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: ReportIn) =>
      must(api.POST('/api/v1/studies/{study_id}/reports/', { params: inStudy(study), body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: listKey(study) }),
  })
}

/** Counts everything again: on a large study some seconds, so only when asked. */
export const useCheckReport = (id: string) =>
  useMutation({
    mutationFn: () =>
      must(api.GET('/api/v1/reports/{report_id}/check/', { params: { path: { report_id: id } } })),
  })

export const fileAddress = (report: string, kind: 'html' | 'pdf') => `/api/v1/reports/${report}/file/${kind}/`
