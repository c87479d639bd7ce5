/** The frames of a study: the plan in force, and what another one would draw. */
import { Link } from 'wouter'
import type { SamplingPlan, Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Facts, Mark, ProgressBar } from '../../shared/ui/marks'
import { Await, Empty, Failure } from '../../shared/ui/states'
import { PlanForm } from './plan-form'
import { useApplyPlan, usePlan } from './queries'
import './frames.css'

export function FramesTab({ study }: { study: Study }) {
  const { frames } = useText()
  const query = usePlan(study.id)
  const mayPlan = study.allowed.includes('frames.plan')
  return (
    <div className="stack">
      <Await query={query}>
        {(plan) =>
          plan ? (
            <PlanInForce study={study} plan={plan} />
          ) : (
            <Empty>{mayPlan ? frames.none : frames.noneReader}</Empty>
          )
        }
      </Await>
      {mayPlan && <PlanForm study={study.id} inForce={query.data ?? null} />}
    </div>
  )
}

function PlanInForce({ study, plan }: { study: Study; plan: SamplingPlan }) {
  const { frames } = useText()
  const { number, moment } = useFormat()
  const { progress } = plan
  return (
    <section className="panel plan" data-jobs={progress.jobs_live} aria-labelledby="plan-in-force">
      <div className="panel-head">
        <h2 id="plan-in-force">{frames.inForce}</h2>
        <span className="muted">
          {frames.appliedBy} {plan.created_by_name}, {moment(plan.created_at)}
        </span>
      </div>
      <dl className="counts">
        <Count name={frames.drawn} value={number(progress.frames)} />
        <Count
          name={frames.videosDone}
          value={frames.videosDoneOf(number(progress.videos_done), number(progress.videos))}
        />
        <Count name={frames.retired} value={number(progress.retired)} hint={frames.retiredHint} />
        <Count name={frames.alike} value={number(progress.near_duplicates)} hint={frames.alikeHint} />
        <Count name={frames.unreadable} value={number(progress.unreadable)} />
      </dl>
      <Drawing study={study} plan={plan} />
      <Facts
        items={[
          [frames.protocolVersion, number(plan.protocol_version)],
          [frames.seed, String(plan.seed)],
          ['SHA-256', <span className="mono">{plan.sha256}</span>],
        ]}
      />
    </section>
  )
}

type CountProps = { name: string; value: string; hint?: string }

function Count({ name, value, hint }: CountProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span className="count">{value}</span>
        {hint && <span className="hint line">{hint}</span>}
      </dd>
    </div>
  )
}

/** Whether work is under way, has stopped short, or is done. */
function Drawing({ study, plan }: { study: Study; plan: SamplingPlan }) {
  const { frames } = useText()
  const { progress } = plan
  const apply = useApplyPlan(study.id)
  const short = progress.videos_done < progress.videos
  if (progress.jobs_live > 0)
    return (
      <div className="row" role="status">
        <span className="plan-bar">
          <ProgressBar label={frames.videosDone} done={progress.videos_done} total={progress.videos} />
        </span>
        <Mark icon="jobs">{frames.drawing(progress.jobs_live)}</Mark>
        <Link to="/jobs?state=live" className="button">
          {frames.toJobs}
        </Link>
      </div>
    )
  if (!short) return null
  return (
    <div className="notice stack">
      <Mark icon="warning">{frames.notDone}</Mark>
      <div className="actions">
        {study.allowed.includes('frames.plan') && (
          <button
            type="button"
            className="button"
            disabled={apply.isPending}
            onClick={() => {
              apply.mutate(plan)
            }}
          >
            {frames.applyAgain}
          </button>
        )}
        <Link to="/jobs" className="button">
          {frames.toJobs}
        </Link>
      </div>
      <Failure error={apply.error} />
    </div>
  )
}
