/** What became of a file of labels: how many rows found their place, and each one that did not. */
import type { LabelImport } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Table } from '../../shared/ui/table'
import { JobProgress } from '../jobs/job-progress'

type Props = { brought: LabelImport; onSkip: () => void }

export function ImportReport({ brought, onSkip }: Props) {
  const { labels } = useText()
  const { number } = useFormat()
  const { job, counts } = brought
  return (
    <div className="notice stack label-report" role="status" data-state={job.state}>
      <JobProgress job={job} />
      {counts && (
        <>
          {job.state === 'succeeded' && <p>{labels.imported(number(counts.matched))}</p>}
          {counts.there > 0 && <p>{labels.alreadyThere(number(counts.there))}</p>}
          {Object.entries(counts.passed_over).map(([reason, count]) => (
            <p key={reason}>{labels.passedOver[reason]?.(number(count)) ?? `${reason}: ${number(count)}`}</p>
          ))}
          {counts.unmatched > 0 && <Unmatched brought={brought} counts={counts} onSkip={onSkip} />}
        </>
      )}
    </div>
  )
}

type UnmatchedProps = Props & { counts: NonNullable<LabelImport['counts']> }

function Unmatched({ brought: { job, unmatched }, counts, onSkip }: UnmatchedProps) {
  const { labels } = useText()
  const { number } = useFormat()
  const title = labels.unmatched(number(counts.unmatched))
  return (
    <>
      <h3>{title}</h3>
      {unmatched.length < counts.unmatched && (
        <p className="hint">{labels.firstRows(number(unmatched.length))}</p>
      )}
      <Table caption={title} heads={[labels.row, labels.says, labels.why]}>
        {unmatched.map(({ row, said, reason }) => (
          <tr key={row}>
            <th scope="row" className="number">
              {number(row)}
            </th>
            <td>{Object.values(said).join(' · ')}</td>
            <td>{labels.reasons[reason]}</td>
          </tr>
        ))}
      </Table>
      {job.state === 'failed' && counts.matched > 0 && (
        <button type="button" className="button" onClick={onSkip}>
          {labels.importRest(number(counts.matched))}
        </button>
      )}
    </>
  )
}
