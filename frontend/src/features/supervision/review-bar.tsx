/** The answers, large, each with its key; what the screen asks before one is complete; whether all is saved. */
import type { ActionId } from '../../player/engine/keys'
import { REVIEW_CHOICE_KEYS } from '../../player/engine/review-keys'
import type { ReviewState } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { KeyHint } from '../labelling/screen-bar'
import { choicesOf } from './choices'
import type { Review } from './use-review'

type Props = { review: Review; state: ReviewState; onSendBack: () => void }

const VALUES = ['pain', 'nonpain', 'unusable'] as const

export function ReviewBar({ review, state, onSendBack }: Props) {
  const { labelling } = useText()
  if (review.asking) return <Choices review={review} state={state} />
  return (
    <footer className="label-bar">
      <div className="label-answers review-answers">
        {VALUES.map((value) => (
          <button
            key={value}
            type="button"
            className="button label-answer"
            data-value={value}
            onClick={() => {
              review.decide(value)
            }}
          >
            <KeyHint id={`review.${value}`} />
            {labelling.values[value]}
          </button>
        ))}
        <Confirm review={review} />
      </div>
      <Steps review={review} onSendBack={onSendBack} />
    </footer>
  )
}

/** Says what `Enter` does here: agree with the raters, or go on after a decision. */
function Confirm({ review }: { review: Review }) {
  const { supervision, labelling } = useText()
  const { current } = review
  const decided = current !== undefined && review.isDecided(current)
  const agreed = current?.agreed
  if (!decided && !agreed) return null
  return (
    <button
      type="button"
      className="button label-answer primary"
      data-confirm={decided ? 'go-on' : agreed}
      onClick={() => {
        confirm(review)
      }}
    >
      <KeyHint id="review.confirm" />
      {decided ? supervision.goOn : supervision.confirm(labelling.values[agreed as 'pain'].toLowerCase())}
    </button>
  )
}

export function confirm(review: Review): void {
  const { current } = review
  if (!current) return
  if (review.isDecided(current)) review.next()
  else if (current.agreed === 'unusable') review.decide('unusable', reasonOf(review))
  else if (current.agreed) review.decide(current.agreed as 'pain')
}

/** The raters' own reason for an unusable frame. */
const reasonOf = ({ current }: Review): string => current?.labels.find(({ reason }) => reason)?.reason ?? ''

function Steps({ review, onSendBack }: { review: Review; onSendBack: () => void }) {
  const { supervision } = useText()
  const { number } = useFormat()
  const canAsk = review.current?.labels.some(({ source }) => source === 'person') ?? false
  return (
    <div className="row label-steps">
      {review.run.length > 1 && (
        <Step
          id="review.approve-run"
          name={supervision.approveRun(number(review.run.length))}
          act={() => {
            review.approveRun(review.run)
          }}
        />
      )}
      <Step id="review.send-back" name={supervision.sendBack} act={onSendBack} off={!canAsk} />
      <Step
        id="review.previous"
        name={supervision.previous}
        act={() => {
          review.goTo(review.cursor - 1)
        }}
      />
      <Step
        id="review.next"
        name={supervision.next}
        act={() => {
          review.goTo(review.cursor + 1)
        }}
      />
      <Step id="review.undo" name={supervision.undo} act={review.undo} off={review.past.length === 0} />
      <SavedState review={review} />
    </div>
  )
}

type StepProps = { name: string; id: ActionId; act: () => void; off?: boolean }

const Step = ({ name, id, act, off = false }: StepProps) => (
  <button type="button" className="button" data-step={id} disabled={off} onClick={act}>
    {name}
    <KeyHint id={id} />
  </button>
)

function SavedState({ review: { sending } }: { review: Review }) {
  const { supervision } = useText()
  const words = sending.trying ? supervision.trying : supervision.saving
  return (
    <p className="label-saved" role="status" data-saving={sending.busy}>
      <span className={sending.busy ? 'dot' : 'dot full'} aria-hidden="true" />
      {sending.busy ? words : supervision.allSaved}
    </p>
  )
}

function Choices({ review, state }: { review: Review; state: ReviewState }) {
  const { supervision, agreement, labelling } = useText()
  const choices = choicesOf(review, state)
  const question = review.asking?.about === 'why' ? supervision.why : supervision.whyUnusable
  const names: Partial<Record<string, string>> =
    review.asking?.about === 'why' ? agreement.reasons : labelling.reasons
  return (
    <footer className="label-bar" role="group" aria-label={question}>
      <div className="label-answers reasons">
        {choices.map(({ word, choose }, place) => (
          <button
            key={word}
            type="button"
            className="button label-answer"
            data-choice={word}
            onClick={choose}
          >
            {place < REVIEW_CHOICE_KEYS.length && (
              <KeyHint id={`review-choice.${REVIEW_CHOICE_KEYS[place] ?? '1'}`} />
            )}
            {names[word] ?? word}
          </button>
        ))}
      </div>
      <div className="row label-steps">
        <span>{question}</span>
        <button
          type="button"
          className="button"
          onClick={() => {
            review.setAsking(null)
          }}
        >
          {supervision.cancel}
          <KeyHint id="review-choice.leave" />
        </button>
      </div>
    </footer>
  )
}
