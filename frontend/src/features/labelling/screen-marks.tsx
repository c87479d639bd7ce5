/** A label as a letter in a frame of its own line: read in greyscale and by people who see few colours. */
import type { Label } from '../../player/engine/labels'
import { useText } from '../../shared/i18n/text'
import './screen-marks.css'

/** What a label says, in words; null is a frame without one. */
export function useLabelText(): (label: Label | undefined) => string {
  const { labelling } = useText()
  return (label) => {
    if (!label || label.value === 'cleared') return labelling.unlabelled
    const { value, reason } = label
    const why = reason ? `: ${labelling.reasons[reason] ?? reason}` : ''
    return `${labelling.values[value]}${why}`
  }
}

export function LabelMark({ label }: { label: Label | undefined }) {
  const { labelling } = useText()
  const textOf = useLabelText()
  const value = label && label.value !== 'cleared' ? label.value : null
  return (
    <span className="label-mark" data-value={value ?? ''}>
      <span className="label-letter" aria-hidden="true">
        {value ? labelling.letters[value] : '·'}
      </span>
      {textOf(label)}
    </span>
  )
}
