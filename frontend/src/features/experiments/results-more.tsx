/** Behind the figures: calibration and curves as drawings, groups of infants, infant by infant, the model card. */
import type { TrainingRunDetail } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Table } from '../../shared/ui/table'
import { cardAddress, figureAddress, tableAddress } from './queries'
import type { Report, Subgroup } from './report'

/** What infants have in common; other columns of a manifest tell one picture from another. */
const GROUPS = [
  ...(['sex', 'age_band', 'group', 'domain', 'label_source'] as const),
  ...(['pacifier', 'wrapping', 'sweet_solution', 'skin_to_skin', 'breastfeeding', 'other'] as const),
]
const SHOWN = ['accuracy', 'recall', 'specificity', 'f1'] as const

type Props = { report: Report; run: TrainingRunDetail }

export function MoreResults({ report, run }: Props) {
  return (
    <>
      <Drawings report={report} run={run} />
      <Subgroups report={report} />
      <Infants report={report} run={run} />
    </>
  )
}

function Drawings({ report, run }: Props) {
  const { training } = useText()
  return (
    <section className="panel" aria-labelledby="drawings">
      <div className="panel-head">
        <h2 id="drawings">{training.drawings}</h2>
        <a className="button" href={cardAddress(run.id)} download>
          {training.card}
        </a>
      </div>
      <ul className="drawings">
        {report.figures.map((name) => (
          <li key={name} data-drawing={name}>
            <Drawing name={name} run={run} />
          </li>
        ))}
      </ul>
    </section>
  )
}

export function Drawing({ name, run }: { name: string; run: TrainingRunDetail }) {
  const { training } = useText()
  return (
    <>
      <img src={figureAddress(run.id, name)} alt={training.drawingNames[name] ?? name} />
      <span className="row">
        <a href={figureAddress(run.id, name)} download={`training-${run.number}-${name}.svg`}>
          SVG
        </a>
        <a href={tableAddress(run.id, name)} download>
          CSV
        </a>
      </span>
    </>
  )
}

/** Groups with both sides of something; one in which everybody is tells nothing. */
export function Subgroups({ report }: { report: Report }) {
  const { training, infants } = useText()
  const { number } = useFormat()
  const shown = useShown()
  const names = { ...infants.contexts, ...training.groups }
  const sizes = new Map<string, number>()
  for (const { column } of report.subgroups) sizes.set(column, (sizes.get(column) ?? 0) + 1)
  const rows = report.subgroups.filter(
    ({ column }) => (GROUPS as readonly string[]).includes(column) && (sizes.get(column) ?? 0) > 1,
  )
  if (rows.length === 0) return null
  const heads = [
    ...[training.group, training.frames, training.infants, training.painInfants],
    ...SHOWN.map((name) => training.figures[name]),
  ]
  return (
    <section className="panel" aria-labelledby="subgroups">
      <h2 id="subgroups">{training.subgroups}</h2>
      <p className="hint">{training.subgroupsHint}</p>
      <Table caption={training.subgroups} heads={heads}>
        {rows.map((row) => (
          <tr key={row.column + row.value} data-group={row.column}>
            <th scope="row">{nameOf(row, names)}</th>
            <td className="number">{number(row.rows)}</td>
            <td className="number">{number(row.infants)}</td>
            <td className="number">{number(row.pain_infants)}</td>
            {SHOWN.map((name) => (
              <td key={name} className="number">
                {shown(row.figures[name])}
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </section>
  )
}

const nameOf = ({ column, value }: Subgroup, names: Partial<Record<string, string>>): string =>
  `${names[column] ?? column.replaceAll('_', ' ')}: ${names[value] ?? value.replaceAll('_', ' ')}`

function Infants({ report, run }: Props) {
  const { training } = useText()
  const { number } = useFormat()
  const shown = useShown()
  const heads = [
    ...[training.infant, training.fold, training.frames, training.withPain],
    ...SHOWN.map((name) => training.figures[name]),
  ]
  return (
    <details className="panel">
      <summary>{training.perInfant}</summary>
      <Table caption={training.perInfant} heads={heads}>
        {report.per_infant.map((one) => (
          <tr key={one.infant}>
            <th scope="row">{run.pseudonyms[one.infant] ?? one.infant}</th>
            <td>{one.folds.join(', ')}</td>
            <td className="number">{number(one.rows)}</td>
            <td className="number">{number(one.pain_rows)}</td>
            {SHOWN.map((name) => (
              <td key={name} className="number">
                {shown(one[name])}
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </details>
  )
}

export function useShown() {
  const { coefficient } = useFormat()
  return (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : coefficient(value)
}
