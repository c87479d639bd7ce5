/** The frame on the stage with its boxes; the one being changed can be dragged by its body and its corners. */
import { useState, type PointerEvent } from 'react'
import type { FaceFrameDetail } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Outline } from './boxes'
import { useArmLabel } from './chain-panel'
import { between, boxOf, corners, layOut, moved, pulled, type Box, type Corner, type Point } from './geometry'
import { imageOf } from './review-queries'
import type { Desk } from './use-desk'

type Props = { frame: FaceFrameDetail; desk: Desk; showArms: boolean }
type Drag = { what: Corner | 'body' | 'new'; from: Point; before: Box | null }

export function StagePicture({ frame, desk, showArms }: Props) {
  const { faces } = useText()
  const { width, height, review } = frame
  const { across, down, transform } = layOut(width, height, desk.turn)
  const drag = useDrag(width, height, desk)
  const size = { width, height }
  const kind = desk.touched ? 'drawn' : review ? 'reviewed' : 'found'
  const labelOf = useArmLabel()
  return (
    <svg
      className={desk.active === null ? 'face-picture' : 'face-picture editing'}
      viewBox={`0 0 ${across} ${down}`}
      role="img"
      aria-label={faces.frameOf(frame.infant.pseudonym)}
      data-turn={desk.turn}
      data-sides={desk.box?.join(' ') ?? ''}
      onPointerMove={drag.move}
      onPointerUp={drag.end}
      onPointerCancel={drag.end}
    >
      <g data-ground transform={transform}>
        <image href={imageOf(frame.id)} {...size} onPointerDown={drag.start('new')} />
        {showArms &&
          frame.detections.map(({ arm, faces: found }, line) => {
            const box = boxOf((found as { box: number[] }[])[0]?.box)
            return (
              box && <Outline key={arm} box={box} kind="arm" label={labelOf(arm)} line={line} {...size} />
            )
          })}
        {desk.box && <Outline box={desk.box} kind={kind} {...size} />}
        {desk.adults.map((box, place) => (
          <Outline key={`adult-${String(place)}`} box={box} kind="adult" label={faces.adultMark} {...size} />
        ))}
        <Handles desk={desk} start={drag.start} {...size} />
      </g>
    </svg>
  )
}

type HandlesProps = {
  desk: Desk
  width: number
  height: number
  start: (what: Drag['what']) => (event: PointerEvent) => void
}

function Handles({ desk, width, height, start }: HandlesProps) {
  const box = activeBox(desk)
  if (!box) return null
  const [left, top, right, bottom] = box
  // Room for a finger: about 24 px around each corner on a stage of 700 px.
  const reach = Math.max(width, height) / 28
  const at = (corner: Corner) => ({
    cx: (corner.endsWith('w') ? left : right) * width,
    cy: (corner.startsWith('n') ? top : bottom) * height,
  })
  return (
    <>
      <rect
        className="grip body"
        x={left * width}
        y={top * height}
        width={(right - left) * width}
        height={(bottom - top) * height}
        onPointerDown={start('body')}
      />
      {corners.map((corner) => (
        <g key={corner} className="grip corner" data-corner={corner} onPointerDown={start(corner)}>
          <circle className="reach" r={reach} {...at(corner)} />
          <circle className="dot" r={reach / 3} {...at(corner)} />
        </g>
      ))}
    </>
  )
}

const activeBox = ({ active, box, adults }: Desk): Box | null =>
  active === null ? null : active === 'face' ? box : (adults[active] ?? null)

const sheetOf = ({ currentTarget }: PointerEvent): SVGSVGElement | null =>
  (currentTarget as Element).closest('svg')

/** Where the pointer is in the unturned frame, in fractions. */
function pointOf(event: PointerEvent, width: number, height: number): Point {
  const matrix = sheetOf(event)?.querySelector<SVGGElement>('[data-ground]')?.getScreenCTM()
  if (!matrix) return { x: 0, y: 0 }
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse())
  return { x: x / width, y: y / height }
}

/** Dragging in fractions of the frame, however it is turned and scaled. */
function useDrag(width: number, height: number, desk: Desk) {
  const [drag, setDrag] = useState<Drag | null>(null)
  return {
    start: (what: Drag['what']) => (event: PointerEvent) => {
      if (desk.active === null || event.button !== 0) return
      event.preventDefault()
      sheetOf(event)?.setPointerCapture(event.pointerId)
      setDrag({ what, from: pointOf(event, width, height), before: activeBox(desk) })
    },
    move: (event: PointerEvent) => {
      if (!drag) return
      const { what, from, before } = drag
      const to = pointOf(event, width, height)
      const next =
        what === 'new'
          ? between(from, to)
          : before &&
            (what === 'body' ? moved(before, to.x - from.x, to.y - from.y) : pulled(before, what, to))
      if (next) desk.put(next)
    },
    end: () => {
      setDrag(null)
    },
  }
}
