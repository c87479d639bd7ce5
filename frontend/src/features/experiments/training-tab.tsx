/** A study's training runs and the way to the next one. */
import { useState } from 'react'
import { Link } from 'wouter'
import type { Study, TrainingRun } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Mark } from '../../shared/ui/marks'
import { Await, Empty } from '../../shared/ui/states'
import { ShowMore, Table } from '../../shared/ui/table'
import { NewRun } from './new-run'
import { useRuns } from './queries'
import { stateOfRow } from './report'
import { useShown } from './results-more'
import './experiments.css'

export function TrainingTab({ study }: { study: Study }) {
  const { training } = useText()
  const query = useRuns(study.id)
  const mayRun = study.allowed.includes('training.run')
  const [making, setMaking] = useState(false)
  return (
    <div className="stack">
      <div className="panel-head">
        <p className="hint">{training.intro}</p>
        {mayRun && !making && (
          <button
            type="button"
            className="button primary"
            onClick={() => {
              setMaking(true)
            }}
          >
            {training.newRun}
          </button>
        )}
      </div>
      {making && (
        <NewRun
          study={study}
          onClose={() => {
            setMaking(false)
          }}
        />
      )}
      <Await query={query}>
        {(runs) =>
          runs.length === 0 ? (
            <Empty>{mayRun ? training.none : training.noneReader}</Empty>
          ) : (
            <Runs runs={runs} />
          )
        }
      </Await>
      <ShowMore query={query} />
    </div>
  )
}

function Runs({ runs }: { runs: TrainingRun[] }) {
  const { training, common } = useText()
  const { date } = useFormat()
  const heads = [
    ...['#', common.name, training.preset, training.dataset, common.state],
    ...[`${training.figures.f1} (${training.interval})`, training.figures.auc, training.model],
  ]
  return (
    <Table caption={training.title} heads={heads}>
      {runs.map((run) => (
        <tr key={run.id} data-run={run.id}>
          <td className="number">{run.number}</td>
          <td>
            <Link to={`/training/${run.id}`} className="strong-link">
              {run.name}
            </Link>
          </td>
          <td>{run.preset}</td>
          <td>{`${run.dataset_number} · ${run.dataset_name}`}</td>
          <td>
            {training.states[stateOfRow(run)]}
            {run.finished_at && ` · ${date(run.finished_at)}`}
            <Warnings run={run} />
          </td>
          <Headline headline={run.headline} />
          <td>{run.model && <Link to={`/models/${run.model}`}>{training.openModel}</Link>}</td>
        </tr>
      ))}
    </Table>
  )
}

/** Side by side with the other runs; the intervals say whether a difference means anything. */
function Headline({ headline }: Pick<TrainingRun, 'headline'>) {
  const shown = useShown()
  const interval = headline?.f1_interval
  return (
    <>
      <td className="number">
        {headline && `${shown(headline.f1)} `}
        {interval && <span className="muted">{`(${shown(interval[0])} – ${shown(interval[1])})`}</span>}
      </td>
      <td className="number">{headline && shown(headline.auc)}</td>
    </>
  )
}

/** What must stand beside every figure of a run. */
export function Warnings({ run }: { run: Pick<TrainingRun, 'stamp' | 'contains_withdrawn'> }) {
  const { training } = useText()
  return (
    <>
      {run.stamp && <Mark icon="warning">{training.notIndependent}</Mark>}
      {run.contains_withdrawn && <Mark icon="warning">{training.containsWithdrawn}</Mark>}
    </>
  )
}
