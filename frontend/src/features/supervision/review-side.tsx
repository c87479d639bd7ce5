/** Beside the frame: the face, what raters say, what the model says where it may, and the note on the decision. */
import type { ReviewCase, ReviewedLabel, ReviewState, Suggestion } from '../../shared/api/types'
import { frameActionNames } from '../../shared/i18n/frame-actions'
import { useFormat, useLanguage, useText } from '../../shared/i18n/text'
import { Facts } from '../../shared/ui/marks'
import { cropOf } from '../labelling/desk-pictures'
import { KeyHint } from '../labelling/screen-bar'
import { LabelMark } from '../labelling/screen-marks'
import type { Heat } from './review-desk'
import type { Review } from './use-review'

type Props = { review: Review; current: ReviewCase; suggestions: ReviewState['suggestions']; heat: Heat }

export function ReviewSide({ review, current, suggestions, heat }: Props) {
  const { supervision, labelling } = useText()
  const suggestion = review.suggestionOf(current)
  return (
    <aside className="label-side" aria-label={labelling.faceOf(current.pseudonym)}>
      {current.crop ? (
        <img className="label-crop" src={cropOf(current.frame)} alt={labelling.faceOf(current.pseudonym)} />
      ) : (
        !current.face && <p className="label-crop empty">{labelling.noFace}</p>
      )}
      <Labels current={current} />
      <Decision review={review} current={current} />
      {suggestion ? (
        <SuggestionPanel suggestion={suggestion} heat={heat} />
      ) : (
        suggestions === 'after_my_answer' &&
        !review.isDecided(current) && <p className="hint">{supervision.hiddenYet}</p>
      )}
      <Circumstances current={current} />
      <label className="review-note field">
        <span>{supervision.note}</span>
        <textarea
          rows={2}
          maxLength={1000}
          placeholder={supervision.noteHint}
          value={review.note}
          onChange={({ target }) => {
            review.setNote(target.value)
          }}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Escape') currentTarget.blur()
          }}
        />
      </label>
    </aside>
  )
}

function Labels({ current }: { current: ReviewCase }) {
  const { supervision } = useText()
  return (
    <section aria-label={supervision.raters} className="review-labels">
      <h2>{supervision.raters}</h2>
      {current.labels.length === 0 && <p className="muted">{supervision.noLabels}</p>}
      <ul>
        {current.labels.map((label) => (
          <Label key={label.id} label={label} />
        ))}
      </ul>
    </section>
  )
}

function Label({ label }: { label: ReviewedLabel }) {
  const { supervision } = useText()
  const names = frameActionNames[useLanguage()]
  const { rater, question } = label
  return (
    <li>
      <div className="row">
        <span>{rater ? (rater.name ?? supervision.rater(rater.code)) : supervision.byRule}</span>
        <LabelMark label={label} />
      </div>
      {label.actions.length > 0 && (
        <span className="muted">{label.actions.map((one) => names[one] ?? one).join(', ')}</span>
      )}
      {label.note && <q>{label.note}</q>}
      {question && (
        <span className="muted">
          {supervision.question(question.text)} (
          {question.answered_at ? supervision.questionAnswered : supervision.questionOpen})
        </span>
      )}
    </li>
  )
}

function Decision({ review, current }: { review: Review; current: ReviewCase }) {
  const { supervision, agreement, labelling } = useText()
  const final = review.finalOf(current)
  if (!final) return null
  if (final.value === 'cleared')
    return (
      <p className="muted">
        {supervision.final}: {supervision.takenBack}
      </p>
    )
  const why = final.why ? agreement.reasons[final.why as 'other'] : ''
  const reason = final.reason ? (labelling.reasons[final.reason] ?? final.reason) : ''
  return (
    <section aria-label={supervision.final} className="review-labels" data-final={final.value}>
      <h2>{supervision.final}</h2>
      <LabelMark label={{ ...final, actions: [] }} />
      <span className="muted">
        {[supervision.decidedBy(final.decided_by_name), reason, why, final.in_run && supervision.inRun]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {final.note && <q>{final.note}</q>}
    </section>
  )
}

function SuggestionPanel({ suggestion, heat }: { suggestion: Suggestion; heat: Heat }) {
  const { supervision, labelling } = useText()
  const { percent, number } = useFormat()
  const pain = suggestion.probability >= 0.5
  const share = pain ? suggestion.probability : 1 - suggestion.probability
  const { reliability: band } = suggestion
  return (
    <section className="review-suggestion" aria-label={supervision.suggestion} aria-live="polite">
      <h2>{supervision.suggestion}</h2>
      <p className="review-said">
        {supervision.suggestionIs(labelling.values[pain ? 'pain' : 'nonpain'].toLowerCase(), percent(share))}
      </p>
      <p className="muted">{supervision.model(suggestion.model_number)}</p>
      {suggestion.spread !== null && (
        <p className="muted">{supervision.spread(percent(suggestion.spread))}</p>
      )}
      <p className="muted">
        {band
          ? supervision.reliability(
              percent(band.low),
              percent(band.high),
              number(band.pain),
              number(band.frames),
            )
          : supervision.noReliability}
      </p>
      <div className="row">
        <button type="button" className="button" aria-pressed={heat.on} onClick={heat.toggle}>
          {supervision.heat}
          <KeyHint id="review.heat" />
        </button>
        <label className="label-brightness">
          <span>{supervision.opacity}</span>
          <input
            type="range"
            min={0}
            max={1}
            step={0.1}
            value={heat.opacity}
            onChange={({ target }) => {
              heat.stronger(Number(target.value) - heat.opacity)
            }}
          />
        </label>
      </div>
      <p className="hint">{supervision.researchUse}</p>
    </section>
  )
}

function Circumstances({ current }: { current: ReviewCase }) {
  const { supervision, infants } = useText()
  const { number } = useFormat()
  const names: Partial<Record<string, string>> = infants.contexts
  return (
    <Facts
      items={[
        [supervision.facts, current.context.map((one) => names[one] ?? one).join(', ')],
        [supervision.age, current.age_hours === null ? '' : supervision.hours(number(current.age_hours))],
        [supervision.video, current.video_name],
      ]}
    />
  )
}
