/** The case under the cursor, what was decided here, and everything that can be decided next. */
import { useEffect, useRef, useState } from 'react'
import { ApiError } from '../../shared/api/errors'
import type { FinalLabel, FinalLabelIn, ReviewCase, Suggestion } from '../../shared/api/types'
import { uuid } from '../../player/engine/uuid'
import { useDecide } from './queries'

export type FinalValue = FinalLabelIn['value']
/** What the screen asks before a decision is complete. */
export type Asking = { value: FinalValue; about: 'reason' | 'why'; reason: string } | null
/** Somebody decided about the same frame meanwhile. */
export type Clash = { mine: FinalLabelIn; theirs: FinalLabel } | null

type Told = { final: FinalLabel; suggestion: Suggestion | null }
const LONGEST_LOOK_MS = 3_600_000

export type Review = ReturnType<typeof useReview>

/** What was decided here on top of what the server had said. */
function useTold() {
  const [told, setTold] = useState<ReadonlyMap<string, Told>>(new Map())
  const finalOf = (one: ReviewCase): FinalLabel | null => told.get(one.frame)?.final ?? one.final
  return {
    finalOf,
    isDecided: (one: ReviewCase): boolean => (finalOf(one)?.value ?? 'cleared') !== 'cleared',
    suggestionOf: (one: ReviewCase): Suggestion | null => told.get(one.frame)?.suggestion ?? one.suggestion,
    hear: (answers: readonly Told[]) => {
      setTold((former) => new Map([...former, ...answers.map((one) => [one.final.frame, one] as const)]))
    },
  }
}

/** Where one is, what the screen asks there, and the note that goes with the next decision. */
function useCursor(cases: readonly ReviewCase[], isDecided: (one: ReviewCase) => boolean) {
  const [cursor, setCursor] = useState(0)
  const [asking, setAsking] = useState<Asking>(null)
  const [note, setNote] = useState('')
  const current = cases[Math.min(cursor, cases.length - 1)]
  const look = useRef(0)
  const frame = current?.frame
  useEffect(() => {
    look.current = performance.now()
  }, [frame])
  const goTo = (place: number) => {
    setCursor(Math.max(0, Math.min(cases.length - 1, place)))
    setAsking(null)
    setNote('')
  }
  return {
    ...{ cursor, current, asking, note, setAsking, setNote, goTo },
    lookedMs: () => Math.round(Math.min(LONGEST_LOOK_MS, performance.now() - look.current)),
    /** To the next case that waits, else to the first one before it; `done` are about to be told as decided. */
    goOn: (done: ReadonlySet<string>) => {
      const waits = (one: ReviewCase) => !done.has(one.frame) && !isDecided(one)
      const after = cases.findIndex((one, place) => place > cursor && waits(one))
      goTo(after >= 0 ? after : Math.max(0, cases.findIndex(waits)))
    },
  }
}

