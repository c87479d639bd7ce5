/** Frames a model explains as one picture to publish: faces made unrecognisable, heat simplified and laid over them. */
import type { ExplainedFrame, HeatMap } from '../../shared/api/types'
import { colourOf, insetOf } from './heat-map'

const [CELL, GAP, CAPTION] = [224, 12, 22]
/** So few squares a face has left that nobody is recognised, before anything is laid over it. */
const SQUARES = 12
const KEPT_ABOVE_SD = 0.5
const OPACITY = 0.6

const colour = (token: string): string => getComputedStyle(document.documentElement).getPropertyValue(token)

export type Caption = (frame: ExplainedFrame, map: HeatMap | null) => string

/** What is left of a map when only its clear parts are shown: above mean + 0.5 SD; from 0 to 1. */
export function simplified(values: readonly (readonly number[])[]): number[][] {
  const all = values.flat()
  const mean = all.reduce((sum, one) => sum + one, 0) / (all.length || 1)
  const spread = Math.sqrt(all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (all.length || 1))
  const least = mean + KEPT_ABOVE_SD * spread
  const peak = Math.max(0, ...all.filter((one) => one > least))
  return values.map((row) => row.map((one) => (peak > 0 && one > least ? one / peak : 0)))
}

/** One row per frame: the face, then its heat for each class there is a map for. */
export async function panelsOf(
  frames: readonly ExplainedFrame[],
  margin: number,
  caption: Caption,
): Promise<Blob | null> {
  const columns = 1 + Math.max(0, ...frames.map(({ maps }) => maps.length))
  const board = document.createElement('canvas')
  board.width = columns * (CELL + GAP) + GAP
  board.height = frames.length * (CELL + CAPTION + GAP) + GAP
  const context = board.getContext('2d')
  if (!context) return null
  context.fillStyle = colour('--paper')
  context.fillRect(0, 0, board.width, board.height)
  for (const [row, frame] of frames.entries()) {
    const face = await unrecognisable(frame.frame)
    const top = GAP + row * (CELL + CAPTION + GAP)
    const cells = [
      null,
      ...[...frame.maps].sort((one, other) => Number(other.predicted) - Number(one.predicted)),
    ]
    cells.forEach((map, column) => {
      const left = GAP + column * (CELL + GAP)
      context.imageSmoothingEnabled = false
      if (face) context.drawImage(face, left, top, CELL, CELL)
      if (map) lay(context, map, left, top, margin)
      context.fillStyle = colour('--stage')
      context.font = '13px system-ui, sans-serif'
      context.fillText(caption(frame, map), left, top + CELL + 16, CELL)
    })
  }
  return new Promise((resolve) => {
    board.toBlob(resolve, 'image/png')
  })
}

/** The face in a few squares; null where its picture cannot be had. */
async function unrecognisable(frame: string): Promise<HTMLCanvasElement | null> {
  const answer = await fetch(`/api/v1/frames/${frame}/crop/`)
  if (!answer.ok) return null
  const picture = await createImageBitmap(await answer.blob())
  const small = document.createElement('canvas')
  small.width = small.height = SQUARES
  small.getContext('2d')?.drawImage(picture, 0, 0, SQUARES, SQUARES)
  picture.close()
  return small
}

function lay(
  context: CanvasRenderingContext2D,
  map: HeatMap,
  left: number,
  top: number,
  margin: number,
): void {
  const clear = simplified(map.values)
  const [height, width] = [clear.length, clear[0]?.length ?? 0]
  if (height === 0 || width === 0) return
  const heat = document.createElement('canvas')
  heat.width = width
  heat.height = height
  const pixels = new ImageData(width, height)
  clear.flat().forEach((value, place) => {
    pixels.data.set([...colourOf(value), Math.round(255 * Math.min(1, 2 * value))], 4 * place)
  })
  heat.getContext('2d')?.putImageData(pixels, 0, 0)
  const inset = (insetOf(margin) / 100) * CELL
  context.imageSmoothingEnabled = true
  context.globalAlpha = OPACITY
  context.drawImage(heat, left + inset, top + inset, CELL - 2 * inset, CELL - 2 * inset)
  context.globalAlpha = 1
}
