/** Boxes in fractions of the unturned frame: moved, resized and drawn, also while the frame is shown turned. */

export type Box = readonly [left: number, top: number, right: number, bottom: number]
export type Turn = 0 | 90 | 180 | 270
export type Corner = 'nw' | 'ne' | 'sw' | 'se'
export type Point = { x: number; y: number }

export const corners: readonly Corner[] = ['nw', 'ne', 'sw', 'se']
const SMALLEST = 0.02
/** A face may be cut by the edge: its box may reach this far beyond. */
const BEYOND = 0.5
const START = 0.3

export const usualBox: Box = [START, START, 1 - START, 1 - START]

const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))
const side = (value: number) => Math.round(within(value, -BEYOND, 1 + BEYOND) * 1e4) / 1e4

/** Four numbers as the server sends them; null for anything else. */
export function boxOf(sides: readonly number[] | null | undefined): Box | null {
  const [left, top, right, bottom] = sides ?? []
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) return null
  return [left, top, right, bottom]
}

/** Keeps its size, and its centre inside the frame. */
export function moved([left, top, right, bottom]: Box, dx: number, dy: number): Box {
  const [centreX, centreY] = [(left + right) / 2, (top + bottom) / 2]
  const [x, y] = [within(centreX + dx, 0, 1) - centreX, within(centreY + dy, 0, 1) - centreY]
  return [side(left + x), side(top + y), side(right + x), side(bottom + y)]
}

/** The far sides follow; never smaller than can be seen. */
export function resized([left, top, right, bottom]: Box, dx: number, dy: number): Box {
  return [left, top, side(Math.max(left + SMALLEST, right + dx)), side(Math.max(top + SMALLEST, bottom + dy))]
}

/** One corner goes to a point, the opposite one stays. */
export function pulled([left, top, right, bottom]: Box, corner: Corner, { x, y }: Point): Box {
  return [
    corner.endsWith('w') ? side(Math.min(x, right - SMALLEST)) : left,
    corner.startsWith('n') ? side(Math.min(y, bottom - SMALLEST)) : top,
    corner.endsWith('e') ? side(Math.max(x, left + SMALLEST)) : right,
    corner.startsWith('s') ? side(Math.max(y, top + SMALLEST)) : bottom,
  ]
}

/** The box between two points; null while they are too close to mean one. */
export function between(from: Point, to: Point): Box | null {
  const box: Box = [
    side(Math.min(from.x, to.x)),
    side(Math.min(from.y, to.y)),
    side(Math.max(from.x, to.x)),
    side(Math.max(from.y, to.y)),
  ]
  return box[2] - box[0] < SMALLEST || box[3] - box[1] < SMALLEST ? null : box
}

/** A step on the screen as a step in the frame, which is shown turned clockwise. */
export function unturned(dx: number, dy: number, turn: Turn): [dx: number, dy: number] {
  const steps: Record<Turn, [number, number]> = {
    0: [dx, dy],
    90: [dy, -dx],
    180: [-dx, -dy],
    270: [-dy, dx],
  }
  return steps[turn]
}

export const turnedOn = (turn: Turn): Turn => ((turn + 90) % 360) as Turn

/** How a frame is laid on its stage when turned clockwise: the room it takes and the SVG transform. */
export function layOut(width: number, height: number, turn: Turn) {
  const [across, down] = turn % 180 === 0 ? [width, height] : [height, width]
  const shift: Record<Turn, string> = {
    0: '',
    90: `translate(${height} 0) rotate(90)`,
    180: `translate(${width} ${height}) rotate(180)`,
    270: `translate(0 ${width}) rotate(270)`,
  }
  return { across, down, transform: shift[turn] }
}
