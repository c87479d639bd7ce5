/** Review: labels beside the frame, a final label by one key, the model's view after the own answer. */
import { useState } from 'react'
import { Link } from 'wouter'
import type { ReviewState, Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Icon } from '../../shared/ui/icon'
import { usePageTitle } from '../../shared/ui/page'
import { Await, Empty } from '../../shared/ui/states'
import { ShowMore } from '../../shared/ui/table'
import { useHere } from '../studies/place'
import { useStudy } from '../studies/queries'
import { type Filter, useCases, useReviewState } from './queries'
import { PrepareReview } from './queue-panel'
import { ReviewDesk } from './review-desk'
import '../labelling/screen.css'
import '../labelling/screen-side.css'
import './review.css'

const FILTERS: readonly Filter[] = ['open', 'disagree', 'unsure', 'check', 'agreed', 'decided']

export default function ReviewPage({ id }: { id: string }) {
  const { supervision } = useText()
  const study = useStudy(id)
  useHere(id, 'review')
  const state = useReviewState(id)
  usePageTitle(supervision.open)
  return (
    <div className="stage-page label-page review-page" data-scheme="dark">
      <h1 className="visually-hidden">{supervision.open}</h1>
      <Await query={study} lines={12}>
        {(known) => (
          <Await query={state} lines={12}>
            {(review) => <Queue study={known} review={review} />}
          </Await>
        )}
      </Await>
    </div>
  )
}

function Queue({ study, review }: { study: Study; review: ReviewState }) {
  const { supervision } = useText()
  const [filter, setFilter] = useState<Filter>('open')
  const cases = useCases(study.id, review.prepared_at ?? null, filter)
  return (
    <>
      <Head study={study} review={review} filter={filter} onFilter={setFilter} />
      {review.prepared_at === null ? (
        <Empty action={<PrepareReview study={study.id} review={review} />}>{supervision.noQueue}</Empty>
      ) : (
        <Await query={cases} lines={12}>
          {(found) =>
            found.length === 0 ? (
              <Empty action={<PrepareReview study={study.id} review={review} />}>
                {filter === 'open' ? supervision.allDecided : supervision.empty}
              </Empty>
            ) : (
              <ReviewDesk
                key={`${review.prepared_at ?? ''}/${filter}`}
                study={study}
                review={review}
                cases={found}
                more={<ShowMore query={cases} />}
              />
            )
          }
        </Await>
      )}
    </>
  )
}

type HeadProps = { study: Study; review: ReviewState; filter: Filter; onFilter: (filter: Filter) => void }

function Head({ study, review, filter, onFilter }: HeadProps) {
  const { supervision } = useText()
  const { number } = useFormat()
  const left = review.left.reduce((sum, { frames }) => sum + frames, 0)
  return (
    <header className="label-head">
      <div className="row">
        <Link to={`/studies/${study.id}?tab=supervision`} className="button" aria-label={supervision.back}>
          <Icon name="back" />
          {study.name}
        </Link>
        <label className="filter">
          <span>{supervision.filter}</span>
          <select
            value={filter}
            onChange={({ target }) => {
              onFilter(target.value as Filter)
              target.blur()
            }}
          >
            {FILTERS.map((one) => (
              <option key={one} value={one}>
                {supervision.filters[one]}
                {one !== 'open' && one !== 'decided' && ` (${number(countOf(review, one))})`}
              </option>
            ))}
          </select>
        </label>
        <span className="number" data-left={left}>
          {supervision.left(number(left))}
        </span>
        <span className="number muted">{supervision.decidedCount(number(review.decided))}</span>
        {review.outdated && <PrepareReview study={study.id} review={review} />}
      </div>
    </header>
  )
}

const countOf = (review: ReviewState, reason: Filter): number =>
  review.left.find((one) => one.reason === reason)?.frames ?? 0
