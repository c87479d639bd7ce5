/** Frame arithmetic on a video's table of frame times; frame numbers start at 0. */

/** Start of every frame in ticks, strictly increasing from 0, and the end of the last frame. */
export type FrameTimes = { timescale: number; times: readonly number[]; end: number }

/** Browsers report times as rounded seconds; a start time may come back a hair early. */
const TOLERANCE_S = 1e-4

export const lastFrame = ({ times }: FrameTimes): number => Math.max(0, times.length - 1)

export const clampFrame = (table: FrameTimes, frame: number): number =>
  Math.min(lastFrame(table), Math.max(0, Math.trunc(frame) || 0))

/** The frame on show at `seconds`: the last one that starts at or before it. */
export function frameAt(table: FrameTimes, seconds: number): number {
  const ticks = (seconds + TOLERANCE_S) * table.timescale
  let low = 0
  let high = table.times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (startTicks(table, middle) <= ticks) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

/** Seconds at the middle of a frame: the only place to seek to, because exact starts round to the frame before. */
export function middleOfFrame(table: FrameTimes, frame: number): number {
  const index = clampFrame(table, frame)
  return (startTicks(table, index) + startTicks(table, index + 1)) / 2 / table.timescale
}

export const startOfFrame = (table: FrameTimes, frame: number): number =>
  startTicks(table, clampFrame(table, frame)) / table.timescale

/** The frame `seconds` later or earlier; always at least one frame away unless at an end. */
export function frameAfter(table: FrameTimes, frame: number, seconds: number): number {
  const target = frameAt(table, startOfFrame(table, frame) + seconds)
  const least = clampFrame(table, frame + Math.sign(seconds))
  return seconds < 0 ? Math.min(target, least) : Math.max(target, least)
}

/** Minutes, seconds and hundredths, as in `0:19.20`; hours appear when there are any. */
export function timecode(seconds: number): string {
  const hundredths = Math.max(0, Math.round(seconds * 100))
  const pad = (value: number) => String(value).padStart(2, '0')
  const rest = `${pad(Math.floor(hundredths / 100) % 60)}.${pad(hundredths % 100)}`
  const minutes = Math.floor(hundredths / 6_000)
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${rest}`
}

const startTicks = ({ times, end }: FrameTimes, frame: number): number => times[frame] ?? end
