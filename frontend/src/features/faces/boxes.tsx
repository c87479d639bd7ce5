/** Boxes over a frame: found dashed, reviewed solid, adults dotted with a letter; each twice, so that they show on any skin. */
import type { Box } from './geometry'

type Props = {
  width: number
  height: number
  found: Box | null
  face: Box | null
  adults: readonly Box[]
}

export function Boxes({ width, height, found, face, adults }: Props) {
  const frame = { width, height }
  return (
    <>
      {found && <Outline box={found} kind="found" {...frame} />}
      {face && <Outline box={face} kind="reviewed" {...frame} />}
      {adults.map((box) => (
        <Outline key={box.join()} box={box} kind="adult" {...frame} />
      ))}
    </>
  )
}

type OutlineProps = { box: Box; kind: string; width: number; height: number; label?: string; line?: number }

export function Outline({
  box: [left, top, right, bottom],
  kind,
  width,
  height,
  label,
  line = 0,
}: OutlineProps) {
  const shape = {
    x: left * width,
    y: top * height,
    width: (right - left) * width,
    height: (bottom - top) * height,
  }
  return (
    <g className={`outline ${kind}`} data-box={kind}>
      <rect className="halo" {...shape} />
      <rect className="edge" {...shape} />
      {label && (
        <text x={shape.x} y={shape.y} dy={`${-0.35 - 1.1 * line}em`} fontSize={height / 32}>
          {label}
        </text>
      )}
    </g>
  )
}
