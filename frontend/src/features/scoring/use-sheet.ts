/** One score sheet: answers are saved as they are given, one request after the other. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Value } from '../../player/engine/scale'
import { api, must } from '../../shared/api/client'
import { ApiError } from '../../shared/api/errors'
import type { ScoreSheet } from '../../shared/api/types'
import { sheetKey } from './queries'

export type Answers = {
  values?: Record<string, Value | null>
  whine?: boolean
  overrides?: Record<string, { value: Value; reason: string } | null>
}

/** Both sides of a sheet that was changed elsewhere. */
export type Sides = { mine: Answers; server: ScoreSheet }

const ofSheet = (id: string) => ({ params: { path: { sheet_id: id } } })

/** The sheet's own draft, begun when there is none, with the answers entered. */
async function write(sheet: ScoreSheet | null, window: string, scale: string, answers: Answers) {
  const { id, version } =
    sheet ??
    (await must(
      api.POST('/api/v1/windows/{window_id}/sheets/', {
        params: { path: { window_id: window } },
        body: { scale },
      }),
    ))
  return must(api.PATCH('/api/v1/sheets/{sheet_id}/', { ...ofSheet(id), body: { version, ...answers } }))
}

const present = <T>(entries: Record<string, T | null>): Record<string, T> =>
  Object.fromEntries(Object.entries(entries).filter((entry): entry is [string, T] => entry[1] !== null))

/** The sheet as it reads with the answers on it, before the server has worked it out. */
const withAnswers = (sheet: ScoreSheet, { values, overrides, whine }: Answers): ScoreSheet => ({
  ...sheet,
  values: present({ ...sheet.values, ...values }),
  overrides: present({ ...sheet.overrides, ...overrides }),
  whine: whine ?? sheet.whine,
})

/** What its operator stated, put back on a sheet that may have moved on. */
const withStated = (sheet: ScoreSheet, { values, overrides, whine }: ScoreSheet): ScoreSheet => ({
  ...sheet,
  values,
  overrides,
  whine,
})

const lock = ({ id, version }: ScoreSheet) =>
  must(api.POST('/api/v1/sheets/{sheet_id}/submit/', { ...ofSheet(id), body: { version } }))

export function useSheetActions(window: string, scale: string) {
  const cache = useQueryClient()
  const [sides, setSides] = useState<Sides | null>(null)
  const key = sheetKey(window, scale)
  const current = () => cache.getQueryData<ScoreSheet | null>(key) ?? null
  const keep = (sheet: ScoreSheet) => {
    cache.setQueryData(key, sheet)
  }
  const options = { scope: { id: key.join('-') }, onSuccess: keep }
  const noticeSides = (error: Error, mine: Answers) => {
    if (error instanceof ApiError && error.code === 'sheet_changed')
      setSides({ mine, server: { ...current(), ...(error.server as ScoreSheet) } })
  }
  const save = useMutation({
    mutationFn: (answers: Answers) => write(current(), window, scale, answers),
    ...options,
    onMutate: (answers) => {
      const former = current()
      if (former) keep(withAnswers(former, answers))
      return former
    },
    onError: (error, mine, former) => {
      // Nothing may look saved that is not.
      const sheet = current()
      if (sheet && former) keep(withStated(sheet, former))
      noticeSides(error, mine)
    },
  })
  const submit = useMutation({
    // What is on screen is stated once more before it is locked, so that nothing older is locked.
    mutationFn: async (answers: Answers) => {
      const sheet = await write(current(), window, scale, answers)
      keep(sheet)
      return lock(sheet)
    },
    ...options,
    onSuccess: async (sheet: ScoreSheet) => {
      keep(sheet)
      await cache.invalidateQueries({ queryKey: ['studies'] })
    },
    onError: noticeSides,
  })
  const correct = useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      must(api.POST('/api/v1/sheets/{sheet_id}/correct/', { ...ofSheet(id), body: { reason } })),
    ...options,
  })
  const choose = (side: 'mine' | 'server') => {
    if (!sides) return
    cache.setQueryData(key, sides.server)
    setSides(null)
    if (side === 'mine') save.mutate(sides.mine)
    else save.reset()
  }
  return { save, submit, correct, sides, choose }
}
