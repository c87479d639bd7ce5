/** What became of a video, in words: state, warnings, refusal. */
import type { Video } from '../../shared/api/types'
import { useCodeText, useText } from '../../shared/i18n/text'
import type { IconName } from '../../shared/ui/icon'
import { Mark } from '../../shared/ui/marks'
import { timecode } from '../../player/engine/frames'
import { JobProgress } from '../jobs/job-progress'
import { isLive } from '../jobs/queries'

type Outcome = keyof ReturnType<typeof useText>['recordings']['states']

const icons: Record<Outcome, IconName> = {
  processing: 'waiting',
  ready: 'check',
  ready_with_warnings: 'warning',
  refused: 'cross',
}

export function Verdict({ video }: { video: Video }) {
  const { recordings, jobs } = useText()
  const stuck = video.state === 'processing' && video.job && !isLive(video.job)
  const outcome: Outcome = video.state === 'ready' ? (video.verdict ?? 'ready') : video.state
  if (stuck && video.job)
    return (
      <Mark icon="warning" tone="failed">
        {jobs.states[video.job.state]}
      </Mark>
    )
  return (
    <Mark icon={icons[outcome]} tone={outcome === 'ready_with_warnings' ? 'waiting' : 'plain'}>
      {recordings.states[outcome]}
    </Mark>
  )
}

export function useWarningText(): (warning: Video['warnings'][number]) => string {
  const { player } = useText()
  const codeText = useCodeText()
  return (warning) => {
    const { code, readable_ms: readable, declared_ms: declared } = warning
    if (code === 'damaged' && typeof readable === 'number' && typeof declared === 'number')
      return player.damaged(timecode(readable / 1000), timecode(declared / 1000))
    return codeText(warning)
  }
}

/** The sentence below the state: why refused, what to know, how far the work is. */
export function VerdictDetail({ video }: { video: Video }) {
  const warningText = useWarningText()
  const codeText = useCodeText()
  if (video.refusal) return <p>{codeText(video.refusal)}</p>
  if (video.state === 'processing' && video.job) return <JobProgress job={video.job} />
  return video.warnings.map((warning) => (
    <p key={warning.code} className="muted">
      {warningText(warning)}
    </p>
  ))
}
