/** The lanes under the player: one per action, with the scrubber's left edge and scale. */
import { useCallback, useRef, useState } from 'react'
import { lastFrame, type FrameTimes } from '../../player/engine/frames'
import { heldSpan, nothingHeld, press, release, type Held } from '../../player/engine/hold'
import { CODING_KEYS, type CodingId } from '../../player/engine/keys'
import {
  intervalAt,
  moveEdge,
  nextEdge,
  ofAction,
  put,
  without,
  type Edge,
  type Span,
} from '../../player/engine/lanes'
import type { PlayheadState } from '../../player/engine/playhead'
import { uuid } from '../../player/engine/uuid'
import type { PlayerParts } from '../../player/player'
import { useKeys, type KeyHandlers } from '../../player/use-keys'
import { useText } from '../../shared/i18n/text'
import { Mark } from '../../shared/ui/marks'
import { Lane } from './lane'
import { LaneTools } from './lane-tools'
import { LiveOffer, type LivePass } from './live-offer'
import type { CodingDesk } from './use-coding'

type Props = {
  parts: PlayerParts
  coding: CodingDesk
  window: Span | null
  actions: readonly string[]
  times: FrameTimes
  video: string
}

export type LanePress = { down: () => void; up: () => void }

export function Lanes({ parts, coding, window, actions, times, video }: Props) {
  const { scoring } = useText()
  const { playhead, state, scrubber } = parts
  const frames = times.times.length
  const [chosen, setChosen] = useState<string | null>(null)
  const { intervals } = coding
  const selected = intervals.find(({ id }) => id === chosen) ?? intervalAt(intervals, state.shown)
  const { holding, pressOf, pass, endPass } = useHolding(coding, state)
  useLaneKeys(parts, coding, actions, pressOf)
  const drag = (id: string, edge: Edge, frame: number, done: boolean) => {
    const kept = Math.min(lastFrame(times), Math.max(0, frame))
    playhead?.goTo(edge === 'start' ? kept : kept - 1)
    if (done) coding.edit(moveEdge(intervals, id, edge, frame, frames))
  }
  return (
    <section className="lanes" aria-label={scoring.lanes}>
      <div className="lane lane-scrub">
        <span />
        {scrubber}
        <span className="lane-share muted">{scoring.ofWindow}</span>
      </div>
      {actions.map((action, index) => (
        <Lane
          key={action}
          action={action}
          keyId={codingId(index)}
          frames={frames}
          shown={state.shown}
          window={window}
          intervals={ofAction(intervals, action)}
          open={heldSpan(holding, action, state.shown)}
          selected={selected?.id ?? null}
          press={pressOf(action)}
          onSelect={setChosen}
          onDrag={drag}
        />
      ))}
      <LiveOffer pass={pass} coding={coding} state={state} times={times} onDone={endPass} />
      <NothingToCode coding={coding} />
      <LaneTools
        coding={coding}
        selected={selected}
        window={window}
        times={times}
        playhead={playhead}
        video={video}
        actions={actions}
      />
    </section>
  )
}

/** An empty lane is a statement, not an omission: until somebody says so, nothing is known. */
function NothingToCode({ coding }: { coding: CodingDesk }) {
  const { scoring } = useText()
  if (coding.begun)
    return coding.intervals.length === 0 ? (
      <div className="nothing-to-code" data-looked="true">
        <Mark icon="check">{scoring.nothingToCode}</Mark>
      </div>
    ) : null
  return (
    <div className="nothing-to-code row">
      <button type="button" className="button" onClick={coding.look}>
        {scoring.lookedNothing}
      </button>
      <span className="hint">{scoring.lookedHint}</span>
    </div>
  )
}

const codingId = (index: number): CodingId | null => {
  const key = CODING_KEYS[index]
  return key ? `code.${key}` : null
}

/** Keys and lane buttons: what is pressed now, and what it becomes when it ends. */
function useHolding(coding: CodingDesk, { shown, playing, rate }: PlayheadState) {
  const [holding, setHolding] = useState(nothingHeld)
  const [pass, setPass] = useState<LivePass>(new Map())
  const endPass = useCallback(() => {
    setPass(new Map())
  }, [])
  // Several keys can be let go before the next render.
  const latest = useRef(nothingHeld)
  const settle = (action: string, { holding: next, coded }: Held) => {
    latest.current = next
    setHolding(next)
    if (!coded) return
    const id = uuid()
    if (playing) setPass((former) => new Map([...former, [id, rate]]))
    coding.edit(put(coding.intervals, { id, action, ...coded }))
  }
  const pressOf = (action: string): LanePress => ({
    down: () => {
      settle(action, press(latest.current, action, shown, performance.now()))
    },
    up: () => {
      settle(action, release(latest.current, action, shown, performance.now()))
    },
  })
  return { holding, pressOf, pass, endPass }
}

function useLaneKeys(
  { playhead, state }: PlayerParts,
  coding: CodingDesk,
  actions: readonly string[],
  pressOf: (action: string) => LanePress,
) {
  const { intervals } = coding
  const go = (direction: 1 | -1) => () => {
    const edge = nextEdge(intervals, state.shown, direction)
    if (edge !== null) playhead?.goTo(edge)
  }
  const held = (part: keyof LanePress): KeyHandlers =>
    Object.fromEntries(
      actions.slice(0, CODING_KEYS.length).map((action, index) => [codingId(index), pressOf(action)[part]]),
    )
  useKeys(
    'scoring',
    {
      ...held('down'),
      'interval.next': go(1),
      'interval.previous': go(-1),
      'interval.remove': () => {
        const here = intervalAt(intervals, state.shown)
        if (here) coding.edit(without(intervals, here.id))
      },
      undo: coding.undo,
      redo: coding.redo,
    },
    held('up'),
  )
}
