/** The answers: a button for every key, large for thumbs, and the reasons of an unusable frame. */
import { LABEL_REASON_KEYS } from '../../player/engine/label-keys'
import type { ActionId } from '../../player/engine/keys'
import { useKeyLabel } from '../../player/use-keys'
import { useText } from '../../shared/i18n/text'
import { Icon } from '../../shared/ui/icon'
import type { Hand } from './screen-desk'
import type { LabellingDesk } from './use-label-desk'

export function KeyHint({ id }: { id: ActionId }) {
  const key = useKeyLabel()(id)
  return key ? <kbd>{key}</kbd> : null
}

const answers = ['pain', 'nonpain', 'unusable', 'unsure'] as const

export function ScreenBar({ desk, hand }: { desk: LabellingDesk; hand: Hand }) {
  const { labelling } = useText()
  const count = desk.desk.selected().length
  if (hand.asksReason) return <Reasons desk={desk} hand={hand} />
  return (
    <footer className="label-bar">
      <div className="label-answers">
        {answers.map((value) => (
          <button
            key={value}
            type="button"
            className="button label-answer"
            data-value={value}
            onClick={() => {
              if (value === 'unusable') hand.askReason(true)
              else hand.say(value)
            }}
          >
            <KeyHint id={`label.${value}`} />
            {labelling.values[value]}
          </button>
        ))}
      </div>
      <div className="row label-steps">
        {count > 1 && <span className="number">{labelling.selected(count)}</span>}
        <Step
          icon="previous"
          name={labelling.previous}
          id="label.previous"
          act={() => {
            desk.desk.move(-1)
          }}
        />
        <Step
          icon="next"
          name={labelling.next}
          id="label.next"
          act={() => {
            desk.desk.move(1)
          }}
        />
        <Step
          name={labelling.nextUnlabelled}
          id="label.unlabelled"
          act={() => {
            desk.desk.goToUnlabelled()
          }}
        />
        <Step name={labelling.clear} id="label.clear" act={hand.clear} />
        <Step name={labelling.undo} id="label.undo" act={hand.undo} off={!desk.state.canUndo} />
        <Step name={labelling.redo} id="label.redo" act={hand.redo} off={!desk.state.canRedo} />
      </div>
    </footer>
  )
}

type StepProps = { icon?: 'previous' | 'next'; name: string; id: ActionId; act: () => void; off?: boolean }

function Step({ icon, name, id, act, off = false }: StepProps) {
  return (
    <button type="button" className="button" data-step={id} disabled={off} onClick={act}>
      {icon && <Icon name={icon} />}
      {name}
      <KeyHint id={id} />
    </button>
  )
}

function Reasons({ desk, hand }: { desk: LabellingDesk; hand: Hand }) {
  const { labelling } = useText()
  return (
    <footer className="label-bar" role="group" aria-label={labelling.why}>
      <div className="label-answers reasons">
        {desk.progress.reasons.map((reason, place) => (
          <button
            key={reason}
            type="button"
            className="button label-answer"
            data-reason={reason}
            onClick={() => {
              hand.say('unusable', reason)
            }}
          >
            {place < LABEL_REASON_KEYS.length && (
              <KeyHint id={`label-reason.${LABEL_REASON_KEYS[place] ?? '1'}`} />
            )}
            {labelling.reasons[reason] ?? reason}
          </button>
        ))}
      </div>
      <div className="row label-steps">
        <span>{labelling.why}</span>
        <button
          type="button"
          className="button"
          onClick={() => {
            hand.askReason(false)
          }}
        >
          {labelling.cancel}
          <KeyHint id="label-reason.leave" />
        </button>
      </div>
    </footer>
  )
}
