/** What changed against another version, by infant and row by row. */
import { useState } from 'react'
import type { DatasetDetail, DatasetDifference } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Mark } from '../../shared/ui/marks'
import { Await } from '../../shared/ui/states'
import { Table } from '../../shared/ui/table'
import { Small } from './counts'
import { useDatasets, useDifference } from './queries'

const kinds = ['added', 'removed', 'relabelled', 'reweighted', 'recut'] as const

export function Difference({ dataset }: { dataset: DatasetDetail }) {
  const { datasets } = useText()
  const all = useDatasets(dataset.study)
  const others = (all.data ?? []).filter(
    (one) => one.id !== dataset.id && one.ready_at !== null && one.origin === 'study',
  )
  const usual = others.find((one) => one.number < dataset.number) ?? others[0]
  const [chosen, setChosen] = useState<string | null>(null)
  const against = chosen ?? usual?.id ?? null
  const query = useDifference(dataset.id, against)
  if (against === null) return null
  return (
    <section className="panel" aria-labelledby="difference">
      <div className="panel-head">
        <h2 id="difference">{datasets.difference}</h2>
        <label className="filter">
          <span>{datasets.against}</span>
          <select
            value={against}
            onChange={({ target }) => {
              setChosen(target.value)
            }}
          >
            {others.map((one) => (
              <option key={one.id} value={one.id}>
                {one.number} · {one.name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Await query={query}>{(found) => <Found found={found} />}</Await>
    </section>
  )
}

function Found({ found }: { found: DatasetDifference }) {
  const { datasets } = useText()
  const { number } = useFormat()
  const changed = kinds.filter((kind) => found.counts[kind] > 0)
  if (found.same || changed.length === 0)
    return <Mark icon="check">{found.same ? datasets.sameHash : datasets.sameRows}</Mark>
  return (
    <div className="stack" data-changed={changed.join(' ')}>
      <dl className="counts">
        {[...changed, 'unchanged' as const].map((kind) => (
          <div key={kind} data-change={kind}>
            <dt>{datasets.changes[kind]}</dt>
            <dd className="count">{number(found.counts[kind])}</dd>
          </div>
        ))}
      </dl>
      <Small
        title={datasets.byInfant}
        heads={[datasets.infant, ...changed.map((kind) => datasets.changes[kind])]}
      >
        {found.by_infant.map((one) => (
          <tr key={one.infant}>
            <td>{one.pseudonym ?? datasets.gone}</td>
            {changed.map((kind) => (
              <td key={kind} className="number">
                {number(one[kind])}
              </td>
            ))}
          </tr>
        ))}
      </Small>
      <Rows found={found} />
    </div>
  )
}

function Rows({ found }: { found: DatasetDifference }) {
  const { datasets } = useText()
  const { number } = useFormat()
  const heads = [datasets.infant, datasets.second, datasets.change, datasets.before, datasets.after]
  const said = (label: string | null) =>
    label?.replace('nonpain', datasets.nonpain).replace('pain', datasets.pain) ?? '–'
  return (
    <details>
      <summary>{datasets.listed(found.rows.length)}</summary>
      <Table caption={datasets.difference} heads={heads}>
        {found.rows.map((row) => (
          <tr key={row.frame_id}>
            <td>{row.pseudonym ?? datasets.gone}</td>
            <td className="number">{number(row.pts_ms / 1000, 1)}</td>
            <td>{datasets.changes[row.kind]}</td>
            <td>{said(row.before)}</td>
            <td>{said(row.after)}</td>
          </tr>
        ))}
      </Table>
    </details>
  )
}
