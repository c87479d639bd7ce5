/** The interval in hand, frame by frame; undo and redo; one's own reaction lag. */
import { useState } from 'react'
import { nudge, shift, without, type Edge, type Interval, type Span } from '../../player/engine/lanes'
import type { FrameTimes } from '../../player/engine/frames'
import type { Playhead } from '../../player/engine/playhead'
import { KeyButton } from '../../player/transport'
import { useText } from '../../shared/i18n/text'
import { FileDialog } from './file-dialog'
import { useActionName } from './lane'
import { LagSetting } from './lag-setting'
import type { CodingDesk } from './use-coding'

type Props = {
  coding: CodingDesk
  selected: Interval | null
  window: Span | null
  times: FrameTimes
  playhead: Playhead | null
  video: string
  actions: readonly string[]
}

export function LaneTools({ coding, selected, window, times, playhead, video, actions }: Props) {
  const { scoring } = useText()
  const [files, setFiles] = useState(false)
  const frames = times.times.length
  const inWindow = coding.intervals.filter(
    ({ start, end }) => !window || (start < window.end && end > window.start),
  )
  const move = (edge: Edge, by: number) => {
    if (!selected) return
    const next = nudge(coding.intervals, selected.id, edge, by, frames)
    coding.edit(next)
    const moved = next.find(({ id }) => id === selected.id)
    if (moved) playhead?.goTo(edge === 'start' ? moved.start : moved.end - 1)
  }
  return (
    <div className="lane-tools row" role="group" aria-label={scoring.tools}>
      <KeyButton id="undo" text={scoring.undo} onPress={coding.undo} disabled={!coding.canUndo} />
      <KeyButton id="redo" text={scoring.redo} onPress={coding.redo} disabled={!coding.canRedo} />
      {selected ? (
        <Selected
          interval={selected}
          onMove={move}
          onRemove={() => {
            coding.edit(without(coding.intervals, selected.id))
          }}
        />
      ) : (
        <span className="muted">{coding.intervals.length > 0 ? scoring.selectHint : scoring.codeHint}</span>
      )}
      <button
        type="button"
        className="button quiet"
        onClick={() => {
          setFiles(true)
        }}
      >
        {scoring.files}
      </button>
      {files && (
        <FileDialog
          video={video}
          actions={actions}
          coding={coding}
          onClose={() => {
            setFiles(false)
          }}
        />
      )}
      <LagSetting
        times={times}
        count={inWindow.length}
        onShift={(by) => {
          coding.edit(shift(coding.intervals, new Set(inWindow.map(({ id }) => id)), -by, frames))
        }}
      />
    </div>
  )
}

type SelectedProps = {
  interval: Interval
  onMove: (edge: Edge, by: number) => void
  onRemove: () => void
}

function Selected({ interval, onMove, onRemove }: SelectedProps) {
  const { scoring } = useText()
  const nameOf = useActionName()
  const edges: [Edge, string][] = [
    ['start', scoring.start],
    ['end', scoring.end],
  ]
  return (
    <>
      <span className="selected-interval">
        {nameOf(interval.action)} f {interval.start}–{interval.end - 1}
      </span>
      {edges.map(([edge, name]) => (
        <span key={edge} className="nudge" role="group" aria-label={name}>
          <span>{name}</span>
          {([-1, 1] as const).map((by) => (
            <button
              key={by}
              type="button"
              className="button"
              aria-label={`${name} ${scoring.byFrame(by)}`}
              data-nudge={`${edge}${by}`}
              onMouseDown={(event) => {
                event.preventDefault()
              }}
              onClick={() => {
                onMove(edge, by)
              }}
            >
              {scoring.byFrame(by)}
            </button>
          ))}
        </span>
      ))}
      <KeyButton id="interval.remove" text={scoring.removeInterval} onPress={onRemove} />
    </>
  )
}
