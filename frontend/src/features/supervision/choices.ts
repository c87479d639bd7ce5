/** What can be answered to what the screen asks: a reason for an unusable frame, or why one decides otherwise. */
import type { FinalLabelIn, ReviewState } from '../../shared/api/types'
import type { Review } from './use-review'

export type Choice = { word: string; choose: () => void }

export function choicesOf(review: Review, state: ReviewState): Choice[] {
  const { asking } = review
  if (!asking) return []
  if (asking.about === 'reason')
    return state.reasons.map((word) => ({
      word,
      choose: () => {
        review.decide(asking.value, word)
      },
    }))
  return state.whys.map((word) => ({
    word,
    choose: () => {
      review.decide(asking.value, asking.reason, word as FinalLabelIn['why'])
    },
  }))
}
