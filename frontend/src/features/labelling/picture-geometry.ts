/** Where the face lies in a frame, in fractions and pixels. */

type Face = { box: number[]; turn: number } | null
type Framed = { face: Face; width: number; height: number }

/** Added at every side of the face on the small picture, in fractions of its longer side. */
const MARGIN = 0.15

/** The middle of the face, else of the frame, in fractions. */
export function frameOutline({ face }: Pick<Framed, 'face'>): [x: number, y: number] {
  const [left = 0, top = 0, right = 1, bottom = 1] = face?.box ?? []
  return [(left + right) / 2, (top + bottom) / 2]
}

/** The square around the face in pixels of the frame, and its turn in degrees; null without a face. */
export function cropSquare({ face, width, height }: Framed) {
  if (!face) return null
  const [left = 0, top = 0, right = 0, bottom = 0] = face.box
  const side = Math.max((right - left) * width, (bottom - top) * height) * (1 + 2 * MARGIN)
  const [x, y] = [((left + right) / 2) * width, ((top + bottom) / 2) * height]
  return { left: x - side / 2, top: y - side / 2, side, turn: face.turn }
}
