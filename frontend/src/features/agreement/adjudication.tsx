/** The decision on one video: shuffled answers without names, the final value, why they differed. */
import { useState, type FormEvent } from 'react'
import { timecode } from '../../player/engine/frames'
import { ApiError } from '../../shared/api/errors'
import type { BoardRow, Case, DecisionIn, UnnamedAnswer } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Field } from '../../shared/ui/field'
import { Mark } from '../../shared/ui/marks'
import { Failure } from '../../shared/ui/states'
import { useDecide, type Question } from './queries'

type Props = { study: string; row: BoardRow; asked: Question; found: Case }

export function Adjudication({ study, row, asked, found }: Props) {
  const { agreement } = useText()
  return (
    <section className="panel adjudication" aria-label={agreement.adjudicate}>
      <h3>{agreement.adjudicate}</h3>
      <Answers answers={found.answers} />
      <Decided found={found} />
      <Decide key={found.decision?.id ?? ''} found={found} study={study} asked={asked} row={row} />
    </section>
  )
}

function Answers({ answers }: { answers: UnnamedAnswer[] }) {
  const { agreement } = useText()
  return (
    <>
      <p className="hint">{agreement.answers}</p>
      <ul className="unnamed">
        {answers.map(({ label, value, total, window }) => (
          <li key={label}>
            <span className="muted">{agreement.answer(label)}</span>
            <strong>{value ?? '–'}</strong>
            <span className="muted">
              {agreement.total} {total ?? '–'}
            </span>
            <span className="muted number">
              {timecode(window.start_ms / 1000)}–{timecode(window.end_ms / 1000)}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function Decided({ found: { decision, history } }: { found: Case }) {
  const { agreement } = useText()
  const said = useSaid()
  if (!decision) return null
  return (
    <div className="decided" data-decided={decision.value ?? 'exclude'}>
      <Mark icon="check">{said(decision).what}</Mark>
      <p className="muted">{said(decision).why}</p>
      {decision.stale && (
        <Mark icon="warning" tone="waiting">
          {agreement.stale}
        </Mark>
      )}
      {history.length > 0 && (
        <details className="former">
          <summary>{agreement.former(history.length)}</summary>
          <ol reversed>
            {history.map((one) => (
              <li key={one.decided_at}>
                {said(one).what} <span className="muted">{said(one).why}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </div>
  )
}

/** A decision in words: what and when, and why. */
function useSaid() {
  const { agreement } = useText()
  const { moment } = useFormat()
  return ({ outcome, value, reason, note, decided_at: when }: Case['history'][number]) => ({
    what: agreement.decided(outcome === 'exclude' ? agreement.excluded : String(value), moment(when)),
    why: agreement.reasons[reason] + (note && `: ${note}`),
  })
}

type DecideProps = { found: Case; study: string; asked: Question; row: BoardRow }

function Decide({ found, study, asked, row }: DecideProps) {
  const { agreement } = useText()
  const decide = useDecide(study, row.video)
  const [outcome, setOutcome] = useState<number | 'exclude' | null>(null)
  const [reason, setReason] = useState<DecisionIn['reason'] | ''>('')
  const [note, setNote] = useState('')
  if (found.own_answer) return <p className="notice">{agreement.ownAnswer}</p>
  if (found.answers.length < 2) return <p className="muted">{agreement.tooFew}</p>
  const { scale, item, phase } = asked
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (outcome === null || reason === '') return
    decide.mutate({
      ...(scale && { scale }),
      ...(item && { item }),
      phase: phase ?? 'primary',
      ...(outcome === 'exclude' ? { outcome } : { outcome: 'score' as const, value: outcome }),
      reason,
      note: note.trim(),
      supersedes: found.decision?.id ?? null,
    })
  }
  const meanwhile = decide.error instanceof ApiError && decide.error.code === 'decided_meanwhile'
  const ready = outcome !== null && reason !== '' && (reason !== 'other' || note.trim() !== '')
  return (
    <form className="form" onSubmit={submit}>
      {!found.needed && !found.decision && <p className="hint">{agreement.notNeeded}</p>}
      <FinalValue found={found} outcome={outcome} onChoose={setOutcome} />
      <Why found={found} reason={reason} note={note} onReason={setReason} onNote={setNote} />
      {meanwhile ? <p className="notice">{agreement.mineTheirs}</p> : <Failure error={decide.error} />}
      <div className="row">
        <button className="button primary" disabled={!ready || decide.isPending}>
          {found.decision ? agreement.decideAgain : agreement.decide}
        </button>
        <span className="hint">{agreement.originals}</span>
      </div>
    </form>
  )
}

type WhyProps = {
  found: Case
  reason: DecisionIn['reason'] | ''
  note: string
  onReason: (reason: DecisionIn['reason']) => void
  onNote: (note: string) => void
}

function Why({ found, reason, note, onReason, onNote }: WhyProps) {
  const { agreement } = useText()
  return (
    <div className="adjudication-why">
      <Field label={agreement.why}>
        {(wiring) => (
          <select
            {...wiring}
            name="reason"
            value={reason}
            onChange={({ target }) => {
              onReason(target.value as DecisionIn['reason'])
            }}
          >
            <option value="" disabled>
              {agreement.choose}
            </option>
            {found.reasons.map((one) => (
              <option key={one} value={one}>
                {agreement.reasons[one]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={agreement.note} hint={agreement.noteHint}>
        {(wiring) => (
          <input
            {...wiring}
            name="note"
            maxLength={1000}
            autoComplete="off"
            required={reason === 'other'}
            value={note}
            onChange={({ target }) => {
              onNote(target.value)
            }}
          />
        )}
      </Field>
    </div>
  )
}

type FinalProps = {
  found: Case
  outcome: number | 'exclude' | null
  onChoose: (outcome: number | 'exclude') => void
}

function FinalValue({ found, outcome, onChoose }: FinalProps) {
  const { agreement } = useText()
  const choices: [number | 'exclude', string][] = [
    ...found.levels.map((level): [number, string] => [level, String(level)]),
    ['exclude', agreement.exclude],
  ]
  return (
    <fieldset className="final-choice">
      <legend>{agreement.finalValue}</legend>
      <div className="row">
        {choices.map(([value, text]) => (
          <button
            key={value}
            type="button"
            className="button"
            aria-pressed={outcome === value}
            data-final={value}
            onClick={() => {
              onChoose(value)
            }}
          >
            {text}
          </button>
        ))}
      </div>
    </fieldset>
  )
}
