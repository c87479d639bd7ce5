/** The dry run, and putting in force exactly what it showed. */
import { useState } from 'react'
import { Link } from 'wouter'
import { ApiError } from '../../shared/api/errors'
import type { DryRun, SamplingPlan } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Field } from '../../shared/ui/field'
import { Mark } from '../../shared/ui/marks'
import { Failure, Skeleton } from '../../shared/ui/states'
import { DryRunTables } from './dry-run-tables'
import { useApplyPlan, useDryRun } from './queries'

type Props = { study: string; inForce: SamplingPlan | null }

const LARGEST_SEED = 2 ** 31 - 1

export function PlanForm({ study, inForce }: Props) {
  const { frames } = useText()
  const [written, setWritten] = useState('0')
  const [asked, setAsked] = useState<number | null>(null)
  const dryRun = useDryRun(study, asked)
  const apply = useApplyPlan(study)
  const look = () => {
    const seed = Number(written)
    apply.reset()
    if (seed === asked) void dryRun.refetch()
    else setAsked(seed)
  }
  return (
    <section className="panel" aria-labelledby="dry-run">
      <div>
        <h2 id="dry-run">{frames.dryRun}</h2>
        <p className="hint">{frames.dryRunHint}</p>
      </div>
      <form
        className="row plan-question"
        onSubmit={(event) => {
          event.preventDefault()
          look()
        }}
      >
        <Field label={frames.seed}>
          {(wiring) => (
            <input
              {...wiring}
              name="seed"
              className="short"
              type="number"
              required
              min={0}
              max={LARGEST_SEED}
              step={1}
              value={written}
              onChange={({ target }) => {
                setWritten(target.value)
              }}
            />
          )}
        </Field>
        <button type="submit" className="button" disabled={dryRun.isFetching}>
          {frames.dryRun}
        </button>
        <p className="hint">{frames.seedHint}</p>
      </form>
      {dryRun.isFetching && <Skeleton />}
      {!dryRun.isFetching && <Refused study={study} error={dryRun.error} onLook={look} />}
      {dryRun.data && !dryRun.isFetching && (
        <Outcome study={study} dryRun={dryRun.data} inForce={inForce} apply={apply} onLook={look} />
      )}
    </section>
  )
}

type OutcomeProps = Props & { dryRun: DryRun; apply: ReturnType<typeof useApplyPlan>; onLook: () => void }

function Outcome({ study, dryRun, inForce, apply, onLook }: OutcomeProps) {
  const { frames } = useText()
  const { number } = useFormat()
  const count = (rows: { frames: number }[]) => rows.filter((row) => row.frames > 0).length
  const inForceAlready = inForce?.sha256 === dryRun.sha256
  return (
    <div className="stack" data-sha256={dryRun.sha256}>
      <p className="plan-sentence">
        {dryRun.frames > 0
          ? frames.would(number(dryRun.frames), count(dryRun.videos), count(dryRun.infants))
          : frames.wouldNone}
      </p>
      {dryRun.frames > 0 && !inForceAlready && (
        <div className="row">
          <button
            type="button"
            className="button primary"
            disabled={apply.isPending}
            onClick={() => {
              apply.mutate(dryRun)
            }}
          >
            {frames.apply}
          </button>
          <span className="hint">{frames.applyHint}</span>
        </div>
      )}
      {inForceAlready && (
        <p role="status">
          <Mark icon="check">{apply.isSuccess ? frames.applied : frames.same}</Mark>
        </p>
      )}
      <Refused study={study} error={apply.error} onLook={onLook} />
      <DryRunTables dryRun={dryRun} />
    </div>
  )
}

/** What went wrong, with the next thing to do. */
function Refused({ study, error, onLook }: { study: string; error: unknown; onLook: () => void }) {
  const { frames } = useText()
  if (!error) return null
  const code = error instanceof ApiError ? error.code : ''
  const tab = code === 'own_answers_first' ? 'to-score' : code === 'plan_empty' ? 'protocol' : null
  return (
    <div className="stack" data-refused={code}>
      <Failure error={error} />
      <div className="actions">
        {tab ? (
          <Link to={`/studies/${study}?tab=${tab}`} className="button">
            {tab === 'protocol' ? frames.toProtocol : frames.toScore}
          </Link>
        ) : (
          <button type="button" className="button" onClick={onLook}>
            {frames.look}
          </button>
        )}
      </div>
    </div>
  )
}
