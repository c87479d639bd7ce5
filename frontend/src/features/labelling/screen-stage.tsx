/** The frame, painted in the same moment as its label moves on; or the film around it. */
import { useLayoutEffect, useRef, type PointerEvent } from 'react'
import { timecode } from '../../player/engine/frames'
import type { LabelTask } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import type { Pictures } from './desk-pictures'
import { frameOutline } from './picture-geometry'
import { Film } from './screen-film'
import type { Hand } from './screen-desk'
import { LabelMark } from './screen-marks'
import type { LabellingDesk } from './use-label-desk'

type Props = { task: LabelTask; pictures: Pictures; desk: LabellingDesk; hand: Hand }

export function ScreenStage({ task, pictures, desk, hand }: Props) {
  const { labelling } = useText()
  const swipe = useSwipe(desk)
  const label = desk.state.labels.get(task.id)
  return (
    <div className="label-stage" data-value={label?.value ?? ''} {...swipe}>
      {hand.playing ? (
        <Film
          task={task}
          onEnd={() => {
            hand.play(false)
          }}
        />
      ) : (
        <FramePicture
          task={task}
          pictures={pictures}
          zoom={hand.view.zoom}
          brightness={hand.view.brightness}
        />
      )}
      <p className="label-stage-mark">
        <LabelMark label={label} />
      </p>
      {task.question && !label && (
        <p className="label-rule" role="note">
          {labelling.askedBack(task.question)}
        </p>
      )}
      {task.by_rule && !label && (
        <p className="label-rule">{labelling.byRule(labelling.values[task.by_rule])}</p>
      )}
    </div>
  )
}

type PictureProps = { task: LabelTask; pictures: Pictures; zoom: number; brightness: number }

function FramePicture({ task, pictures, zoom, brightness }: PictureProps) {
  const { labelling } = useText()
  const canvas = useRef<HTMLCanvasElement>(null)
  const picture = pictures.get(task.frame)
  useLayoutEffect(() => {
    const board = canvas.current
    if (!board || !picture) return
    if (board.width !== picture.width) board.width = picture.width
    if (board.height !== picture.height) board.height = picture.height
    board.getContext('2d')?.drawImage(picture, 0, 0)
    // What is on the stage, for whoever asks: set only once it is painted.
    board.dataset['frame'] = task.frame
  }, [picture, task.frame])
  const [x, y] = frameOutline(task)
  return (
    <>
      <canvas
        ref={canvas}
        width={task.width}
        height={task.height}
        role="img"
        aria-label={labelling.frameOf(task.pseudonym, timecode(task.pts_ms / 1000))}
        data-ready={picture !== undefined}
        style={{
          transform: `scale(${zoom})`,
          transformOrigin: `${100 * x}% ${100 * y}%`,
          filter: `brightness(${brightness})`,
        }}
      />
      {!picture && <p className="label-waiting">{labelling.noPicture}</p>}
    </>
  )
}

const FAR_ENOUGH_PX = 60

/** A finger that goes sideways turns the page; every swipe has its button below. */
function useSwipe({ desk }: LabellingDesk) {
  const start = useRef<{ x: number; y: number } | null>(null)
  return {
    onPointerDown: ({ pointerType, clientX, clientY }: PointerEvent) => {
      start.current = pointerType === 'mouse' ? null : { x: clientX, y: clientY }
    },
    onPointerUp: ({ clientX, clientY }: PointerEvent) => {
      const from = start.current
      start.current = null
      if (!from) return
      const [dx, dy] = [clientX - from.x, clientY - from.y]
      if (Math.abs(dx) < FAR_ENOUGH_PX || Math.abs(dx) < 2 * Math.abs(dy)) return
      desk.move(dx < 0 ? 1 : -1)
    },
    onPointerCancel: () => {
      start.current = null
    },
  }
}
