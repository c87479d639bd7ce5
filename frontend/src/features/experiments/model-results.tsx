/** What a model is worth, as a results page says it: data, figures with intervals, calibration, groups of infants. */
import type { Model, TrainingRunDetail } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Facts } from '../../shared/ui/marks'
import { Await } from '../../shared/ui/states'
import { DatasetLink } from './dataset-link'
import { useRun } from './queries'
import { planOf, reportOf, type Report } from './report'
import { FigureTable, MatrixTable, ResultsPanel } from './results'
import { Drawing, Subgroups } from './results-more'

export function ModelResults({ model }: { model: Model }) {
  const query = useRun(model.run)
  return (
    <Await query={query}>
      {(run) => {
        const report = reportOf(run)
        return report && <Worth run={run} report={report} />
      }}
    </Await>
  )
}

function Worth({ run, report }: { run: TrainingRunDetail; report: Report }) {
  const { training } = useText()
  return (
    <>
      <ResultsPanel run={run}>
        {run.stamp && <p className="notice">{training.notIndependentHint}</p>}
        <Data run={run} report={report} />
        <FigureTable report={report} />
        <div className="model-figures">
          <div>
            <h3>{training.matrices}</h3>
            <p className="hint">{training.matrixHint}</p>
            <MatrixTable name={training.pooled} matrix={report.pooled.confusion} />
          </div>
          {report.figures.includes('reliability') && (
            <div className="drawings" data-drawing="reliability">
              <h3>{training.calibration}</h3>
              <Drawing name="reliability" run={run} />
            </div>
          )}
        </div>
      </ResultsPanel>
      <Subgroups report={report} />
    </>
  )
}

/** From what it was made, so that somebody else could make it again. */
function Data({ run, report }: { run: TrainingRunDetail; report: Report }) {
  const { training } = useText()
  const { number } = useFormat()
  const { pooled } = report
  const plan = planOf(run)
  return (
    <Facts
      items={[
        [
          training.dataset,
          <DatasetLink key="dataset" id={run.dataset} number={run.dataset_number} name={run.dataset_name} />,
        ],
        [
          training.testedOn,
          training.partCell(number(pooled.rows), number(pooled.infants), number(pooled.pain_infants)),
        ],
        [training.folds, number(report.folds.length)],
        [training.seeds, plan && training.seedsOf(plan.preset.split.seed, plan.preset.fit.seed)],
        [training.manifest, <code key="manifest">{report.manifest_sha256.slice(0, 16)}…</code>],
      ]}
    />
  )
}
