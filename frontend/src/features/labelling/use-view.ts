/** How somebody likes to look: one frame or the grid, zoom, brightness, size; kept on this device. */
import { useState } from 'react'

type Kept = { mode: 'one' | 'grid'; zoom: number; brightness: number; size: number }

export type View = Kept & { change: (change: Partial<Kept>) => void; larger: (steps: 1 | -1) => void }

const PLACE = 'label-view'
const usual: Kept = { mode: 'one', zoom: 1, brightness: 1, size: 112 }
const SIZES = [72, 88, 112, 144, 192, 256]
const ZOOMS = [1, 1.5, 2, 3, 4]

function remembered(): Kept {
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Partial<Kept>) }
  } catch {
    return usual
  }
}

const step = (steps: readonly number[], value: number, by: 1 | -1): number => {
  const place = steps.findIndex((one) => one >= value)
  return steps[Math.max(0, Math.min(steps.length - 1, place + by))] ?? value
}

export function useView(): View {
  const [kept, setKept] = useState(remembered)
  const change = (next: Partial<Kept>) => {
    const all = { ...kept, ...next }
    setKept(all)
    try {
      localStorage.setItem(PLACE, JSON.stringify(all))
    } catch {
      // A browser that keeps nothing forgets it with the page.
    }
  }
  return {
    ...kept,
    change,
    larger: (by) => {
      change(
        kept.mode === 'grid' ? { size: step(SIZES, kept.size, by) } : { zoom: step(ZOOMS, kept.zoom, by) },
      )
    },
  }
}
