/** One training: its check, its folds while they learn, its results. */
import { Link } from 'wouter'
import type { Study, TrainingRunDetail } from '../../shared/api/types'
import { useCodeText, useFormat, useText } from '../../shared/i18n/text'
import { Facts } from '../../shared/ui/marks'
import { Page } from '../../shared/ui/page'
import { Await, Failure } from '../../shared/ui/states'
import { JobProgress } from '../jobs/job-progress'
import { isLive } from '../jobs/queries'
import { useHere } from '../studies/place'
import { useStudy } from '../studies/queries'
import { Curves } from './curves'
import { DatasetLink } from './dataset-link'
import { useCurves, useRun, useRunAction } from './queries'
import { type Plan, planOf, progressOf, reportOf, stateOf } from './report'
import { Results } from './results'
import { RunPlan } from './run-plan'
import { Warnings } from './training-tab'
import './experiments.css'

export default function RunPage({ id }: { id: string }) {
  const query = useRun(id)
  return <Await query={query}>{(run) => <InStudy run={run} />}</Await>
}

function InStudy({ run }: { run: TrainingRunDetail }) {
  const query = useStudy(run.study)
  useHere(run.study, 'training')
  return <Await query={query}>{(study) => <Sheet run={run} study={study} />}</Await>
}

function Sheet({ run, study }: { run: TrainingRunDetail; study: Study }) {
  const { training } = useText()
  const back = { to: `/studies/${study.id}?tab=training`, name: training.backTo(study.name) }
  const [plan, report] = [planOf(run), reportOf(run)]
  return (
    <Page title={`${training.run} ${run.number}: ${run.name}`} back={back}>
      <div className="stack" data-state={stateOf(run)}>
        <section className="panel" aria-label={training.states[stateOf(run)]}>
          <div className="panel-head">
            <State run={run} />
            {study.allowed.includes('training.run') && <Actions run={run} />}
          </div>
          <Warnings run={run} />
          {run.stamp && <p className="notice">{training.notIndependentHint}</p>}
          <Facts
            items={[
              [training.preset, run.preset],
              [
                training.dataset,
                <DatasetLink
                  key="dataset"
                  id={run.dataset}
                  number={run.dataset_number}
                  name={run.dataset_name}
                />,
              ],
              [
                training.helping,
                run.helping && (
                  <DatasetLink
                    key="helping"
                    id={run.helping}
                    number={run.helping_number}
                    name={run.helping_name}
                  />
                ),
              ],
              [training.note, run.note],
              [
                training.model,
                run.model && (
                  <Link key="model" to={`/models/${run.model}`}>
                    {training.openModel}
                  </Link>
                ),
              ],
            ]}
          />
        </section>
        {report && <Results report={report} run={run} />}
        {run.started_at && <Curves run={run} />}
        {plan && <RunPlan plan={plan} />}
      </div>
    </Page>
  )
}

function State({ run }: { run: TrainingRunDetail }) {
  const { training } = useText()
  const codeText = useCodeText()
  const last = run.jobs.at(-1)
  const live = run.jobs.find(isLive)
  const plan = planOf(run)
  return (
    <div role="status">
      <h2>{training.states[stateOf(run)]}</h2>
      {live && (
        <p>
          {live.subject_name} <JobProgress job={live} />
        </p>
      )}
      {plan && stateOf(run) === 'running' && <Left run={run} plan={plan} />}
      {!live && last?.state === 'failed' && last.error && <p className="notice">{codeText(last.error)}</p>}
    </div>
  )
}

/** How far it is, in one sentence. */
function Left({ run, plan }: { run: TrainingRunDetail; plan: Plan }) {
  const { training } = useText()
  const { number } = useFormat()
  const curves = useCurves(run)
  if (!curves.data) return null
  const { fold, folds, epoch, epochs, minutes } = progressOf(plan, curves.data)
  const where = training.where(number(fold), number(folds), number(epoch), number(epochs))
  return <p>{minutes === null ? where : `${where} ${training.left(number(minutes))}`}</p>
}

function Actions({ run }: { run: TrainingRunDetail }) {
  const { training } = useText()
  const start = useRunAction(run.id, 'start')
  const stop = useRunAction(run.id, 'stop')
  const state = stateOf(run)
  const startable = state === 'planned' || state === 'stopped' || state === 'failed'
  return (
    <div className="actions">
      {startable && (
        <button
          type="button"
          className="button primary"
          disabled={start.isPending}
          onClick={() => {
            start.mutate()
          }}
        >
          {state === 'planned' ? training.start : training.goOn}
        </button>
      )}
      {(state === 'running' || state === 'waiting') && (
        <button
          type="button"
          className="button"
          title={training.stopHint}
          disabled={stop.isPending}
          onClick={() => {
            stop.mutate()
          }}
        >
          {training.stop}
        </button>
      )}
      <Failure error={start.error ?? stop.error} />
    </div>
  )
}