/** `cases` only ever grow while they are shown, so that nothing jumps. */
export function useReview(study: string, cases: readonly ReviewCase[]) {
  const told = useTold()
  const here = useCursor(cases, told.isDecided)
  const [past, setPast] = useState<readonly string[]>([])
  const { current } = here
  const sending = useSending(study, {
    heard: (answers, shown) => {
      const frames = answers.map(({ final }) => final.frame)
      told.hear(answers)
      here.setAsking(null)
      setPast((former) => [...former, ...frames])
      // What the model says after the answer is worth a look before one goes on.
      if (shown || answers.every(({ suggestion }) => suggestion === null)) here.goOn(new Set(frames))
    },
    ask: here.setAsking,
  })
  const decisionOf = (
    one: ReviewCase,
    value: FinalValue,
    more: Partial<FinalLabelIn> = {},
  ): FinalLabelIn => ({
    ...{ id: uuid(), frame: one.frame, value, supersedes: told.finalOf(one)?.id ?? null },
    ...{ reason: '', why: '', note: here.note.trim(), decided_ms: here.lookedMs(), ...more },
  })
  return {
    ...{ ...here, ...told, cases, past, sending },
    run: current ? runOf(current, cases, told.isDecided) : [],
    next: () => {
      here.goOn(new Set())
    },
    decide: (value: FinalValue, reason = '', why: FinalLabelIn['why'] = '') => {
      if (!current || sending.busy) return
      const asking = missingIn(current, value, reason, why)
      if (asking) here.setAsking(asking)
      else sending.send([decisionOf(current, value, { reason, why })], told.suggestionOf(current) !== null)
    },
    approveRun: (run: readonly ReviewCase[]) => {
      if (run.length === 0 || sending.busy) return
      const alike = run.map((one) => decisionOf(one, one.agreed as FinalValue, { note: '' }))
      sending.send(alike, true, true)
    },
    undo: () => {
      const place = cases.findIndex((one) => one.frame === past.at(-1))
      const last = cases[place]
      if (!last || sending.busy) return
      setPast(past.slice(0, -1))
      here.goTo(place)
      sending.takeBack(decisionOf(last, 'cleared', { note: '' }), told.hear)
    },
  }
}

/** What has still to be asked before a decision is complete. */
function missingIn(current: ReviewCase, value: FinalValue, reason: string, why: string | undefined): Asking {
  if (value === 'unusable' && !reason) return { value, about: 'reason', reason: '' }
  return current.agreed && value !== current.agreed && !why ? { value, about: 'why', reason } : null
}

/** The frames of the case's run that are loaded and wait: what can be approved is what is on screen. */
const runOf = (
  current: ReviewCase,
  cases: readonly ReviewCase[],
  isDecided: (one: ReviewCase) => boolean,
): ReviewCase[] =>
  current.run === null || isDecided(current)
    ? []
    : cases.filter((one) => one.run === current.run && !isDecided(one))

/** One decision after the other on its way to the server, again and again until it is there. */
function useSending(
  study: string,
  {
    heard,
    ask,
  }: { heard: (answers: readonly Told[], shown: boolean) => void; ask: (asking: Asking) => void },
) {
  const sending = useDecide(study)
  const [clash, setClash] = useState<Clash>(null)
  useUnsavedGuard(sending.isPending)
  const send = (decisions: FinalLabelIn[], shown: boolean, inRun = false) => {
    setClash(null)
    sending.mutate(
      { decisions, inRun },
      {
        onSuccess: (answers) => {
          heard(answers, shown)
        },
        onError: (error) => {
          const [mine] = decisions
          if (!mine || !(error instanceof ApiError)) return
          if (error.code === 'why_missing')
            ask({ value: mine.value, about: 'why', reason: mine.reason ?? '' })
          const theirs = error.code === 'decided_meanwhile' && (error.server as FinalLabel | null)
          if (theirs) setClash({ mine, theirs })
        },
      },
    )
  }
  return {
    send,
    clash,
    busy: sending.isPending,
    trying: sending.failureCount > 0 && sending.isPending,
    error: clash || isAsked(sending.error) ? null : sending.error,
    takeBack: (decision: FinalLabelIn, hear: (answers: readonly Told[]) => void) => {
      sending.mutate({ decisions: [decision], inRun: false }, { onSuccess: hear })
    },
    keepMine: () => {
      if (clash) send([{ ...clash.mine, id: uuid(), supersedes: clash.theirs.id }], true)
    },
    keepTheirs: () => {
      if (clash) heard([{ final: clash.theirs, suggestion: null }], true)
      setClash(null)
    },
  }
}

const isAsked = (error: unknown) => error instanceof ApiError && error.code === 'why_missing'

/** Leaving the page with a decision on its way is worth a question. */
function useUnsavedGuard(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return
    const warn = (event: BeforeUnloadEvent) => {
      event.preventDefault()
    }
    window.addEventListener('beforeunload', warn)
    return () => {
      window.removeEventListener('beforeunload', warn)
    }
  }, [unsaved])
}
