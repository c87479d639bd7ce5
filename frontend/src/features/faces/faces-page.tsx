/** The faces of a study's frames: all as small pictures, or one on the stage. */
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { timecode } from '../../player/engine/frames'
import type { FaceFrame, Study } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { FilterBar } from '../../shared/ui/filter'
import { Page } from '../../shared/ui/page'
import { Await, Empty } from '../../shared/ui/states'
import { ShowMore } from '../../shared/ui/table'
import { useHere } from '../studies/place'
import { useStudy } from '../studies/queries'
import { Boxes } from './boxes'
import { FaceStage } from './face-stage'
import { FrameStateMark, stateOf } from './frame-state'
import { boxOf } from './geometry'
import { useDetectorComparison } from './queries'
import { byDoubt, type Result } from './result'
import { states, thumbnailOf, useFrames, useFramesById } from './review-queries'
import './faces.css'

const SHOWN_AT_FIRST = 48

export default function FacesPage({ id }: { id: string }) {
  const { faces } = useText()
  const study = useStudy(id)
  useHere(id, 'detectors')
  const back = { to: `/studies/${id}`, name: study.data?.name ?? '' }
  return (
    <Page title={faces.reviewTitle} back={back}>
      <Await query={study}>{(known) => <Review study={known} />}</Await>
    </Page>
  )
}

function Review({ study }: { study: Study }) {
  const [search] = useSearchParams()
  const comparison = search.get('comparison')
  return comparison ? <Doubtful study={study} comparison={comparison} /> : <ByState study={study} />
}

function ByState({ study }: { study: Study }) {
  const { faces } = useText()
  const [search] = useSearchParams()
  const state = states.find((one) => one === search.get('state')) ?? 'all'
  const query = useFrames(study.id, state, true)
  const open = search.get('frame')
  return (
    <Await query={query} lines={8}>
      {(frames) =>
        open ? (
          <FaceStage study={study} ids={frames.map(({ id }) => id)} open={open} more={query} />
        ) : (
          <div className="stack">
            <FilterBar
              name="state"
              label={faces.show}
              options={states}
              names={faces.states}
              current={state}
            />
            {frames.length === 0 ? <Empty>{faces.noFrames[state]}</Empty> : <Grid frames={frames} />}
            <ShowMore query={query} />
          </div>
        )
      }
    </Await>
  )
}

/** The frames of a comparison, those first about which its detectors differ most. */
function Doubtful({ study, comparison }: { study: Study; comparison: string }) {
  const query = useDetectorComparison(comparison)
  return (
    <Await query={query} lines={8}>
      {({ result }) => <InOrder study={study} ids={byDoubt((result as Result | null)?.doubts ?? {})} />}
    </Await>
  )
}

function InOrder({ study, ids }: { study: Study; ids: string[] }) {
  const { faces, common } = useText()
  const [search] = useSearchParams()
  const [count, setCount] = useState(SHOWN_AT_FIRST)
  const open = search.get('frame')
  const frames = useFramesById(open ? [] : ids.slice(0, count))
  if (open) return <FaceStage study={study} ids={ids} open={open} more={null} />
  return (
    <div className="stack">
      <div className="row">
        <p>{faces.doubtsFirst}</p>
        <Link to={`/studies/${study.id}/faces`} className="button">
          {faces.allFrames}
        </Link>
      </div>
      {ids.length === 0 ? <Empty>{faces.noDoubts}</Empty> : <Grid frames={frames} />}
      {count < ids.length && (
        <button
          type="button"
          className="button"
          onClick={() => {
            setCount(count + SHOWN_AT_FIRST)
          }}
        >
          {common.showMore}
        </button>
      )}
    </div>
  )
}

function Grid({ frames }: { frames: FaceFrame[] }) {
  return (
    <ul className="face-grid">
      {frames.map((frame) => (
        <li key={frame.id}>
          <Thumbnail frame={frame} />
        </li>
      ))}
    </ul>
  )
}

function Thumbnail({ frame }: { frame: FaceFrame }) {
  const { faces } = useText()
  const [search] = useSearchParams()
  const address = new URLSearchParams(search)
  address.set('frame', frame.id)
  const { width, height, review, found } = frame
  return (
    <Link
      to={`?${address.toString()}`}
      className="face-card"
      data-frame={frame.id}
      data-state={stateOf(frame)}
    >
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={faces.frameOf(frame.infant.pseudonym)}>
        <image href={thumbnailOf(frame.id)} width={width} height={height} />
        <Boxes
          width={width}
          height={height}
          found={review ? null : boxOf(found?.box)}
          face={boxOf(review?.box)}
          adults={(review?.adults ?? []).map(boxOf).filter((box) => box !== null)}
        />
      </svg>
      <span className="face-caption">
        <span>{frame.infant.pseudonym}</span>
        <span className="muted">{timecode(frame.pts_ms / 1000)}</span>
      </span>
      <FrameStateMark frame={frame} />
    </Link>
  )
}
