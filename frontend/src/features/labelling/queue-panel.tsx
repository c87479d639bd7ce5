/** The queue: what it would hold, what it holds, and how far each rater is. */
import type { LabelQueue, Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Mark } from '../../shared/ui/marks'
import { Await, Failure } from '../../shared/ui/states'
import { Table } from '../../shared/ui/table'
import { JobProgress } from '../jobs/job-progress'
import { isLive } from '../jobs/queries'
import { useLabelQueue, usePrepareLabelling, useQueueDryRun } from './labels-queries'
import { raterName } from './raters'

export function QueuePanel({ study }: { study: Study }) {
  const { labels } = useText()
  const query = useLabelQueue(study.id)
  return (
    <section className="panel stack" aria-labelledby="label-queue">
      <h2 id="label-queue">{labels.queue}</h2>
      <Await query={query}>{(queue) => <Queue study={study} queue={queue} />}</Await>
    </section>
  )
}

type Props = { study: Study; queue: LabelQueue }

function Queue({ study, queue }: Props) {
  const { labels } = useText()
  const { number, moment } = useFormat()
  const mayPlan = study.allowed.includes('labels.plan')
  const made = queue.preparation
  return (
    <>
      {made ? (
        <>
          <p className="muted">{labels.madeBy(made.created_by_name, moment(made.created_at))}</p>
          <Counts
            items={[
              [labels.byEye, number(made.counts.by_eye)],
              [labels.spotChecks, number(made.counts.spot_checks)],
              [labels.turnsDone, labels.doneOf(number(queue.done), number(queue.tasks))],
              [labels.repeatsDone, number(queue.repeats_done)],
            ]}
          />
        </>
      ) : (
        <p>{mayPlan ? labels.noQueue : labels.noQueueReader}</p>
      )}
      {queue.outdated && (
        <Mark icon="warning" tone="waiting">
          {labels.outdated}
        </Mark>
      )}
      {queue.job && <JobProgress job={queue.job} />}
      {mayPlan && <Prepare study={study.id} queue={queue} />}
      <Progress queue={queue} />
    </>
  )
}

function Counts({ items }: { items: [name: string, value: string][] }) {
  return (
    <dl className="label-counts">
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Before anything is written, what would be; shown only where it would differ. */
function Prepare({ study, queue }: { study: string; queue: LabelQueue }) {
  const { labels } = useText()
  const { number } = useFormat()
  const stale = !queue.preparation || queue.outdated
  const dryRun = useQueueDryRun(study, stale && !isLive(queue.job))
  const prepare = usePrepareLabelling(study)
  return (
    <>
      {stale && dryRun.data && (
        <div className="stack">
          <h3>{labels.dryRun}</h3>
          <Counts
            items={[
              [labels.frames, number(dryRun.data.frames)],
              [labels.byEye, number(dryRun.data.by_eye)],
              [labels.byRulePain, number(dryRun.data.by_rule_pain)],
              [labels.byRuleNonpain, number(dryRun.data.by_rule_nonpain)],
              [labels.spotChecks, number(dryRun.data.spot_checks)],
              [labels.turns, number(dryRun.data.tasks)],
            ]}
          />
        </div>
      )}
      <div className="row">
        <button
          type="button"
          className={stale ? 'button primary' : 'button'}
          disabled={prepare.isPending || isLive(queue.job) || dryRun.isError}
          onClick={() => {
            prepare.mutate()
          }}
        >
          {queue.preparation ? labels.bringUpToDate : labels.prepare}
        </button>
      </div>
      <Failure error={prepare.error ?? dryRun.error} />
    </>
  )
}

function Progress({ queue }: { queue: LabelQueue }) {
  const { labels } = useText()
  const { number } = useFormat()
  return (
    <div className="label-tables">
      {queue.raters.length > 0 && (
        <Table caption={labels.byRater} heads={[labels.rater, labels.labelled]}>
          {queue.raters.map(({ rater, labelled }) => (
            <tr key={rater.code}>
              <th scope="row">{raterName(rater)}</th>
              <td className="number">{number(labelled)}</td>
            </tr>
          ))}
        </Table>
      )}
      {queue.labels && queue.labels.length > 0 && (
        <Table caption={labels.bySource} heads={[labels.source, labels.value, labels.count]}>
          {queue.labels.map(({ source, value, labels: count }) => (
            <tr key={source + value}>
              <th scope="row">{labels.sources[source]}</th>
              <td>{labels.values[value]}</td>
              <td className="number">{number(count)}</td>
            </tr>
          ))}
        </Table>
      )}
      {queue.labels === null && <p className="hint">{labels.hidden}</p>}
    </div>
  )
}
