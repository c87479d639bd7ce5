/** Which window is worked on, and what In and Out do to it. */
import { useState } from 'react'
import type { WindowFacts } from '../../player/engine/errands'
import type { Span } from '../../player/engine/lanes'
import type { ObservationWindow, ProtocolDocument } from '../../shared/api/types'
import { useRetireWindow } from './queries'
import { windowsWith, type ErrandDesk } from './use-errands'

export type WindowDesk = {
  windows: ObservationWindow[]
  current: ObservationWindow | null
  /** Stays the same while the window's rows take each other's place. */
  currentKey: string
  /** Whether the server knows the window yet. */
  known: boolean
  span: Span | null
  /** The first frame of a window that has no end yet. */
  pendingStart: number | null
  /** Whether another window can be begun now. */
  canBegin: boolean
  /** Whether nothing waits, so that the window can be taken out. */
  settled: boolean
  rule: ProtocolDocument['window']
  error: unknown
  choose: (id: string) => void
  begin: () => void
  setIn: (frame: number) => void
  setOut: (frame: number) => void
  change: (change: Partial<WindowFacts>) => void
  retire: (reason: string) => void
}

export function useWindowDesk(
  video: string,
  saved: ObservationWindow[],
  { window: rule }: ProtocolDocument,
  errands: ErrandDesk,
): WindowDesk {
  const [chosen, setChosen] = useState<string | null>(null)
  const [fresh, setFresh] = useState(false)
  const [pendingStart, setPendingStart] = useState<number | null>(null)
  const retire = useRetireWindow(video)
  const choose = (id: string) => {
    setChosen(id)
    setFresh(false)
    setPendingStart(null)
  }
  const windows = windowsWith(saved, errands.errands)
  const current = fresh ? null : pick(windows, chosen && errands.nameNow(chosen))
  const alter = (facts: Partial<WindowFacts>) => {
    if (!current) return
    choose(current.id)
    errands.changeWindow(current.id, facts)
  }
  return {
    windows,
    current,
    currentKey: current ? errands.firstName(current.id) : '',
    known: saved.some(({ id }) => id === current?.id),
    span: current && { start: current.start_frame, end: current.end_frame },
    pendingStart: current ? null : pendingStart,
    canBegin: windows.length > 0 && !fresh && rule.many_per_video,
    settled: errands.waiting === 0,
    rule,
    error: refusalOf(errands) ?? retire.error,
    choose,
    begin: () => {
      setFresh(true)
    },
    setIn: (frame) => {
      if (current) alter({ start_frame: frame })
      else setPendingStart(frame)
    },
    setOut: (frame) => {
      const end_frame = frame + 1
      if (current) alter({ end_frame })
      else if (pendingStart !== null && pendingStart < end_frame)
        choose(errands.setWindow(newWindow(rule, pendingStart, end_frame)))
    },
    change: alter,
    retire: (reason) => {
      if (current) retire.mutate({ id: current.id, reason })
    },
  }
}

/** The window of that name, else the primary one. */
const pick = (windows: readonly ObservationWindow[], id: string | null): ObservationWindow | null =>
  windows.find((one) => one.id === id) ?? windows.find((one) => one.is_primary) ?? windows[0] ?? null

const newWindow = (
  rule: ProtocolDocument['window'],
  start_frame: number,
  end_frame: number,
): WindowFacts => ({
  start_frame,
  end_frame,
  start_event: rule.start_event,
  end_reason: rule.end_reasons[0] ?? '',
})

const refusalOf = ({ refusal }: ErrandDesk): unknown =>
  refusal && !('scale' in refusal.errand) ? refusal.error : null
