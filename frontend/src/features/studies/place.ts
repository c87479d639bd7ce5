/** In which section of which study the page is. Pages say so themselves; the rail reads it. */
import { useEffect, useSyncExternalStore } from 'react'

export type SectionId =
  | 'overview'
  | 'infants'
  | 'videos'
  | 'to-score'
  | 'disagreement'
  | 'frames'
  | 'detectors'
  | 'label'
  | 'labels'
  | 'datasets'
  | 'training'
  | 'supervision'
  | 'review'
  | 'report'
  | 'members'
  | 'protocol'
  | 'withdrawals'
  | 'audit'

export type Place = { study: string; section: SectionId }

let place: Place | null = null
const listeners = new Set<() => void>()

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where the page is, or was last: a page that still loads keeps the rail as it is. */
export const usePlace = (): Place | null => useSyncExternalStore(subscribe, () => place)

export function useHere(study: string, section: SectionId) {
  useEffect(() => {
    place = { study, section }
    for (const listener of listeners) listener()
  }, [study, section])
}
