/** The queue beside the frame; what is decided stays, ticked, until the list is opened anew. */
import { useEffect, useRef, type ReactNode } from 'react'
import { timecode } from '../../player/engine/frames'
import { useText } from '../../shared/i18n/text'
import type { Review } from './use-review'

export function ReviewList({ review, more }: { review: Review; more: ReactNode }) {
  const { supervision, labelling } = useText()
  const here = useRef<HTMLButtonElement>(null)
  const { cases, current } = review
  useEffect(() => {
    here.current?.scrollIntoView({ block: 'nearest' })
  }, [current?.frame])
  return (
    <nav className="review-list" aria-label={supervision.cases}>
      <ol>
        {cases.map((one, place) => {
          const final = review.finalOf(one)
          const decided = review.isDecided(one)
          return (
            <li key={one.frame}>
              <button
                type="button"
                ref={one === current ? here : null}
                aria-current={one === current ? 'true' : undefined}
                data-frame={one.frame}
                data-value={decided ? final?.value : undefined}
                onClick={() => {
                  review.goTo(place)
                }}
              >
                <span>
                  {one.pseudonym} <span className="number">{timecode(one.pts_ms / 1000)}</span>
                </span>
                <span className="muted">
                  {decided && final
                    ? `✓ ${labelling.values[final.value as 'pain']}`
                    : supervision.reasons[one.reason]}
                </span>
              </button>
            </li>
          )
        })}
      </ol>
      {more}
    </nav>
  )
}
