/** A dataset as a file: for the house, or for outside after one confirmation. */
import { useState } from 'react'
import type { DatasetDetail, DatasetExport, ExportIn } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Field } from '../../shared/ui/field'
import { Mark } from '../../shared/ui/marks'
import { Failure } from '../../shared/ui/states'
import { ShowMore, Table } from '../../shared/ui/table'
import { JobProgress, JobState } from '../jobs/job-progress'
import { isLive } from '../jobs/queries'
import { fileAddress, useExport, useExports } from './queries'

const kinds = ['folder', 'parquet', 'coco', 'tfrecord'] as const

export function ExportsPanel({ dataset }: { dataset: DatasetDetail }) {
  const { datasets } = useText()
  const start = useExport(dataset.id)
  const usable = dataset.ready_at !== null && !dataset.contains_withdrawn
  return (
    <section className="panel" aria-labelledby="exports">
      <div>
        <h2 id="exports">{datasets.exports}</h2>
        <p className="hint">{datasets.exportsHint}</p>
      </div>
      {usable && <Ask shareable={dataset.origin === 'study'} busy={start.isPending} onStart={start.mutate} />}
      <Failure error={start.error} />
      <Exports dataset={dataset.id} />
    </section>
  )
}

type AskProps = { shareable: boolean; busy: boolean; onStart: (wanted: ExportIn) => void }

function Ask({ shareable, busy, onStart }: AskProps) {
  const { datasets } = useText()
  const [kind, setKind] = useState<ExportIn['kind']>('folder')
  const [asking, setAsking] = useState(false)
  return (
    <div className="row dataset-crop">
      <Field label={datasets.format}>
        {(wiring) => (
          <select
            {...wiring}
            value={kind}
            onChange={({ target }) => {
              setKind(kinds.find((one) => one === target.value) ?? 'folder')
            }}
          >
            {kinds.map((one) => (
              <option key={one} value={one}>
                {datasets.formats[one]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <button
        type="button"
        className="button"
        disabled={busy}
        onClick={() => {
          onStart({ kind, audience: 'house' })
        }}
      >
        {datasets.forHouse}
      </button>
      {shareable && (
        <button
          type="button"
          className="button"
          disabled={busy}
          onClick={() => {
            setAsking(true)
          }}
        >
          {datasets.forOutside}…
        </button>
      )}
      {asking && (
        <Confirm
          onClose={() => {
            setAsking(false)
          }}
          onConfirm={() => {
            onStart({ kind, audience: 'outside' })
            setAsking(false)
          }}
        />
      )}
    </div>
  )
}

function Confirm({ onClose, onConfirm }: { onClose: () => void; onConfirm: () => void }) {
  const { datasets, common } = useText()
  return (
    <Dialog title={datasets.forOutside} onClose={onClose}>
      <div className="stack">
        <p>{datasets.outsideWhat}</p>
        <p>{datasets.outsideStill}</p>
        <div className="actions">
          <button type="button" className="button primary" onClick={onConfirm}>
            {datasets.outsideDo}
          </button>
          <button type="button" className="button" onClick={onClose}>
            {common.cancel}
          </button>
        </div>
      </div>
    </Dialog>
  )
}

function Exports({ dataset }: { dataset: string }) {
  const { datasets, common } = useText()
  const { moment, number, bytes } = useFormat()
  const query = useExports(dataset)
  const all = query.data ?? []
  if (all.length === 0) return null
  const heads = [
    datasets.format,
    datasets.audience,
    datasets.rows,
    datasets.leftOut,
    common.when,
    common.state,
  ]
  return (
    <>
      <Table caption={datasets.exports} heads={heads}>
        {all.map((one) => (
          <tr key={one.id} data-export={one.kind}>
            <td>{datasets.formats[one.kind]}</td>
            <td>{one.audience === 'house' ? datasets.house : datasets.outside}</td>
            <td className="number">{one.rows === null ? '–' : number(one.rows)}</td>
            <td className="number">{number(one.left_out)}</td>
            <td>{moment(one.created_at)}</td>
            <td>
              {one.size_bytes === null ? (
                <NotThere one={one} />
              ) : (
                <a className="button" href={fileAddress(one.id)} download>
                  {datasets.download} ({bytes(one.size_bytes)})
                </a>
              )}
            </td>
          </tr>
        ))}
      </Table>
      <ShowMore query={query} />
    </>
  )
}

function NotThere({ one }: { one: DatasetExport }) {
  const { datasets } = useText()
  if (one.erased_at) return <Mark icon="cross">{datasets.erased}</Mark>
  if (!one.job) return null
  return isLive(one.job) || one.job.error ? <JobProgress job={one.job} /> : <JobState job={one.job} />
}
