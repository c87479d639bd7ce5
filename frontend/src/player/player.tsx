/** The stage with its transport: frame and number always agree. */
import { useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react'
import { useText } from '../shared/i18n/text'
import { startOfFrame, timecode, type FrameTimes } from './engine/frames'
import { Playhead, type PlayheadState } from './engine/playhead'
import { frameLeft, leaveAt } from './resume'
import { Scrubber, Transport } from './transport'
import { useKeys } from './use-keys'
import './player.css'

type Props = {
  source: string
  times: FrameTimes
  /** Under which the frame left at is remembered; without it every visit starts at the first frame. */
  place?: string
  /** Places the parts on a page. */
  children: (parts: PlayerParts) => ReactNode
}

export type PlayerParts = {
  /** Frame and time, for a page's head. */
  readout: ReactNode
  stage: ReactNode
  scrubber: ReactNode
  playhead: Playhead | null
  state: PlayheadState
}

const resting: PlayheadState = { shown: 0, playing: false, rate: 1, settled: false }

export function Player({ source, times, place, children }: Props) {
  const { player } = useText()
  const video = useRef<HTMLVideoElement>(null)
  const [playhead, setPlayhead] = useState<Playhead | null>(null)
  const [broken, setBroken] = useState(false)
  useEffect(() => {
    const screen = video.current
    if (!screen) return
    const next = new Playhead(screen, times)
    let begun = false
    const begin = () => {
      begun = true
      next.attach(place ? frameLeft(place) : 0)
      setPlayhead(next)
    }
    const leave = () => {
      if (place && begun) leaveAt(place, next.snapshot().shown)
    }
    window.addEventListener('pagehide', leave)
    if (screen.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) begin()
    else screen.addEventListener('loadeddata', begin, { once: true })
    return () => {
      leave()
      window.removeEventListener('pagehide', leave)
      screen.removeEventListener('loadeddata', begin)
      next.detach()
    }
  }, [times, place])
  const state = usePlayheadState(playhead)
  usePlayerKeys(playhead, video)
  const readout = <Readout times={times} state={state} />
  const scrubber = <Scrubber playhead={playhead} state={state} times={times} />
  const stage = (
    <section className="player" aria-label={player.label}>
      <div className="stage">
        {/* Infants do not speak: there is nothing to caption. */}
        {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
        <video
          ref={video}
          src={source}
          preload="auto"
          playsInline
          disablePictureInPicture
          onError={() => {
            setBroken(true)
          }}
          onClick={() => playhead?.toggle()}
        />
        {broken && (
          <p className="failure" role="alert">
            {player.cannotPlay}
          </p>
        )}
      </div>
      <Transport playhead={playhead} state={state} times={times} />
    </section>
  )
  return children({ readout, stage, scrubber, playhead, state })
}

const never = () => () => undefined

function usePlayheadState(playhead: Playhead | null): PlayheadState {
  return useSyncExternalStore(
    playhead ? playhead.subscribe : never,
    playhead ? playhead.snapshot : () => resting,
  )
}

function usePlayerKeys(playhead: Playhead | null, video: { current: HTMLVideoElement | null }) {
  useKeys('player', {
    'player.play': () => playhead?.toggle(),
    'player.next': () => playhead?.step(1),
    'player.previous': () => playhead?.step(-1),
    'player.next-ten': () => playhead?.step(10),
    'player.previous-ten': () => playhead?.step(-10),
    'player.next-second': () => playhead?.stepSeconds(1),
    'player.previous-second': () => playhead?.stepSeconds(-1),
    'player.first': () => playhead?.goTo(0),
    'player.last': () => playhead?.goTo(Number.MAX_SAFE_INTEGER),
    'player.slower': () => playhead?.shiftRate(-1),
    'player.faster': () => playhead?.shiftRate(1),
    'player.go-to': () => {
      video.current?.closest('.player')?.querySelector<HTMLInputElement>('[name=frame]')?.focus()
    },
  })
}

/** Frame and time of the frame on screen. */
function Readout({ times, state }: { times: FrameTimes; state: PlayheadState }) {
  const { player } = useText()
  return (
    <p className="readout" data-frame={state.shown} data-settled={state.settled}>
      <span className="readout-time">{timecode(startOfFrame(times, state.shown))}</span>
      <span className="readout-frame">
        {player.frame} {state.shown}/{times.times.length}
      </span>
    </p>
  )
}
