/** A model's probability of pain over a video, on the scale of the scrubber, above the frames' labels. */
import { frameAt, timecode, type FrameTimes } from '../../player/engine/frames'
import type { PlayerParts } from '../../player/player'
import type { Job, PainTrace as Trace, Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Mark } from '../../shared/ui/marks'
import { Await, Failure } from '../../shared/ui/states'
import { JobProgress } from '../jobs/job-progress'
import { isLive } from '../jobs/queries'
import { bandOf, highest, lineOf, saidLine } from './trace-lines'
import { useLabelsOf, usePainTrace, useStartTrace } from './trace-queries'
import './pain-trace.css'

export type Ground = { parts: PlayerParts; times: FrameTimes }
type Props = { study: Study; video: string; on: Ground }

/** Nothing for who may not see what models say; `quiet`: nothing either where there is nothing to see. */
export function PainTrace({ quiet = false, ...props }: Props & { quiet?: boolean }) {
  const { training } = useText()
  const { data: trace } = usePainTrace(props.video, props.study.allowed.includes('training.read'))
  if (!props.study.allowed.includes('training.read')) return null
  if (quiet && (!trace?.model || trace.withheld)) return null
  return (
    <section className="pain-trace" aria-labelledby="pain-trace">
      <h3 id="pain-trace">{training.trace}</h3>
      <Known {...props} />
    </section>
  )
}

function Known({ study, video, on }: Props) {
  const { training } = useText()
  const query = usePainTrace(video, true)
  return (
    <Await query={query} lines={1}>
      {(trace) => {
        if (!trace.model) return <p className="hint">{training.traceNoModel}</p>
        if (trace.withheld) return <p className="hint">{training.traceWithheld}</p>
        if (trace.points.length > 0) return <Drawn trace={trace} study={study} video={video} on={on} />
        if (isLive(trace.job) && trace.job) return <JobProgress job={trace.job} />
        return study.allowed.includes('training.run') ? (
          <Start video={video} failed={trace.job} />
        ) : (
          <NotAsked />
        )
      }}
    </Await>
  )
}

function NotAsked() {
  const { training } = useText()
  return <p className="hint">{training.traceNone}</p>
}

function Start({ video, failed }: { video: string; failed: Job | null }) {
  const { training } = useText()
  const start = useStartTrace(video)
  return (
    <div className="row">
      {failed && <JobProgress job={failed} />}
      <button
        type="button"
        className="button"
        disabled={start.isPending}
        onClick={() => {
          start.mutate()
        }}
      >
        {training.traceStart}
      </button>
      <span className="hint">{training.traceStartHint}</span>
      <Failure error={start.error} />
    </div>
  )
}

function Drawn({ trace, study, video, on: { parts, times } }: Props & { trace: Trace }) {
  const { training } = useText()
  const { percent } = useFormat()
  const frames = times.times.length
  const at = (ms: number) => (100 * (frameAt(times, ms / 1000) + 0.5)) / frames
  const peak = highest(trace.points)
  const said = peak ? training.tracePeak(percent(peak.mean), timecode(peak.ms / 1000)) : training.traceNoFace
  const playhead = { left: `${String((100 * (parts.state.shown + 0.5)) / frames)}%` }
  return (
    <>
      <div className="trace-row">
        <span />
        <div className="trace-field">
          <span className="trace-scale" aria-hidden="true">
            <span>100 %</span>
            <span>0 %</span>
          </span>
          <svg
            viewBox="0 0 100 100"
            preserveAspectRatio="none"
            role="img"
            aria-label={`${training.trace}. ${said}`}
          >
            <path className="half" d="M0 50H100" />
            <path className="band" d={bandOf(trace.points, at)} />
            <path className="said" d={saidLine(trace.points, at)} />
            <path className="line" d={lineOf(trace.points, at)} />
          </svg>
          <span className="trace-playhead" style={playhead} />
        </div>
      </div>
      <Labels study={study} video={video} at={at} playhead={playhead} />
      <p className="hint">
        {said} {trace.out_of_fold ? training.traceHeldOut : training.traceNeverSeen} {training.traceHint}{' '}
        <a href={`/api/v1/videos/${video}/pain-trace/file/`}>CSV</a>
      </p>
      <p className="hint">
        <Mark icon="warning">{training.researchUse}</Mark>
      </p>
    </>
  )
}

type LabelsProps = {
  study: Study
  video: string
  at: (ms: number) => number
  playhead: { left: string }
}

/** Where the video's frames are labelled: pain above the middle, nonpain below it. */
function Labels({ study, video, at, playhead }: LabelsProps) {
  const { training, labels: words } = useText()
  const labels = useLabelsOf(study.id, video)
  if (!labels.data || labels.data.length === 0) return null
  return (
    <div className="trace-row">
      <span className="trace-name">{training.traceLabels}</span>
      <div className="trace-field trace-labels">
        {labels.data.map(({ id, value, pts_ms }) => (
          <span
            key={id}
            data-value={value}
            title={`${timecode(pts_ms / 1000)} ${words.values[value]}`}
            style={{ left: `${String(at(pts_ms))}%` }}
          />
        ))}
        <span className="trace-playhead" style={playhead} />
      </div>
    </div>
  )
}
