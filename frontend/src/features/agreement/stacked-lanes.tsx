/** The operators' lanes one below the other, action by action, on the scrubber's left edge and scale. */
import type { FrameTimes } from '../../player/engine/frames'
import type { PlayerParts } from '../../player/player'
import { useText } from '../../shared/i18n/text'
import { useActionName } from '../scoring/lane'
import type { Seen } from './seen'

type Props = { parts: PlayerParts; seen: Seen[]; times: FrameTimes }

export function StackedLanes({ parts: { scrubber, state }, seen, times }: Props) {
  const { agreement } = useText()
  const nameOf = useActionName()
  const frames = times.times.length
  const actions = [...new Set(seen.flatMap(({ lanes }) => Object.keys(lanes)))].sort()
  const line = { left: `${(100 * (state.shown + 0.5)) / frames}%` }
  return (
    <section className="stacked" aria-label={agreement.lanes}>
      <div className="stacked-row">
        <span />
        {scrubber}
      </div>
      <h3>{agreement.windowTracks}</h3>
      {seen.map((one) => (
        <Track key={one.key} seen={one} frames={frames} spans={[]} line={line} />
      ))}
      {actions.length === 0 && <p className="muted">{agreement.lanesNone}</p>}
      {actions.map((action) => (
        <div key={action} role="group" aria-label={nameOf(action)} data-action={action}>
          <h3>{nameOf(action)}</h3>
          {seen.map((one) => (
            <Track key={one.key} seen={one} frames={frames} spans={one.lanes[action] ?? []} line={line} />
          ))}
        </div>
      ))}
    </section>
  )
}

type TrackProps = {
  seen: Seen
  frames: number
  spans: number[][]
  line: { left: string }
}

function Track({ seen: { key, short, long, name, window }, frames, spans, line }: TrackProps) {
  const at = (from: number, to: number) => ({
    left: `${(100 * from) / frames}%`,
    width: `${(100 * (to - from)) / frames}%`,
  })
  return (
    <div className="stacked-row" data-seen={key}>
      <span className="stacked-name" title={name ?? long}>
        {short}
        {name && <span className="muted"> {name}</span>}
      </span>
      <div className="lane-track">
        <div className="lane-window" style={at(window.start_frame, window.end_frame)} />
        {spans.map(([from = 0, to = 0]) => (
          <div key={from} className="lane-block" style={at(from, to)} data-start={from} data-end={to} />
        ))}
        <div className="lane-playhead" style={line} />
      </div>
    </div>
  )
}
