/** Where a person left a video: a frame number per person and video, on this device only. */

const KEY = 'left-at'
const MOST = 100

type Left = Record<string, number>

function stored(): Left {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Left) : {}
  } catch {
    return {} // written by something else: nothing worth keeping
  }
}

/** The frame left at, 0 where none is known. */
export function frameLeft(place: string): number {
  const frame = stored()[place]
  return Number.isSafeInteger(frame) && frame !== undefined && frame > 0 ? frame : 0
}

/** Remembers a frame; the videos left longest ago are forgotten. */
export function leaveAt(place: string, frame: number): void {
  const others = Object.entries(stored()).filter(([known]) => known !== place)
  const kept = [...others, [place, frame] as const].slice(-MOST)
  localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)))
}
