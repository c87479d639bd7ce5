/** The part of a protocol about frame labels: how many people, in which order, what is checked and repeated. */
import { frameActionNames } from '../../shared/i18n/frame-actions'
import type { ProtocolDocument } from '../../shared/api/types'
import { useLanguage, useText } from '../../shared/i18n/text'
import { Field } from '../../shared/ui/field'
import { Select } from './protocol-form'

type Rule = ProtocolDocument['labels']
type Props = { rule: Rule; onChange: (rule: Rule) => void }

const numbers = [
  ['raters_per_frame', 1, 20],
  ['spot_check_percent', 0, 100],
  ['repeat_percent', 0, 50],
  ['repeat_after_days', 1, 365],
] as const

export function LabelFields({ rule, onChange }: Props) {
  const { protocol } = useText()
  return (
    <fieldset className="choices">
      <legend>{protocol.labels}</legend>
      {numbers.map(([name, least, most]) => (
        <Field key={name} label={protocol[name]}>
          {(wiring) => (
            <input
              {...wiring}
              type="number"
              min={least}
              max={most}
              required
              value={rule[name] ?? 1}
              onChange={({ target }) => {
                onChange({ ...rule, [name]: target.valueAsNumber || least })
              }}
            />
          )}
        </Field>
      ))}
      <Field label={protocol.order}>
        {(wiring) => (
          <Select
            {...wiring}
            names={protocol.orderChoices}
            value={rule.order ?? 'by_video'}
            onChange={(order) => {
              onChange({ ...rule, order })
            }}
          />
        )}
      </Field>
      <FrameActions rule={rule} onChange={onChange} />
    </fieldset>
  )
}

/** Facial actions that can be ticked on each frame, as the Neonatal Facial Coding System names them. */
function FrameActions({ rule, onChange }: Props) {
  const { protocol } = useText()
  const language = useLanguage()
  const chosen = rule.frame_actions ?? []
  return (
    <fieldset className="choices">
      <legend>{protocol.frame_actions}</legend>
      {Object.entries(frameActionNames[language]).map(([action, name]) => (
        <label key={action} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(action)}
            onChange={({ target }) => {
              const others = chosen.filter((one) => one !== action)
              onChange({ ...rule, frame_actions: target.checked ? [...others, action] : others })
            }}
          />
          {name}
        </label>
      ))}
    </fieldset>
  )
}

/** What protocols written before this choice existed mean. */
export const usualSupervision: Supervision = {
  spot_check_percent: 5,
  silent_percent: 10,
  names_masked: true,
}

type Supervision = NonNullable<ProtocolDocument['supervision']>

const shares = [
  ['silent_percent', 'silent_percent', 50],
  ['spot_check_percent', 'supervision_check', 100],
] as const

/** How a clinician reviews: what is checked, whose suggestions are never shown, whether raters are named. */
export function SupervisionFields({
  rule,
  onChange,
}: {
  rule: Supervision
  onChange: (rule: Supervision) => void
}) {
  const { protocol } = useText()
  return (
    <fieldset className="choices">
      <legend>{protocol.supervision}</legend>
      {shares.map(([key, name, most]) => (
        <Field key={name} label={protocol[name]}>
          {(wiring) => (
            <input
              {...wiring}
              type="number"
              min={0}
              max={most}
              required
              value={rule[key]}
              onChange={({ target }) => {
                onChange({ ...rule, [key]: target.valueAsNumber || 0 })
              }}
            />
          )}
        </Field>
      ))}
      <label className="check">
        <input
          type="checkbox"
          checked={rule.names_masked}
          onChange={({ target }) => {
            onChange({ ...rule, names_masked: target.checked })
          }}
        />
        {protocol.names_masked}
      </label>
    </fieldset>
  )
}
