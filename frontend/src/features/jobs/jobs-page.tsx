/** Everything that runs in the background, what became of it, and how to stop it or try again. */
import { useSearchParams } from 'wouter'
import type { Job } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { FilterBar } from '../../shared/ui/filter'
import { Page } from '../../shared/ui/page'
import { Await, Empty, Failure } from '../../shared/ui/states'
import { ShowMore, Table } from '../../shared/ui/table'
import { JobProgress, JobState } from './job-progress'
import { isLive, useCancelJob, useJobs, useRetryJob, type JobFilter } from './queries'

const filters: readonly JobFilter[] = ['all', 'live', 'done']

export default function JobsPage() {
  const { jobs, common } = useText()
  const [search] = useSearchParams()
  const filter = filters.find((one) => one === search.get('state')) ?? 'all'
  const query = useJobs(filter)
  const heads = [
    jobs.job,
    jobs.study,
    common.state,
    jobs.progress,
    jobs.attempts,
    common.when,
    common.actions,
  ]
  return (
    <Page title={jobs.title}>
      <div className="stack">
        <FilterBar name="state" label={jobs.filter} options={filters} names={jobs.filters} current={filter} />
        <Await query={query}>
          {(items) =>
            items.length === 0 ? (
              <Empty>{filter === 'live' ? jobs.noneLive : jobs.none}</Empty>
            ) : (
              <Table caption={jobs.title} heads={heads}>
                {items.map((job) => (
                  <JobRow key={job.id} job={job} />
                ))}
              </Table>
            )
          }
        </Await>
        <ShowMore query={query} />
      </div>
    </Page>
  )
}

function JobRow({ job }: { job: Job }) {
  const { jobs } = useText()
  const { moment } = useFormat()
  const kinds: Partial<Record<string, string>> = jobs.kinds
  return (
    <tr>
      <td>
        {kinds[job.kind] ?? job.kind}
        {job.subject_name && <p className="muted">{job.subject_name}</p>}
      </td>
      <td>{job.study_name}</td>
      <td>
        <JobState job={job} />
      </td>
      <td>
        <JobProgress job={job} />
      </td>
      <td className="number">{job.attempts}</td>
      <td>
        {moment(job.created_at)}
        <p className="muted">{job.created_by_name}</p>
      </td>
      <td>
        <JobActions job={job} />
      </td>
    </tr>
  )
}

function JobActions({ job }: { job: Job }) {
  const { jobs } = useText()
  const cancel = useCancelJob()
  const retry = useRetryJob()
  const over = job.state === 'failed' || job.state === 'cancelled'
  return (
    <>
      {isLive(job) && (
        <button
          type="button"
          className="button"
          disabled={job.cancel_requested || cancel.isPending}
          onClick={() => {
            cancel.mutate(job.id)
          }}
        >
          {jobs.cancel}
        </button>
      )}
      {over && (
        <button
          type="button"
          className="button"
          disabled={retry.isPending}
          onClick={() => {
            retry.mutate(job.id)
          }}
        >
          {jobs.retry}
        </button>
      )}
      <Failure error={cancel.error ?? retry.error} />
    </>
  )
}
