/** Where a job stands, in a shape, a word and a bar. */
import type { Job } from '../../shared/api/types'
import { useCodeText, useText } from '../../shared/i18n/text'
import type { IconName } from '../../shared/ui/icon'
import { Mark, ProgressBar } from '../../shared/ui/marks'
import { isLive } from './queries'

const icons: Record<Job['state'], IconName> = {
  queued: 'waiting',
  running: 'jobs',
  succeeded: 'check',
  failed: 'warning',
  cancelled: 'cross',
}

export function JobState({ job }: { job: Job }) {
  const { jobs } = useText()
  const word = isLive(job) && job.cancel_requested ? jobs.stopping : jobs.states[job.state]
  return (
    <Mark icon={icons[job.state]} tone={job.state === 'failed' ? 'failed' : 'plain'}>
      {word}
    </Mark>
  )
}

export function JobProgress({ job }: { job: Job }) {
  const { jobs } = useText()
  const codeText = useCodeText()
  if (job.state === 'failed' && job.error) return <span>{codeText(job.error)}</span>
  if (!isLive(job)) return null
  const stages: Partial<Record<string, string>> = jobs.stages
  const stage = stages[job.state === 'queued' ? 'waiting' : job.stage] ?? jobs.states[job.state]
  return (
    <span className="job-progress">
      <span className="muted">{stage}</span>
      {job.state === 'running' && <ProgressBar label={stage} done={job.done} total={job.total} />}
    </span>
  )
}
