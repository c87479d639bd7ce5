/** What a finished training is worth: figures with intervals by infant, baselines, and each fold's matrix. */
import type { ReactNode } from 'react'
import { useFormat, useText } from '../../shared/i18n/text'
import type { TrainingRunDetail } from '../../shared/api/types'
import { Table } from '../../shared/ui/table'
import { FIGURES, type Matrix, type Report } from './report'
import { MoreResults, useShown } from './results-more'
import { Warnings } from './training-tab'

type Props = { report: Report; run: TrainingRunDetail }

export function Results({ report, run }: Props) {
  const { training } = useText()
  return (
    <>
      <ResultsPanel run={run}>
        <FigureTable report={report} />
        <h3>{training.matrices}</h3>
        <p className="hint">{training.matrixHint}</p>
        <div className="matrices">
          <MatrixTable name={training.pooled} matrix={report.pooled.confusion} />
          {report.folds.map(({ fold, confusion }) => (
            <MatrixTable key={fold} name={fold} matrix={confusion} />
          ))}
        </div>
        <Thesis report={report} />
      </ResultsPanel>
      <MoreResults report={report} run={run} />
    </>
  )
}

/** Figures never stand without what warns of them. */
export function ResultsPanel({ run, children }: { run: TrainingRunDetail; children: ReactNode }) {
  const { training } = useText()
  return (
    <section className="panel" aria-labelledby="results">
      <div className="panel-head">
        <h2 id="results">{training.results}</h2>
        <Warnings run={run} />
      </div>
      {children}
    </section>
  )
}

export function FigureTable({ report }: { report: Report }) {
  const { training } = useText()
  const shown = useShown()
  const heads = [
    training.figure,
    training.pooled,
    training.interval,
    training.acrossFolds,
    training.majority,
    training.allPain,
  ]
  return (
    <Table caption={training.results} heads={heads}>
      {FIGURES.map((name) => {
        const interval = report.pooled.intervals[name]
        const across = report.across_folds[name]
        return (
          <tr key={name} data-figure={name}>
            <th scope="row">{training.figures[name]}</th>
            <td className="number">{shown(report.pooled.figures[name])}</td>
            <td className="number">{interval ? `${shown(interval[0])} – ${shown(interval[1])}` : '–'}</td>
            <td className="number">{`${shown(across.mean)} ± ${shown(across.sd)}`}</td>
            <td className="number">{shown(report.baselines.majority[name])}</td>
            <td className="number">{shown(report.baselines.all_pain[name])}</td>
          </tr>
        )
      })}
    </Table>
  )
}

export function MatrixTable({ name, matrix }: { name: string; matrix: Matrix }) {
  const { training } = useText()
  const { number } = useFormat()
  const rows = [training.isNonpain, training.isPain]
  return (
    <table className="fold-matrix">
      <caption>{name}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{training.saysNonpain}</th>
          <th scope="col">{training.saysPain}</th>
        </tr>
      </thead>
      <tbody>
        {matrix.map((counts, row) => {
          const total = counts[0] + counts[1]
          return (
            <tr key={rows[row]}>
              <th scope="row">{rows[row]}</th>
              {counts.map((count, column) => (
                <td key={column} className="number" data-share={total ? Math.round((4 * count) / total) : 0}>
                  {number(count)}
                  <small>{total ? ` ${Math.round((100 * count) / total)} %` : ''}</small>
                </td>
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function Thesis({ report }: { report: Report }) {
  const { training } = useText()
  const shown = useShown()
  return (
    <details>
      <summary>{training.thesis}</summary>
      <Table
        caption={training.thesis}
        heads={[training.experiment, training.figures.accuracy, training.figures.f1]}
      >
        {report.reference.table_5_1.map((row) => (
          <tr key={row.experiment}>
            <th scope="row">{row.experiment}</th>
            <td className="number">{`${shown(row.accuracy)} ± ${shown(row.accuracy_sd)}`}</td>
            <td className="number">{`${shown(row.f1)} ± ${shown(row.f1_sd)}`}</td>
          </tr>
        ))}
      </Table>
    </details>
  )
}
