/** After a live pass: what was coded while the video ran can be moved back by one's reaction lag, if one wants. */
import { useEffect } from 'react'
import type { FrameTimes } from '../../player/engine/frames'
import { shift, type Interval } from '../../player/engine/lanes'
import type { PlayheadState } from '../../player/engine/playhead'
import { useText } from '../../shared/i18n/text'
import { framesIn } from './lag-setting'
import { useLag } from './queries'
import type { CodingDesk } from './use-coding'

/** Intervals coded while the video ran, with the speed it ran at. */
export type LivePass = ReadonlyMap<string, number>

type Props = {
  pass: LivePass
  coding: CodingDesk
  state: PlayheadState
  times: FrameTimes
  onDone: () => void
}

export function LiveOffer({ pass, coding, state, times, onDone }: Props) {
  const { scoring } = useText()
  const { data: lag } = useLag()
  const milliseconds = lag?.lag_ms ?? 0
  const moved = coding.intervals.filter(({ id }) => pass.has(id))
  // A pass that somebody else replaced, or that was undone, leaves nothing to offer.
  const stale = pass.size > 0 && moved.length === 0
  useEffect(() => {
    if (stale) onDone()
  }, [stale, onDone])
  if (state.playing || milliseconds === 0 || moved.length === 0) return null
  const move = () => {
    coding.edit(shiftPass(coding.intervals, pass, milliseconds, times))
    onDone()
  }
  return (
    <div className="notice live-offer row" role="status">
      <span>{scoring.liveOffer(moved.length, milliseconds)}</span>
      <button type="button" className="button" onClick={move}>
        {scoring.liveShift}
      </button>
      <button type="button" className="button quiet" onClick={onDone}>
        {scoring.liveLeave}
      </button>
    </div>
  )
}

/** At half speed a reaction costs half as many frames. */
export function shiftPass(
  intervals: readonly Interval[],
  pass: LivePass,
  milliseconds: number,
  times: FrameTimes,
): Interval[] {
  const rates = new Set(pass.values())
  return [...rates].reduce<Interval[]>(
    (so, rate) => {
      const ids = new Set([...pass].filter(([, of]) => of === rate).map(([id]) => id))
      return shift(so, ids, -framesIn(times, milliseconds * rate), times.times.length)
    },
    [...intervals],
  )
}
