/** Windows and sheets as they stand on screen: the server's, with what still waits on this device. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import {
  Errands,
  joinAnswers,
  noErrands,
  type Answers,
  type Base,
  type Errand,
  type ErrandStop,
  type WindowFacts,
} from '../../player/engine/errands'
import { uuid } from '../../player/engine/uuid'
import type { ObservationWindow, ScoreSheet } from '../../shared/api/types'
import { unsavedChanges } from '../../shared/api/unsaved'
import { useMe } from '../accounts/session'
import { errandStore, sendErrand } from './errand-transport'
import { sheetKey, windowsKey } from './queries'

export type ErrandDesk = {
  waiting: number
  errands: readonly Errand[]
  stop: { errand: Errand; stop: ErrandStop } | null
  /** Why the last errand could not be carried out, and what it was about. */
  refusal: { errand: Errand; error: unknown } | null
  /** What a window is called now, and what it was called first. */
  nameNow: (id: string) => string
  firstName: (id: string) => string
  setWindow: (facts: WindowFacts) => string
  changeWindow: (id: string, facts: Partial<WindowFacts>) => void
  answer: (window: string, scale: string, base: Base | null, answers: Answers) => void
  submit: (window: string, scale: string, base: Base | null, answers: Answers) => void
  resolve: (side: 'mine' | 'server') => void
}

const never = () => () => undefined
const nothing = () => noErrands

/** Null until what an earlier page left behind has been read. `codingWaits`: a sheet rests on the lanes. */
export function useErrands(video: string, codingWaits: boolean): ErrandDesk | null {
  const [names, setNames] = useState<Readonly<Record<string, string>>>({})
  const [refusal, setRefusal] = useState<ErrandDesk['refusal']>(null)
  const errands = useOpenErrands(video, setNames, setRefusal)
  const queue = useSyncExternalStore(errands?.subscribe ?? never, errands?.snapshot ?? nothing)
  const waiting = queue.errands.length
  useEffect(() => {
    unsavedChanges.set('errands', waiting)
  }, [waiting])
  useEffect(() => {
    errands?.hold(codingWaits)
  }, [errands, codingWaits])
  if (!errands) return null
  const add = (errand: Errand) => {
    setRefusal(null)
    errands.add(errand)
  }
  const nameNow = (id: string): string => (names[id] === undefined ? id : nameNow(names[id]))
  const firstName = (id: string): string => {
    const former = Object.keys(names).find((name) => names[name] === id)
    return former === undefined ? id : firstName(former)
  }
  const first = queue.errands[0]
  return {
    waiting,
    errands: queue.errands,
    stop: queue.stop && first ? { errand: first, stop: queue.stop } : null,
    refusal,
    nameNow,
    firstName,
    setWindow: (facts) => {
      const window = uuid()
      add({ kind: 'set', id: uuid(), window, facts })
      return window
    },
    changeWindow: (window, facts) => {
      add({ kind: 'change', id: uuid(), window, facts })
    },
    answer: (window, scale, base, answers) => {
      add({ kind: 'answer', id: uuid(), window, scale, base, answers })
    },
    submit: (window, scale, base, answers) => {
      add({ kind: 'submit', id: uuid(), window, scale, base, answers })
    },
    resolve: (side) => {
      errands.resolve(side)
    },
  }
}

/** One queue per person and video for as long as the page is open. */
function useOpenErrands(
  video: string,
  rename: (change: (names: Readonly<Record<string, string>>) => Readonly<Record<string, string>>) => void,
  refuse: (refusal: ErrandDesk['refusal']) => void,
): Errands | null {
  const cache = useQueryClient()
  const { id: person } = useMe()
  const [errands, setErrands] = useState<Errands | null>(null)
  useEffect(() => {
    const next = new Errands({
      key: `${person}/${video}`,
      store: errandStore,
      send: sendErrand(person, video, {
        settle: ({ sheet }) => {
          if (sheet) takeSheet(cache, sheet)
        },
        refuse: (errand, error) => {
          refuse({ errand, error })
          void cache.invalidateQueries({
            queryKey: 'scale' in errand ? sheetKey(errand.window, errand.scale) : windowsKey(video),
          })
        },
      }),
      onDone: (errand, { window }) => {
        if (window === undefined) return
        moveSheets(cache, errand.window, window)
        moveWindow(cache, video, errand, window)
        if (errand.window !== window) rename((names) => ({ ...names, [errand.window]: window }))
      },
    })
    let gone = false
    const again = () => void next.send()
    void next.open().then(() => {
      if (!gone) setErrands(next)
    })
    window.addEventListener('online', again)
    return () => {
      gone = true
      next.close()
      unsavedChanges.set('errands', 0)
      window.removeEventListener('online', again)
    }
  }, [cache, person, video, rename, refuse])
  return errands
}

function takeSheet(cache: QueryClient, sheet: ScoreSheet): void {
  cache.setQueryData(sheetKey(sheet.window, sheet.scale_key), sheet)
  if (sheet.state === 'submitted') void cache.invalidateQueries({ queryKey: ['studies'] })
}

/** Unsubmitted sheets move along with their window. */
function moveSheets(cache: QueryClient, from: string, to: string): void {
  for (const [key, sheet] of cache.getQueriesData<ScoreSheet | null>({ queryKey: ['sheets', from] }))
    cache.setQueryData(sheetKey(to, String(key[2])), sheet && { ...sheet, window: to })
}

/** Shows the window as the server has it at once, then asks for the others, which may have changed with it. */
function moveWindow(cache: QueryClient, video: string, errand: Errand, to: string): void {
  const former = cache.getQueryData<ObservationWindow[]>(windowsKey(video)) ?? []
  cache.setQueryData(
    windowsKey(video),
    windowsWith(former, [errand]).map((one) => (one.id === errand.window ? { ...one, id: to } : one)),
  )
  void cache.invalidateQueries({ queryKey: windowsKey(video) })
}

/** The windows with what waits carried out. */
export function windowsWith(
  windows: readonly ObservationWindow[],
  errands: readonly Errand[],
): ObservationWindow[] {
  let shown = [...windows]
  for (const errand of errands) {
    if ('scale' in errand) continue
    const { facts, window: id } = errand
    if (errand.kind === 'set' && !shown.some((one) => one.id === id)) {
      const primary = errand.facts.is_primary ?? !shown.some((one) => one.is_primary)
      shown.push({ ...blank, ...errand.facts, id, is_primary: primary })
    } else shown = shown.map((one) => (one.id === id ? { ...one, ...facts } : one))
    if (facts.is_primary) shown = shown.map((one) => (one.id === id ? one : { ...one, is_primary: false }))
  }
  return shown.sort((one, other) => one.start_frame - other.start_frame)
}

/** What only the server knows of a window. */
const blank: Omit<ObservationWindow, 'id' | 'start_frame' | 'end_frame' | 'end_reason' | 'is_primary'> = {
  video: '',
  operator: { id: 0, name: '' },
  mine: true,
  start_ms: 0,
  end_ms: 0,
  start_event: '',
  note: '',
  previous: null,
  created_at: '',
  superseded: false,
  retired: false,
}

/** What waits for one sheet, and whether its submission does. */
export function pendingOn(errands: readonly Errand[], window: string, scale: string) {
  const mine = errands.filter(
    (errand) => 'scale' in errand && errand.window === window && errand.scale === scale,
  ) as Extract<Errand, { scale: string }>[]
  const answers = mine.reduce<Answers>((sum, errand) => joinAnswers(sum, errand.answers), {})
  return { answers, submitting: mine.some(({ kind }) => kind === 'submit') }
}
