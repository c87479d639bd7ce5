/** The videos of a study: what they are, what became of them, and the way to watch them. */
import { Link, useSearchParams } from 'wouter'
import { timecode } from '../../player/engine/frames'
import type { Study, Video } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { FilterBar } from '../../shared/ui/filter'
import { Await, Empty, Failure } from '../../shared/ui/states'
import { ShowMore, Table } from '../../shared/ui/table'
import { useDismissVideo, useVideos, type VideoFilter } from './queries'
import { Verdict, VerdictDetail } from './verdict'

const filters: readonly VideoFilter[] = ['all', 'ready', 'processing', 'refused']

export function VideosTab({ study }: { study: Study }) {
  const { recordings } = useText()
  const [search] = useSearchParams()
  const state = filters.find((one) => one === search.get('state')) ?? 'all'
  return (
    <div className="stack">
      <div className="row">
        <FilterBar
          name="state"
          label={recordings.stateFilter}
          options={filters}
          names={recordings.stateFilters}
          current={state}
        />
      </div>
      <VideoList study={study} state={state} />
    </div>
  )
}

type ListProps = { study: Study; state?: VideoFilter; infant?: string }

export function VideoList({ study, state = 'all', infant }: ListProps) {
  const { recordings, studies, common } = useText()
  const query = useVideos(study.id, { state, ...(infant && { infant }) })
  const mayUpload = study.allowed.includes('video.upload')
  const heads = [
    recordings.video,
    recordings.infant,
    recordings.length,
    recordings.verdict,
    common.when,
    common.actions,
  ]
  return (
    <>
      <Await query={query}>
        {(items) =>
          items.length === 0 ? (
            <Empty
              action={
                mayUpload && (
                  <Link to={`/studies/${study.id}/upload`} className="button">
                    {recordings.upload}
                  </Link>
                )
              }
            >
              {mayUpload ? recordings.none : recordings.noneOperator}
            </Empty>
          ) : (
            <Table caption={studies.videos} heads={heads}>
              {items.map((video) => (
                <VideoRow key={video.id} video={video} mayDismiss={study.allowed.includes('video.change')} />
              ))}
            </Table>
          )
        }
      </Await>
      <ShowMore query={query} />
    </>
  )
}

function VideoRow({ video, mayDismiss }: { video: Video; mayDismiss: boolean }) {
  const { recordings } = useText()
  const { moment } = useFormat()
  return (
    <tr>
      <td className="file-name">{video.name}</td>
      <td className="number">
        <Link to={`/infants/${video.infant.id}`}>{video.infant.pseudonym}</Link>
      </td>
      <td className="number">{video.duration_ms !== null && timecode(video.duration_ms / 1000)}</td>
      <td>
        <Verdict video={video} />
        <VerdictDetail video={video} />
      </td>
      <td>
        {moment(video.created_at)}
        <p className="muted">{video.uploaded_by_name}</p>
      </td>
      <td>
        {video.state === 'ready' && (
          <Link
            to={`/videos/${video.id}`}
            className="button"
            aria-label={`${recordings.watch}: ${video.name}`}
          >
            {recordings.watch}
          </Link>
        )}
        {video.state === 'refused' && mayDismiss && <Dismiss video={video} />}
      </td>
    </tr>
  )
}

function Dismiss({ video }: { video: Video }) {
  const { recordings } = useText()
  const dismiss = useDismissVideo()
  return (
    <>
      <button
        type="button"
        className="button"
        aria-label={`${recordings.dismiss}: ${video.name}`}
        disabled={dismiss.isPending}
        onClick={() => {
          dismiss.mutate(video.id)
        }}
      >
        {recordings.dismiss}
      </button>
      <Failure error={dismiss.error} />
    </>
  )
}
