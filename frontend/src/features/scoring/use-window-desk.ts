/** Which window is worked on, and what In and Out do to it. */
import { useState } from 'react'
import type { Span } from '../../player/engine/lanes'
import type { ObservationWindow, ProtocolDocument } from '../../shared/api/types'
import { useChangeWindow, useRetireWindow, useSetWindow, type WindowChange } from './queries'

export type WindowDesk = {
  windows: ObservationWindow[]
  current: ObservationWindow | null
  span: Span | null
  /** The first frame of a window that has no end yet. */
  pendingStart: number | null
  /** Whether another window can be begun now. */
  canBegin: boolean
  rule: ProtocolDocument['window']
  error: unknown
  choose: (id: string) => void
  begin: () => void
  setIn: (frame: number) => void
  setOut: (frame: number) => void
  change: (change: WindowChange) => void
  retire: (reason: string) => void
}

export function useWindowDesk(
  video: string,
  windows: ObservationWindow[],
  { window: rule }: ProtocolDocument,
): WindowDesk {
  const [chosen, setChosen] = useState<string | null>(null)
  const [fresh, setFresh] = useState(false)
  const [pendingStart, setPendingStart] = useState<number | null>(null)
  const choose = (id: string) => {
    setChosen(id)
    setFresh(false)
    setPendingStart(null)
  }
  const { set, change, retire } = useWindowWrites(video, choose)
  const usual = windows.find(({ is_primary: primary }) => primary) ?? windows[0] ?? null
  const current = fresh ? null : (windows.find(({ id }) => id === chosen) ?? usual)
  const alter = (facts: WindowChange) => {
    if (current) change.mutate({ id: current.id, change: facts })
  }
  return {
    windows,
    current,
    span: current && { start: current.start_frame, end: current.end_frame },
    pendingStart: current ? null : pendingStart,
    canBegin: windows.length > 0 && !fresh && rule.many_per_video,
    rule,
    error: set.error ?? change.error ?? retire.error,
    choose,
    begin: () => {
      setFresh(true)
    },
    setIn: (frame) => {
      if (current) alter({ start_frame: frame })
      else setPendingStart(frame)
    },
    setOut: (frame) => {
      const end = frame + 1
      if (current) alter({ end_frame: end })
      else if (pendingStart !== null)
        set.mutate({ start_frame: pendingStart, end_frame: end, end_reason: rule.end_reasons[0] ?? '' })
    },
    change: alter,
    retire: (reason) => {
      if (current) retire.mutate({ id: current.id, reason })
    },
  }
}

/** Every change makes a new row: it is the one to work on from then on. */
function useWindowWrites(video: string, choose: (id: string) => void) {
  const follow = ({ id }: ObservationWindow) => {
    choose(id)
  }
  return {
    set: useSetWindow(video, follow),
    change: useChangeWindow(video, follow),
    retire: useRetireWindow(video),
  }
}
