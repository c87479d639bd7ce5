/** What is known about a frame, in a word and a shape. */
import type { CoverReason, FaceFrame, FaceReview } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Mark } from '../../shared/ui/marks'

export const stateOf = ({ review, found }: FaceFrame) =>
  review ? review.verdict : found === null ? 'not_looked' : found.box ? 'found' : 'nothing'

type Answered = { verdict: FaceReview['verdict']; reason: CoverReason | '' }

/** A verdict with its reason. */
export function useVerdictText() {
  const { faces } = useText()
  return ({ verdict, reason }: Answered): string =>
    verdict === 'covered' && reason
      ? `${faces.marks.covered}: ${faces.reasons[reason]}`
      : faces.marks[verdict]
}

export function FrameStateMark({ frame }: { frame: FaceFrame }) {
  const { faces } = useText()
  const textOf = useVerdictText()
  const state = stateOf(frame)
  const icon = frame.review ? 'check' : state === 'nothing' ? 'warning' : 'waiting'
  return <Mark icon={icon}>{frame.review ? textOf(frame.review) : faces.marks[state]}</Mark>
}
