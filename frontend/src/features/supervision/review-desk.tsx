/** The desk: the list, the frame, what is said of it, and the answers. */
import { useState, type ReactNode } from 'react'
import type { ReviewCase, ReviewState, Study } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Failure } from '../../shared/ui/states'
import { AskDialog } from './ask-dialog'
import { ReviewBar } from './review-bar'
import { ReviewList } from './review-list'
import { ReviewSide } from './review-side'
import { ReviewStage } from './review-stage'
import { useReviewKeys } from './use-review-keys'
import { type Review, useReview } from './use-review'

/** How heat maps are looked at: off until the first look. */
export type Heat = { on: boolean; opacity: number; toggle: () => void; stronger: (by: number) => void }

type Props = { study: Study; review: ReviewState; cases: readonly ReviewCase[]; more: ReactNode }

export function ReviewDesk({ study, review: state, cases, more }: Props) {
  const review = useReview(study.id, cases)
  const heat = useHeat()
  const [asks, setAsks] = useState(false)
  const { current } = review
  useReviewKeys(review, heat, state, () => {
    setAsks(true)
  })
  if (!current) return null
  return (
    <>
      <Notices review={review} />
      <div className="review-body">
        <ReviewList review={review} more={more} />
        <ReviewStage key={current.frame} review={review} current={current} heat={heat} />
        <ReviewSide review={review} current={current} suggestions={state.suggestions} heat={heat} />
      </div>
      <ReviewBar
        review={review}
        state={state}
        onSendBack={() => {
          setAsks(true)
        }}
      />
      {asks && (
        <AskDialog
          study={study.id}
          current={current}
          onClose={() => {
            setAsks(false)
          }}
        />
      )}
    </>
  )
}

function useHeat(): Heat {
  const [on, setOn] = useState(false)
  const [opacity, setOpacity] = useState(0.6)
  return {
    on,
    opacity,
    toggle: () => {
      setOn(!on)
    },
    stronger: (by) => {
      setOpacity((former) => Math.min(1, Math.max(0, Math.round(10 * (former + by)) / 10)))
    },
  }
}

function Notices({ review: { sending } }: { review: Review }) {
  const { supervision, labelling } = useText()
  const { clash } = sending
  if (clash)
    return (
      <div className="notice row" role="alert">
        <span>
          {supervision.meanwhile(clash.theirs.decided_by_name)}{' '}
          <strong>{labelling.values[clash.theirs.value as 'pain']}</strong>
        </span>
        <button type="button" className="button" onClick={sending.keepMine}>
          {supervision.keepMine}
        </button>
        <button type="button" className="button" onClick={sending.keepTheirs}>
          {supervision.keepTheirs}
        </button>
      </div>
    )
  if (sending.error && !sending.busy)
    return (
      <div className="notice">
        <Failure error={sending.error} />
      </div>
    )
  return null
}
