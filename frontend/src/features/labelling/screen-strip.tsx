/** The study's frames of the five seconds before and after: what the face did, without anybody's label but one's own. */
import { useQuery } from '@tanstack/react-query'
import { timecode } from '../../player/engine/frames'
import { api, must } from '../../shared/api/client'
import type { LabelTask } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { thumbnailOf } from './desk-pictures'
import { useLabelText } from './screen-marks'
import type { LabellingDesk } from './use-label-desk'

const AROUND_MS = 5_000
/** How many frames are shown at either side. */
const SIDE = 4

export function ScreenStrip({ task, desk: { desk, state } }: { task: LabelTask; desk: LabellingDesk }) {
  const { labelling } = useText()
  const textOf = useLabelText()
  const frames = useVideoFrames(task.video)
  const near = around(frames.data ?? [], task.pts_ms)
  return (
    <ol className="label-strip" aria-label={labelling.strip}>
      {near.map((frame) => {
        const item = state.items.find((one) => one.frame === frame.id)
        const label = item && state.labels.get(item.id)
        const place = item ? state.shown.indexOf(state.items.indexOf(item)) : -1
        const name = `${labelling.frameOf(task.pseudonym, timecode(frame.pts_ms / 1000))}. ${item ? textOf(label) : ''}`
        return (
          <li key={frame.id}>
            <button
              type="button"
              disabled={place < 0}
              aria-label={name}
              aria-current={frame.id === task.frame}
              data-value={label?.value ?? ''}
              onClick={() => {
                desk.goTo(place)
              }}
            >
              <img src={thumbnailOf(frame.id)} alt="" decoding="async" />
              <span className="number">{timecode(frame.pts_ms / 1000)}</span>
            </button>
          </li>
        )
      })}
    </ol>
  )
}

type Neighbour = { id: string; index: number; pts_ms: number }

/** At most nine frames, evenly over the ten seconds; where few were drawn, all of them. */
function around(frames: readonly Neighbour[], moment: number): Neighbour[] {
  const near = frames.filter(({ pts_ms }) => Math.abs(pts_ms - moment) <= AROUND_MS)
  const distance = (frame: Neighbour, wanted: number) => Math.abs(frame.pts_ms - wanted)
  const chosen = new Set<Neighbour>()
  for (let step = -SIDE; step <= SIDE; step += 1) {
    const wanted = moment + (step * AROUND_MS) / SIDE
    const [first, ...rest] = near
    if (first)
      chosen.add(
        rest.reduce((best, one) => (distance(one, wanted) < distance(best, wanted) ? one : best), first),
      )
  }
  return [...chosen].sort((one, other) => one.index - other.index)
}

/** The first 200 frames of a video, which is more than a plan usually draws from one. */
const useVideoFrames = (video: string) =>
  useQuery({
    queryKey: ['videos', video, 'label-strip'],
    queryFn: async () => {
      const study = await must(
        api.GET('/api/v1/videos/{video_id}/', { params: { path: { video_id: video } } }),
      )
      const page = await must(
        api.GET('/api/v1/studies/{study_id}/frames/', {
          params: { path: { study_id: study.study }, query: { video, page_size: 200 } },
        }),
      )
      return page.results.map(({ id, index, pts_ms }) => ({ id, index, pts_ms }))
    },
    staleTime: Infinity,
  })
