/** One item: its official options, "cannot assess", and what the lanes say of it. */
import { useState } from 'react'
import { CANNOT_ASSESS, type Derivation, type Value } from '../../player/engine/scale'
import type { ScaleItem } from '../../shared/api/types'
import { useFormat, useText, type Language } from '../../shared/i18n/text'
import { Mark } from '../../shared/ui/marks'
import { useActionName } from './lane'
import { ReasonDialog } from './reason-dialog'
import type { Answers } from './use-sheet'
import { useWording, useWordingLanguage } from './wording'

type Props = {
  item: ScaleItem
  value: Value | undefined
  derived: Derivation | undefined
  override: { value: Value; reason: string } | undefined
  windowFrames: number
  locked: boolean
  onAnswer: (answers: Answers) => void
}

export function ItemCard({ item, value, derived, override, windowFrames, locked, onAnswer }: Props) {
  const wording = useWording()
  const languageOf = useWordingLanguage()
  const [wanted, setWanted] = useState<Value | null>(null)
  const answer = (next: Value) => {
    if (!derived) onAnswer({ values: { [item.key]: next } })
    else if (next === derived.value) onAnswer({ overrides: { [item.key]: null } })
    else setWanted(next)
  }
  return (
    <div className="item" role="group" aria-label={wording(item.name)} data-item={item.key}>
      <h3 lang={languageOf(item.name)}>{wording(item.name)}</h3>
      {derived && <FromLanes derived={derived} override={override} windowFrames={windowFrames} />}
      <Options item={item} value={value} locked={locked} onChoose={answer} />
      {wanted !== null && (
        <OverrideDialog
          onClose={() => {
            setWanted(null)
          }}
          onReason={(reason) => {
            onAnswer({ overrides: { [item.key]: { value: wanted, reason } } })
          }}
        />
      )}
    </div>
  )
}

function OverrideDialog(props: { onClose: () => void; onReason: (reason: string) => void }) {
  const { scoring } = useText()
  return <ReasonDialog title={scoring.override} {...props} />
}

type OptionsProps = {
  item: ScaleItem
  value: Value | undefined
  locked: boolean
  onChoose: (value: Value) => void
}

function Options({ item, value, locked, onChoose }: OptionsProps) {
  const { scoring } = useText()
  const wording = useWording()
  const languageOf = useWordingLanguage()
  const options: [Value, string, string, Language?][] = [
    ...item.options.map((option): [Value, string, string, Language] => [
      option.score,
      String(option.score),
      wording(option.wording),
      languageOf(option.wording),
    ]),
    [CANNOT_ASSESS, scoring.notAssessable, scoring.cannotAssess],
  ]
  return (
    <div className="options">
      {options.map(([option, mark, text, language]) => (
        <button
          key={mark}
          type="button"
          className="option"
          aria-pressed={value === option}
          disabled={locked || (option === CANNOT_ASSESS && !item.cannot_assess)}
          data-score={option}
          onMouseDown={(event) => {
            event.preventDefault()
          }}
          onClick={() => {
            onChoose(option)
          }}
        >
          <span className="option-score">{mark}</span>
          <span lang={language}>{text}</span>
        </button>
      ))}
    </div>
  )
}

type FromLanesProps = Pick<Props, 'derived' | 'override' | 'windowFrames'>

/** How the score came about: each action's share, and the union where it would score otherwise. */
function FromLanes({ derived, override, windowFrames }: FromLanesProps) {
  const { scoring } = useText()
  const { percent } = useFormat()
  const nameOf = useActionName()
  if (!derived) return null
  const shares = Object.entries(derived.frames).map(
    ([action, frames]) => `${nameOf(action)} ${percent(frames / windowFrames)}`,
  )
  return (
    <div className="from-lanes">
      <p>
        <strong data-derived={derived.value}>{derived.value}</strong> {scoring.fromLanes}
        <span className="muted"> · {shares.join(' · ')}</span>
      </p>
      {derived.alert && (
        <Mark icon="warning" tone="waiting">
          {scoring.unionDiffers(percent(derived.unionFrames / windowFrames), derived.unionValue ?? 0)}
        </Mark>
      )}
      {override && <p className="muted">{scoring.overridden(override.reason)}</p>}
    </div>
  )
}
