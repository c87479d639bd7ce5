/** One comparison: a row per arm, the same held against people's boxes by group, and how far the arms agree. */
import { Fragment, type ReactNode } from 'react'
import { Link } from 'wouter'
import type { Arm, DetectorComparison } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Failure } from '../../shared/ui/states'
import { Table } from '../../shared/ui/table'
import { isLive } from '../jobs/queries'
import { ArmText, useArmLabel } from './chain-panel'
import { useMeasureAgain } from './queries'
import {
  armName,
  bestOf,
  figures,
  groupsOf,
  overlapOf,
  rowsOf,
  type Figure,
  type Result,
  type Row,
} from './result'

type Props = {
  study: string
  comparison: DetectorComparison
  result: Result
  onUse: ((arm: Arm) => void) | null
  /** The chain being put together, right below the rows it is made of. */
  children: ReactNode
}

export function ComparisonResult({ study, comparison, result, onUse, children }: Props) {
  const { faces } = useText()
  const { number } = useFormat()
  const { cpu } = result.machine
  const reviewed = result.correctness.frames
  return (
    <section className="panel detector-panel" aria-labelledby="result" data-reviewed={reviewed}>
      <div className="panel-head">
        <h2 id="result">{faces.result}</h2>
        <div className="actions">
          <Link to={`/studies/${study}/faces?comparison=${comparison.id}`} className="button">
            {faces.reviewDoubts}
          </Link>
          {onUse && <MeasureAgain study={study} comparison={comparison} />}
        </div>
      </div>
      <p className="hint">
        {faces.measured(number(comparison.frames), cpu)} {faces.against(number(reviewed))}
      </p>
      <ArmTable rows={rowsOf(result, comparison.arms)} onUse={onUse} arms={comparison.arms} />
      {children}
      {reviewed > 0 && <Groups comparison={comparison} result={result} />}
      {comparison.arms.length > 1 && <Overlap arms={comparison.arms.map(armName)} result={result} />}
    </section>
  )
}

function MeasureAgain({ study, comparison }: { study: string; comparison: DetectorComparison }) {
  const { faces } = useText()
  const measure = useMeasureAgain(study)
  return (
    <>
      <button
        type="button"
        className="button"
        disabled={measure.isPending || isLive(comparison.job)}
        onClick={() => {
          measure.mutate(comparison.id)
        }}
      >
        {isLive(comparison.job) ? faces.measuring : faces.measureAgain}
      </button>
      <Failure error={measure.error} />
    </>
  )
}

const TIMES = new Set<Figure>(['median_ms', 'p95_ms'])

function useFigureText() {
  const { number, coefficient } = useFormat()
  return (figure: Figure, value: number | null) => {
    if (value === null) return '–'
    if (TIMES.has(figure)) return number(value, value < 100 ? 1 : 0)
    if (figure === 'empty' || figure === 'several') return `${number(100 * value, 1)} %`
    return coefficient(value)
  }
}

type CellProps = { row: Row; figure: Figure; best: Record<Figure, number | null> }

/** The best value is bold and says so to those who do not see it. */
function Cell({ row, figure, best }: CellProps) {
  const { faces } = useText()
  const text = useFigureText()
  const value = row[figure]
  if (value === null || value !== best[figure]) return <td className="number">{text(figure, value)}</td>
  return (
    <td className="number">
      <strong>{text(figure, value)}</strong>
      <span className="visually-hidden"> {faces.best}</span>
    </td>
  )
}

function ArmTable({ rows, arms, onUse }: { rows: Row[]; arms: Arm[]; onUse: Props['onUse'] }) {
  const { faces, common } = useText()
  const best = bestOf(rows)
  const heads = [
    faces.detector,
    ...figures.map((one) => faces.figures[one]),
    ...(onUse ? [common.actions] : []),
  ]
  return (
    <Table caption={faces.result} heads={heads}>
      {rows.map((row) => (
        <tr key={row.arm} data-arm={row.arm}>
          <th scope="row">
            <ArmText name={row.arm} />
          </th>
          {figures.map((figure) => (
            <Cell key={figure} row={row} figure={figure} best={best} />
          ))}
          {onUse && (
            <td>
              <button
                type="button"
                className="button"
                onClick={() => {
                  const arm = arms.find((one) => armName(one) === row.arm)
                  if (arm) onUse(arm)
                }}
              >
                {faces.addToChain}
                <span className="visually-hidden"> {row.arm}</span>
              </button>
            </td>
          )}
        </tr>
      ))}
    </Table>
  )
}

const RIGHT = ['recall', 'precision', 'mean_iou'] as const

function Groups({ comparison, result }: { comparison: DetectorComparison; result: Result }) {
  const { faces, infants } = useText()
  const { number } = useFormat()
  const contexts: Partial<Record<string, string>> = infants.contexts
  const heads = [faces.group, faces.frames, faces.detector, ...RIGHT.map((one) => faces.figures[one])]
  return (
    <details className="groups">
      <summary>{faces.byGroup}</summary>
      <Table caption={faces.byGroup} heads={heads}>
        {groupsOf(result).map(({ key, kind, name }) => {
          const rows = rowsOf(result, comparison.arms, key)
          const best = bestOf(rows)
          return (
            <Fragment key={key}>
              {rows.map((row, index) => (
                <tr key={row.arm}>
                  <td>{index === 0 && (kind === 'infant' ? name : (contexts[name] ?? name))}</td>
                  <td>{index === 0 && number(result.correctness.arms[row.arm]?.[key]?.frames ?? 0)}</td>
                  <td>
                    <ArmText name={row.arm} />
                  </td>
                  {RIGHT.map((figure) => (
                    <Cell key={figure} row={row} figure={figure} best={best} />
                  ))}
                </tr>
              ))}
            </Fragment>
          )
        })}
      </Table>
    </details>
  )
}

function Overlap({ arms, result }: { arms: string[]; result: Result }) {
  const { faces } = useText()
  const { coefficient } = useFormat()
  const labelOf = useArmLabel()
  return (
    <details className="groups overlaps" open>
      <summary>{faces.overlap}</summary>
      <p className="hint">{faces.overlapHint}</p>
      <Table caption={faces.overlap} heads={['', ...arms.map(labelOf)]}>
        {arms.map((one) => (
          <tr key={one}>
            <th scope="row">{labelOf(one)}</th>
            {arms.map((other) => {
              const value = one === other ? null : overlapOf(result, one, other)
              return (
                <td key={other} className="number">
                  {value === null ? '–' : coefficient(value)}
                </td>
              )
            })}
          </tr>
        ))}
      </Table>
    </details>
  )
}
