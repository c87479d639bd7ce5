/** Observation windows: In and Out at the frame on screen, the end reason, which one is primary. */
import { useEffect, useState } from 'react'
import { startOfFrame, timecode, type FrameTimes } from '../../player/engine/frames'
import type { PlayerParts } from '../../player/player'
import { KeyButton } from '../../player/transport'
import { useKeys } from '../../player/use-keys'
import type { ObservationWindow } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Failure } from '../../shared/ui/states'
import { ReasonDialog } from './reason-dialog'
import type { WindowDesk } from './use-window-desk'
import { WindowFacts } from './window-facts'

type Props = { parts: PlayerParts; desk: WindowDesk; times: FrameTimes }

export function WindowBar({ parts: { playhead, state }, desk, times }: Props) {
  const { scoring } = useText()
  const [loop, setLoop] = useState(false)
  const { span, pendingStart } = desk
  const [start, end] = [span?.start ?? null, span?.end ?? null]
  useEffect(() => {
    playhead?.setLoop(loop && start !== null && end !== null ? { start, end } : null)
  }, [playhead, loop, start, end])
  const press = {
    'window.in': () => {
      desk.setIn(state.shown)
    },
    'window.out': () => {
      desk.setOut(state.shown)
    },
    'window.loop': () => {
      setLoop(!loop)
    },
  }
  useKeys('scoring', press)
  return (
    <section className="window-bar" aria-label={scoring.window}>
      <div className="row">
        <KeyButton id="window.in" text={scoring.in} onPress={press['window.in']} />
        <KeyButton
          id="window.out"
          text={scoring.out}
          onPress={press['window.out']}
          disabled={!span && pendingStart === null}
        />
        <KeyButton id="window.loop" text={scoring.loop} onPress={press['window.loop']} pressed={loop} />
        <WindowText desk={desk} times={times} />
        <WindowChoice desk={desk} times={times} />
      </div>
      {desk.current && <WindowFacts key={desk.currentKey} desk={desk} window={desk.current} />}
      <Failure error={desk.error} />
    </section>
  )
}

function WindowText({ desk: { span, pendingStart }, times }: { desk: WindowDesk; times: FrameTimes }) {
  const { scoring } = useText()
  const at = (frame: number) => `${timecode(startOfFrame(times, frame))} f ${frame}`
  if (span)
    return (
      <p className="window-text" data-start={span.start} data-end={span.end}>
        {scoring.windowFrom(at(span.start), at(span.end - 1), span.end - span.start)}
      </p>
    )
  return (
    <p className="window-text muted">
      {pendingStart === null ? scoring.windowNone : scoring.windowOpen(at(pendingStart))}
    </p>
  )
}

/** Which of several windows it is, and the way to another one. */
function WindowChoice({ desk, times }: { desk: WindowDesk; times: FrameTimes }) {
  const { scoring } = useText()
  const [retiring, setRetiring] = useState(false)
  const { windows, current } = desk
  return (
    <>
      {windows.length > 1 && (
        <label className="filter">
          <span>{scoring.window}</span>
          <select
            value={current?.id ?? ''}
            onChange={({ target }) => {
              desk.choose(target.value)
            }}
          >
            {!current && <option value="">{scoring.windowNew}</option>}
            {windows.map((one) => (
              <option key={one.id} value={one.id}>
                {windowName(one, times, scoring.primary)}
              </option>
            ))}
          </select>
        </label>
      )}
      {desk.canBegin && (
        <button type="button" className="button" onClick={desk.begin}>
          {scoring.windowNew}
        </button>
      )}
      {current && (
        <button
          type="button"
          className="button quiet"
          disabled={!desk.settled}
          onClick={() => {
            setRetiring(true)
          }}
        >
          {scoring.windowRetire}
        </button>
      )}
      {retiring && (
        <ReasonDialog
          title={scoring.windowRetire}
          onClose={() => {
            setRetiring(false)
          }}
          onReason={desk.retire}
        />
      )}
    </>
  )
}

const windowName = (window: ObservationWindow, times: FrameTimes, primary: string): string =>
  `${timecode(startOfFrame(times, window.start_frame))}${window.is_primary ? `, ${primary}` : ''}`
