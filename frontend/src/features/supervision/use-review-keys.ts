/** The keys of the review screen. */
import { REVIEW_CHOICE_KEYS } from '../../player/engine/review-keys'
import { useKeys, type KeyHandlers } from '../../player/use-keys'
import type { ReviewState } from '../../shared/api/types'
import { choicesOf } from './choices'
import { confirm } from './review-bar'
import type { Heat } from './review-desk'
import type { Review } from './use-review'

const STEP = 0.1

export function useReviewKeys(review: Review, heat: Heat, state: ReviewState, sendBack: () => void): void {
  useKeys('review', review.asking ? {} : handlersOf(review, heat, sendBack))
  const choices: KeyHandlers = {
    'review-choice.leave': () => {
      review.setAsking(null)
    },
  }
  choicesOf(review, state).forEach(({ choose }, place) => {
    const key = REVIEW_CHOICE_KEYS[place]
    if (key) choices[`review-choice.${key}`] = choose
  })
  useKeys('review-choice', review.asking ? choices : {})
}

const handlersOf = (review: Review, heat: Heat, sendBack: () => void): KeyHandlers => ({
  'review.pain': () => {
    review.decide('pain')
  },
  'review.nonpain': () => {
    review.decide('nonpain')
  },
  'review.unusable': () => {
    review.decide('unusable')
  },
  'review.confirm': () => {
    confirm(review)
  },
  'review.approve-run': () => {
    review.approveRun(review.run)
  },
  'review.send-back': () => {
    if (review.current?.labels.some(({ source }) => source === 'person')) sendBack()
  },
  'review.next': () => {
    review.goTo(review.cursor + 1)
  },
  'review.previous': () => {
    review.goTo(review.cursor - 1)
  },
  'review.undo': review.undo,
  'review.heat': heat.toggle,
  'review.fainter': () => {
    heat.stronger(-STEP)
  },
  'review.stronger': () => {
    heat.stronger(STEP)
  },
  'review.note': () => {
    document.querySelector<HTMLTextAreaElement>('.review-note textarea')?.focus()
  },
})
