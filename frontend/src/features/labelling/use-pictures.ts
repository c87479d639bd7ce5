/** The pictures around the cursor: decoded next to it, fetched further ahead. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { DeskState } from '../../player/engine/label-desk'
import type { LabelTask } from '../../shared/api/types'
import { Pictures } from './desk-pictures'

const BEFORE = 3
const DECODED_AHEAD = 6
const FETCHED_AHEAD = 40

/** `oneByOne`: in the grid only the frame under the cursor is needed large. */
export function usePictures({ items, shown, cursor }: DeskState<LabelTask>, oneByOne: boolean): Pictures {
  const [pictures] = useState(() => new Pictures())
  useSyncExternalStore(pictures.subscribe, pictures.snapshot)
  useEffect(() => {
    const frames = (from: number, to: number) =>
      shown.slice(Math.max(0, from), to).flatMap((place) => items[place]?.frame ?? [])
    const ahead = oneByOne ? DECODED_AHEAD : 0
    const near = [...frames(cursor, cursor + 1 + ahead), ...(oneByOne ? frames(cursor - BEFORE, cursor) : [])]
    pictures.want(near, oneByOne ? frames(cursor, cursor + FETCHED_AHEAD) : [])
  }, [pictures, items, shown, cursor, oneByOne])
  useEffect(() => {
    window.addEventListener('online', pictures.retry)
    return () => {
      window.removeEventListener('online', pictures.retry)
    }
  }, [pictures])
  return pictures
}
