/** The operators' lanes one below the other, action by action, on the scrubber's left edge and scale. */
import type { FrameTimes } from '../../player/engine/frames'
import type { PlayerParts } from '../../player/player'
import type { ComparedWindow } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { useActionName } from '../scoring/lane'

type Props = { parts: PlayerParts; windows: ComparedWindow[]; times: FrameTimes }

export function StackedLanes({ parts: { scrubber, state }, windows, times }: Props) {
  const { agreement } = useText()
  const nameOf = useActionName()
  const frames = times.times.length
  const actions = [...new Set(windows.flatMap(({ lanes }) => Object.keys(lanes)))].sort()
  const line = { left: `${(100 * (state.shown + 0.5)) / frames}%` }
  return (
    <section className="stacked" aria-label={agreement.lanes}>
      <div className="stacked-row">
        <span />
        {scrubber}
      </div>
      <h3>{agreement.windowTracks}</h3>
      {windows.map((window) => (
        <Track key={window.window} window={window} frames={frames} spans={[]} line={line} />
      ))}
      {actions.length === 0 && <p className="muted">{agreement.lanesNone}</p>}
      {actions.map((action) => (
        <div key={action} role="group" aria-label={nameOf(action)} data-action={action}>
          <h3>{nameOf(action)}</h3>
          {windows.map((window) => (
            <Track
              key={window.window}
              window={window}
              frames={frames}
              spans={window.lanes[action] ?? []}
              line={line}
            />
          ))}
        </div>
      ))}
    </section>
  )
}

type TrackProps = {
  window: ComparedWindow
  frames: number
  spans: number[][]
  line: { left: string }
}

function Track({ window, frames, spans, line }: TrackProps) {
  const { agreement } = useText()
  const { operator, start_frame: start, end_frame: end } = window
  const at = (from: number, to: number) => ({
    left: `${(100 * from) / frames}%`,
    width: `${(100 * (to - from)) / frames}%`,
  })
  return (
    <div className="stacked-row" data-operator={operator.code}>
      <span className="stacked-name" title={operator.name ?? agreement.operator(operator.code)}>
        {operator.code}
        {operator.name && <span className="muted"> {operator.name}</span>}
      </span>
      <div className="lane-track">
        <div className="lane-window" style={at(start, end)} />
        {spans.map(([from = 0, to = 0]) => (
          <div key={from} className="lane-block" style={at(from, to)} data-start={from} data-end={to} />
        ))}
        <div className="lane-playhead" style={line} />
      </div>
    </div>
  )
}
