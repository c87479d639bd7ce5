/** What is known of a video file. */
import { Link } from 'wouter'
import { timecode } from '../../player/engine/frames'
import type { Video } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Facts, Mark } from '../../shared/ui/marks'
import { ChangeInfant } from './change-infant'
import { useWarningText } from './verdict'

export function VideoFacts({ video }: { video: Video }) {
  const { player, infants } = useText()
  const warningText = useWarningText()
  return (
    <aside className="panel video-facts" aria-labelledby="facts-title">
      <h2 id="facts-title">{player.facts}</h2>
      {video.warnings.length > 0 && (
        <ul className="list" aria-label={player.warnings}>
          {video.warnings.map((warning) => (
            <li key={warning.code} className="warning-line">
              <Mark icon="warning" tone="waiting">
                <span className="visually-hidden">{player.warnings}</span>
              </Mark>
              {warningText(warning)}
            </li>
          ))}
        </ul>
      )}
      <Facts
        items={[
          [
            infants.infant,
            <Link key="infant" to={`/infants/${video.infant.id}`}>
              {video.infant.pseudonym}
            </Link>,
          ],
          [infants.context, video.context.map((one) => infants.contexts[one]).join(', ')],
          ...useFileFacts(video),
        ]}
      />
      <ChangeInfant video={video} />
    </aside>
  )
}

function useFileFacts(video: Video) {
  const { player } = useText()
  const { number, bytes, moment } = useFormat()
  const { width, height, frame_rate: rate, duration_ms: length, frame_count: frames } = video
  const sound = video.audio_kept ? 'kept' : video.has_audio ? 'left' : 'none'
  return [
    [player.resolution, width && height ? `${width} × ${height}` : null],
    [player.rate, rate && player.rateValue(number(rate, 2), video.variable_frame_rate)],
    [player.length, length !== null && timecode(length / 1000)],
    [player.frames, frames !== null && number(frames)],
    [player.sound, player.sounds[sound]],
    [player.rotation, video.rotation ? player.degrees(video.rotation) : null],
    [player.file, bytes(video.size_bytes)],
    [player.coding, [video.container, video.codec].filter(Boolean).join(', ')],
    [
      'SHA-256',
      video.sha256 && (
        <span key="sha" className="mono" title={video.sha256}>
          {video.sha256.slice(0, 12)}…
        </span>
      ),
    ],
    [player.uploaded, `${moment(video.created_at)}, ${video.uploaded_by_name}`],
  ] as const
}
