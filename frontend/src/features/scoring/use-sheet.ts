/** One score sheet: answers and its submission wait on this device until the server has them. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Answers, Base } from '../../player/engine/errands'
import type { Value } from '../../player/engine/scale'
import { api, must } from '../../shared/api/client'
import type { ScoreSheet } from '../../shared/api/types'
import { sheetKey } from './queries'
import { pendingOn, type ErrandDesk } from './use-errands'

export type { Answers } from '../../player/engine/errands'

/** What the operator says on a sheet, with what still waits. */
export type Stated = {
  values: Record<string, Value>
  overrides: Record<string, { value: Value; reason: string }>
  whine: boolean
}

/** Both sides of a sheet that was changed elsewhere; a locked one can only be corrected. */
export type Sides = { mine: Answers; server: Answers; locked: boolean }

const present = <T>(entries: Record<string, T | null>): Record<string, T> =>
  Object.fromEntries(Object.entries(entries).filter((entry): entry is [string, T] => entry[1] !== null))

export const statedOn = (sheet: ScoreSheet | null, { values, overrides, whine }: Answers): Stated => ({
  values: present({ ...sheet?.values, ...values }),
  overrides: present({ ...sheet?.overrides, ...overrides }),
  whine: whine ?? sheet?.whine ?? false,
})

const baseOf = (sheet: ScoreSheet | null): Base | null => sheet && { sheet: sheet.id, version: sheet.version }

export function useSheetActions(
  errands: ErrandDesk,
  window: string,
  scale: string,
  sheet: ScoreSheet | null,
) {
  const cache = useQueryClient()
  const { answers, submitting } = pendingOn(errands.errands, window, scale)
  const correct = useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      must(
        api.POST('/api/v1/sheets/{sheet_id}/correct/', {
          params: { path: { sheet_id: id } },
          body: { reason },
        }),
      ),
    onSuccess: (draft: ScoreSheet) => {
      cache.setQueryData(sheetKey(window, scale), draft)
    },
  })
  const about = (errand: { window: string } | undefined): boolean =>
    errand !== undefined && 'scale' in errand && errand.scale === scale && errand.window === window
  const { stop, refusal } = errands
  const server = stop && about(stop.errand) ? stop.stop.server : null
  const sides: Sides | null =
    server && 'answers' in server ? { mine: answers, server: server.answers, locked: server.locked } : null
  return {
    stated: statedOn(sheet, answers),
    submitting,
    sides,
    error: correct.error ?? (refusal && about(refusal.errand) ? refusal.error : null),
    save: (given: Answers) => {
      errands.answer(window, scale, baseOf(sheet), given)
    },
    submit: (given: Answers) => {
      errands.submit(window, scale, baseOf(sheet), given)
    },
    correct: (reason: string) => {
      if (sheet) correct.mutate({ id: sheet.id, reason })
    },
    choose: errands.resolve,
  }
}
