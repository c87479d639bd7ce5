/** The five seconds before and after a frame, as film. */
import { useEffect, useRef } from 'react'
import { timecode } from '../../player/engine/frames'
import type { LabelTask } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'

const AROUND_S = 5

export function Film({ task, onEnd }: { task: LabelTask; onEnd: () => void }) {
  const { labelling } = useText()
  const video = useRef<HTMLVideoElement>(null)
  const ended = useRef(onEnd)
  useEffect(() => {
    ended.current = onEnd
  })
  useEffect(() => {
    const screen = video.current
    if (!screen) return
    const moment = task.pts_ms / 1000
    const start = () => {
      screen.currentTime = Math.max(0, moment - AROUND_S)
      void screen.play().catch(() => undefined)
    }
    const watch = () => {
      if (screen.currentTime >= moment + AROUND_S || screen.ended) ended.current()
    }
    screen.addEventListener('loadedmetadata', start, { once: true })
    screen.addEventListener('timeupdate', watch)
    screen.addEventListener('ended', watch)
    return () => {
      screen.removeEventListener('loadedmetadata', start)
      screen.removeEventListener('timeupdate', watch)
      screen.removeEventListener('ended', watch)
    }
  }, [task.pts_ms])
  return (
    // Infants do not speak: there is nothing to caption.
    // eslint-disable-next-line jsx-a11y/media-has-caption
    <video
      ref={video}
      src={`/api/v1/videos/${task.video}/media/`}
      preload="auto"
      playsInline
      disablePictureInPicture
      aria-label={labelling.frameOf(task.pseudonym, timecode(task.pts_ms / 1000))}
    />
  )
}
