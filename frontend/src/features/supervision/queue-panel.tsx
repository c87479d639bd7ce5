/** The queue from outside: how much waits and why, and making it. */
import { Link } from 'wouter'
import type { ReviewState, Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Facts, Mark } from '../../shared/ui/marks'
import { Await, Failure } from '../../shared/ui/states'
import { JobProgress } from '../jobs/job-progress'
import { isLive } from '../jobs/queries'
import { usePrepareReview, useReviewState } from './queries'

export function QueuePanel({ study }: { study: Study }) {
  const { supervision } = useText()
  const query = useReviewState(study.id)
  return (
    <section className="panel stack" aria-labelledby="review-queue">
      <h2 id="review-queue">{supervision.queue}</h2>
      <p className="hint">{supervision.intro}</p>
      <Await query={query}>{(review) => <Queue study={study} review={review} />}</Await>
    </section>
  )
}

function Queue({ study, review }: { study: Study; review: ReviewState }) {
  const { supervision } = useText()
  const { number, moment } = useFormat()
  return (
    <>
      {review.prepared_at === null ? (
        <p>{supervision.noQueue}</p>
      ) : (
        <>
          <p className="muted">{supervision.madeAt(moment(review.prepared_at))}</p>
          <Facts
            items={[
              ...review.left.map(
                ({ reason, frames }) => [supervision.filters[reason], number(frames)] as const,
              ),
              [supervision.filters.decided, number(review.decided)],
            ]}
          />
        </>
      )}
      <div className="row">
        {review.prepared_at !== null && (
          <Link to={`/studies/${study.id}/review`} className="button primary">
            {supervision.open}
          </Link>
        )}
        <PrepareReview study={study.id} review={review} />
      </div>
    </>
  )
}

/** The button that makes the queue or brings it up to date, with how far that is. */
export function PrepareReview({ study, review }: { study: string; review: ReviewState }) {
  const { supervision } = useText()
  const prepare = usePrepareReview(study)
  const first = review.prepared_at === null
  return (
    <div className="row">
      {review.outdated && (
        <Mark icon="warning" tone="waiting">
          {supervision.outdated}
        </Mark>
      )}
      <button
        type="button"
        className={first || review.outdated ? 'button primary' : 'button'}
        disabled={prepare.isPending || isLive(review.job)}
        onClick={() => {
          prepare.mutate()
        }}
      >
        {first ? supervision.prepare : supervision.refresh}
      </button>
      {review.job && <JobProgress job={review.job} />}
      <Failure error={prepare.error} />
    </div>
  )
}
