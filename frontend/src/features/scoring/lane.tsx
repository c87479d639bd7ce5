/** One action: its key, its intervals in time, and how much of the window they cover. */
import { useRef, useState, type PointerEvent } from 'react'
import { covered, type Edge, type Interval, type Span } from '../../player/engine/lanes'
import type { CodingId } from '../../player/engine/keys'
import { useKeyLabel } from '../../player/use-keys'
import { useFormat, useText } from '../../shared/i18n/text'
import type { LanePress } from './lanes'

type Props = {
  action: string
  keyId: CodingId | null
  frames: number
  shown: number
  window: Span | null
  intervals: readonly Interval[]
  open: Span | null
  selected: string | null
  press: LanePress
  onSelect: (id: string) => void
  onDrag: (id: string, edge: Edge, frame: number, done: boolean) => void
}

export function Lane(props: Props) {
  const { action, window, intervals, open, frames, shown, press } = props
  const name = useActionName()(action)
  const at = ({ start, end }: Span) => ({
    left: `${(100 * start) / frames}%`,
    width: `${(100 * (end - start)) / frames}%`,
  })
  const track = useRef<HTMLDivElement>(null)
  return (
    <div className="lane" role="group" aria-label={name} data-action={action}>
      <LaneButton name={name} keyId={props.keyId} open={open !== null} press={press} />
      <div className="lane-track" ref={track}>
        {window && <div className="lane-window" style={at(window)} />}
        {intervals.map((interval) => (
          <Block key={interval.id} {...props} interval={interval} at={at} track={track} />
        ))}
        {open && <div className="lane-open" style={at(open)} />}
        <div className="lane-playhead" style={{ left: `${(100 * (shown + 0.5)) / frames}%` }} />
      </div>
      <Share window={window} spans={open ? [...intervals, open] : intervals} />
    </div>
  )
}

type BlockProps = Props & {
  interval: Interval
  at: (span: Span) => { left: string; width: string }
  track: { current: HTMLDivElement | null }
}

/** An interval with its two edges to drag; the buttons under the lanes do the same without dragging. */
function Block({ interval, at, track, frames, selected, onSelect, onDrag }: BlockProps) {
  const [moved, setMoved] = useState<{ edge: Edge; frame: number } | null>(null)
  const frameOf = ({ clientX }: PointerEvent) => {
    const box = track.current?.getBoundingClientRect()
    return box ? Math.round(((clientX - box.left) / box.width) * frames) : interval.start
  }
  const handlers = (edge: Edge) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId)
      onSelect(interval.id)
      setMoved({ edge, frame: interval[edge] })
    },
    onPointerMove: (event: PointerEvent) => {
      if (!moved) return
      const frame = frameOf(event)
      setMoved({ edge, frame })
      onDrag(interval.id, edge, frame, false)
    },
    onPointerUp: () => {
      if (moved && moved.frame !== interval[edge]) onDrag(interval.id, edge, moved.frame, true)
      setMoved(null)
    },
    onPointerCancel: () => {
      setMoved(null)
    },
  })
  const shownAs = moved ? preview(interval, moved.edge, moved.frame, frames) : interval
  return (
    <div
      className={`lane-block ${selected === interval.id ? 'selected' : ''}`}
      style={at(shownAs)}
      data-start={shownAs.start}
      data-end={shownAs.end}
      onPointerDown={() => {
        onSelect(interval.id)
      }}
    >
      <span className="lane-edge start" {...handlers('start')} />
      <span className="lane-edge end" {...handlers('end')} />
    </div>
  )
}

const preview = ({ start, end }: Interval, edge: Edge, frame: number, frames: number): Span =>
  edge === 'start'
    ? { start: Math.max(0, Math.min(frame, end - 1)), end }
    : { start, end: Math.min(frames, Math.max(frame, start + 1)) }

type ButtonProps = { name: string; keyId: CodingId | null; open: boolean; press: LanePress }

/** Holding the button is holding the key; Space or Enter on it is a tap. */
function LaneButton({ name, keyId, open, press }: ButtonProps) {
  const labelOf = useKeyLabel()
  const key = keyId && labelOf(keyId)
  return (
    <button
      type="button"
      className="button lane-button"
      aria-pressed={open}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        press.down()
      }}
      onPointerUp={press.up}
      onPointerCancel={press.up}
      onMouseDown={(event) => {
        event.preventDefault()
      }}
      onKeyDown={(event) => {
        if ((event.key === ' ' || event.key === 'Enter') && !event.repeat) press.down()
      }}
      onKeyUp={(event) => {
        if (event.key === ' ' || event.key === 'Enter') press.up()
      }}
    >
      {key && <kbd>{key}</kbd>}
      <span>{name}</span>
    </button>
  )
}

/** The covered share of the window, with ticks at the thirds that part the scores. */
function Share({ window, spans }: { window: Span | null; spans: readonly Span[] }) {
  const { scoring } = useText()
  const { percent } = useFormat()
  if (!window) return <span className="lane-share muted">–</span>
  const frames = covered(spans, window)
  const of = window.end - window.start
  return (
    <span className="lane-share" data-frames={frames} title={scoring.shareOf(frames, of)}>
      <span className="lane-meter" aria-hidden="true">
        <span style={{ width: `${(100 * frames) / of}%` }} />
      </span>
      {percent(frames / of)}
    </span>
  )
}

export function useActionName(): (action: string) => string {
  const names: Partial<Record<string, string>> = useText().scoring.actions
  return (action) => names[action] ?? action.replaceAll('_', ' ')
}
