/** A study's datasets: every version, and the way to the next one. */
import { useState } from 'react'
import { Link } from 'wouter'
import type { Dataset, Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Mark } from '../../shared/ui/marks'
import { Await, Empty } from '../../shared/ui/states'
import { ShowMore, Table } from '../../shared/ui/table'
import { JobProgress } from '../jobs/job-progress'
import { ImportDialog } from './import-dialog'
import { NewVersion } from './new-version'
import { useDatasets } from './queries'
import './datasets.css'

export function DatasetsTab({ study }: { study: Study }) {
  const { datasets } = useText()
  const query = useDatasets(study.id)
  const mayBuild = study.allowed.includes('datasets.build')
  const [making, setMaking] = useState(false)
  const [bringing, setBringing] = useState(false)
  return (
    <div className="stack">
      <div className="panel-head">
        <p className="hint">{datasets.intro}</p>
        {mayBuild && !making && (
          <Ways
            onBring={() => {
              setBringing(true)
            }}
            onMake={() => {
              setMaking(true)
            }}
          />
        )}
      </div>
      {making && (
        <NewVersion
          study={study}
          onClose={() => {
            setMaking(false)
          }}
        />
      )}
      {bringing && (
        <ImportDialog
          study={study}
          onClose={() => {
            setBringing(false)
          }}
        />
      )}
      <Await query={query}>
        {(all) =>
          all.length > 0 ? (
            <Versions all={all} />
          ) : (
            !making && <Empty>{mayBuild ? datasets.none : datasets.noneReader}</Empty>
          )
        }
      </Await>
      <ShowMore query={query} />
    </div>
  )
}

function Ways({ onBring, onMake }: { onBring: () => void; onMake: () => void }) {
  const { datasets } = useText()
  return (
    <div className="actions">
      <button type="button" className="button" onClick={onBring}>
        {datasets.bring}…
      </button>
      <button type="button" className="button primary" onClick={onMake}>
        {datasets.newVersion}
      </button>
    </div>
  )
}

function Versions({ all }: { all: Dataset[] }) {
  const { datasets, common } = useText()
  const { number, date } = useFormat()
  const heads = [
    datasets.version,
    common.name,
    datasets.rows,
    datasets.pain,
    datasets.nonpain,
    datasets.infants,
    datasets.built,
    common.state,
  ]
  return (
    <Table caption={datasets.title} heads={heads}>
      {all.map((dataset) => (
        <tr key={dataset.id} data-dataset={dataset.id}>
          <td className="number">{dataset.number}</td>
          <td>
            <Link to={`/datasets/${dataset.id}`} className="strong-link">
              {dataset.name}
            </Link>
          </td>
          {(['rows', 'pain', 'nonpain', 'infants'] as const).map((name) => (
            <td key={name} className="number">
              {dataset.summary ? number(dataset.summary[name]) : '–'}
            </td>
          ))}
          <td>{dataset.ready_at ? date(dataset.ready_at) : '–'}</td>
          <td>
            <DatasetState dataset={dataset} />
          </td>
        </tr>
      ))}
    </Table>
  )
}

/** Whether it can be used, and what stands in the way. */
export function DatasetState({ dataset }: { dataset: Dataset }) {
  const { datasets, jobs } = useText()
  if (dataset.contains_withdrawn) return <Mark icon="warning">{datasets.containsWithdrawn}</Mark>
  if (dataset.ready_at)
    return <Mark icon="check">{dataset.origin === 'study' ? datasets.ready : datasets.fromElsewhere}</Mark>
  if (!dataset.job) return <Mark icon="waiting">{datasets.awaitsFile}</Mark>
  if (dataset.job.state === 'cancelled') return <Mark icon="cross">{jobs.states.cancelled}</Mark>
  return <JobProgress job={dataset.job} />
}
