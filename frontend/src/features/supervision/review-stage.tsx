/** The frame with the face outlined, and the run it stands in. */
import type { CSSProperties } from 'react'
import { timecode } from '../../player/engine/frames'
import type { ReviewCase } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { cropOf, imageOf, thumbnailOf } from '../labelling/desk-pictures'
import { HeatPair } from './heat-pair'
import type { Heat } from './review-desk'
import type { Review } from './use-review'

type Props = { review: Review; current: ReviewCase; heat: Heat }

export function ReviewStage({ review, current, heat }: Props) {
  const { supervision } = useText()
  const final = review.finalOf(current)
  const suggestion = review.suggestionOf(current)
  return (
    <div className="review-main">
      <div className="label-stage" data-value={review.isDecided(current) ? final?.value : ''}>
        <div className="review-frame" style={shapeOf(current)}>
          <img
            src={imageOf(current.frame)}
            alt={supervision.caseOf(current.pseudonym, timecode(current.pts_ms / 1000))}
          />
          <FaceBox current={current} />
        </div>
      </div>
      {heat.on && suggestion && <HeatPair frame={current.frame} margin={suggestion.margin} heat={heat} />}
      <Run review={review} current={current} />
      <Ahead review={review} />
    </div>
  )
}

/** The picture's own shape, for the stage to fit it in. */
const shapeOf = ({ width, height }: ReviewCase) =>
  ({ aspectRatio: `${width} / ${height}`, '--shape': width / height }) as CSSProperties

function FaceBox({ current }: { current: ReviewCase }) {
  if (!current.face) return null
  const [left = 0, top = 0, right = 0, bottom = 0] = current.face.box
  const percent = (share: number) => `${100 * share}%`
  return (
    <div
      className="review-box"
      aria-hidden="true"
      style={{
        left: percent(left),
        top: percent(top),
        width: percent(right - left),
        height: percent(bottom - top),
      }}
    />
  )
}

/** All faces of the run at once: what is approved is what is seen here. */
function Run({ review, current }: { review: Review; current: ReviewCase }) {
  const { supervision, labelling } = useText()
  const { number } = useFormat()
  if (review.run.length < 2) return null
  const value = labelling.values[current.agreed as 'pain'].toLowerCase()
  return (
    <section className="review-run" aria-label={supervision.run(number(review.run.length), value)}>
      <p className="muted">{supervision.run(number(review.run.length), value)}</p>
      <ul>
        {review.run.map((one) => (
          <li key={one.frame} aria-current={one === current ? 'true' : undefined}>
            <img
              src={one.crop ? cropOf(one.frame) : thumbnailOf(one.frame)}
              alt={timecode(one.pts_ms / 1000)}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Fetches the next pictures before they are needed. */
function Ahead({ review: { cases, cursor } }: { review: Review }) {
  return (
    <div hidden>
      {cases.slice(cursor + 1, cursor + 3).map(({ frame }) => (
        <img key={frame} src={imageOf(frame)} alt="" />
      ))}
    </div>
  )
}
