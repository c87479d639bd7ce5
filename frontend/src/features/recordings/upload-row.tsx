/** One file from choice to verdict. */
import { Link } from 'wouter'
import type { Infant } from '../../shared/api/types'
import { useCodeText, useFormat, useText } from '../../shared/i18n/text'
import { Icon } from '../../shared/ui/icon'
import { ProgressBar } from '../../shared/ui/marks'
import { useVideo } from './queries'
import { uploadQueue, type QueuedUpload } from './upload-queue'
import { Verdict, VerdictDetail } from './verdict'

export function UploadRow({ item, infants }: { item: QueuedUpload; infants: Infant[] }) {
  const { recordings } = useText()
  const { bytes } = useFormat()
  const codeText = useCodeText()
  return (
    <li className="panel upload-row" data-state={item.state}>
      <span className="file-name">
        {item.file.name} <span className="muted">{bytes(item.file.size)}</span>
      </span>
      <InfantChoice item={item} infants={infants} />
      <span className="upload-progress">
        <span className="muted">
          {recordings.uploadStates[item.state === 'choosing' && item.infant ? 'chosen' : item.state]}
        </span>
        {item.state !== 'choosing' && item.state !== 'sent' && (
          <ProgressBar label={item.file.name} done={item.sentBytes} total={item.file.size} />
        )}
        {item.problem && (
          <span className="field-error" role="alert">
            {codeText(item.problem) || item.problem.code}
          </span>
        )}
        {item.video && <Outcome id={item.video} />}
      </span>
      <Controls item={item} />
    </li>
  )
}

function InfantChoice({ item, infants }: { item: QueuedUpload; infants: Infant[] }) {
  const { recordings } = useText()
  const fixed = item.address !== null || !['choosing', 'failed'].includes(item.state)
  return (
    <label className="filter">
      <span>{recordings.infant}</span>
      <select
        aria-label={`${recordings.infant}: ${item.file.name}`}
        value={item.infant ?? ''}
        disabled={fixed}
        onChange={({ target }) => {
          uploadQueue.setInfant(item.id, target.value || null)
        }}
      >
        <option value="">{recordings.chooseInfant}</option>
        {infants.map(({ id, pseudonym }) => (
          <option key={id} value={id}>
            {pseudonym}
          </option>
        ))}
      </select>
    </label>
  )
}

function Controls({ item }: { item: QueuedUpload }) {
  const { recordings } = useText()
  const { id, state, file } = item
  const action = (word: string, run: () => void, primary = false) => (
    <button
      type="button"
      className={`button ${primary ? 'primary' : ''}`}
      aria-label={`${word}: ${file.name}`}
      disabled={primary && !item.infant}
      onClick={run}
    >
      {word}
    </button>
  )
  const start = () => {
    uploadQueue.start(id)
  }
  const busy = state === 'sending' || state === 'waiting'
  return (
    <span className="actions">
      {state === 'choosing' && action(recordings.start, start, true)}
      {busy &&
        action(recordings.pause, () => {
          uploadQueue.pause(id)
        })}
      {(state === 'paused' || state === 'failed') && action(recordings.resume, start, true)}
      {action(state === 'sent' ? recordings.removeFromList : recordings.discard, () => {
        uploadQueue.discard(id)
      })}
    </span>
  )
}

/** What becomes of a video once all its bytes have arrived. */
function Outcome({ id }: { id: string }) {
  const { recordings } = useText()
  const { data: video } = useVideo(id)
  if (!video) return null
  return (
    <span className="upload-progress" role="status">
      <Verdict video={video} />
      <VerdictDetail video={video} />
      {video.state === 'ready' && (
        <Link to={`/videos/${id}`} className="button" aria-label={`${recordings.toVideo}: ${video.name}`}>
          <Icon name="play" />
          {recordings.toVideo}
        </Link>
      )}
    </span>
  )
}
