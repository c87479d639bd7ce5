/** The coded intervals of a video as they stand on screen: the server's, with what still waits on this device. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { advance, begin, redo, undo } from '../../player/engine/history'
import { difference, withChanges, type Interval } from '../../player/engine/lanes'
import { Outbox } from '../../player/engine/outbox'
import { emptyQueue, unsaved, waitingIn, type Saved, type Stop } from '../../player/engine/queue'
import { api, must } from '../../shared/api/client'
import { unsavedChanges } from '../../shared/api/unsaved'
import { useMe } from '../accounts/session'
import { queueStore, savedOf, sendBatch } from './coding-transport'

export type CodingDesk = {
  intervals: Interval[]
  /** The server's version, for what is sent past the queue. */
  version: number
  /** Whether anything was ever coded here. */
  begun: boolean
  waiting: number
  stop: Stop | null
  edit: (next: Interval[]) => void
  /** States that there is nothing to code. */
  look: () => void
  /** Shows what the server holds after an import; undo takes it back. */
  adopt: (saved: Saved) => void
  undo: () => void
  redo: () => void
  canUndo: boolean
  canRedo: boolean
  resolve: (side: 'mine' | 'server') => void
}

const codingKey = (video: string) => ['videos', video, 'coding']

export const useSavedCoding = (video: string) =>
  useQuery({
    queryKey: codingKey(video),
    queryFn: async () =>
      savedOf(
        await must(api.GET('/api/v1/videos/{video_id}/coding/', { params: { path: { video_id: video } } })),
      ),
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

const never = () => () => undefined

/** Null until what an earlier page left behind has been read. */
export function useCoding(video: string, saved: Saved): CodingDesk | null {
  const outbox = useOutbox(video, saved)
  const queue = useSyncExternalStore(
    outbox ? outbox.subscribe : never,
    outbox ? outbox.snapshot : () => emptyQueue,
  )
  const [history, setHistory] = useState(() => begin<Interval[]>([]))
  const cache = useQueryClient()
  const pending = unsaved(queue)
  const waiting = waitingIn(queue)
  useEffect(() => {
    unsavedChanges.set('coding', waiting)
  }, [waiting])
  if (!outbox) return null
  const intervals = withChanges(saved.intervals, pending)
  const present = { ...history, present: intervals }
  const show = (next: typeof history) => {
    setHistory(next)
    outbox.add(difference(intervals, next.present))
  }
  return {
    intervals,
    version: saved.version,
    begun: saved.version > 0 || waiting > 0,
    waiting,
    stop: queue.stop,
    edit: (next) => {
      if (difference(intervals, next).length > 0) show(advance(present, next))
    },
    look: () => {
      outbox.look()
    },
    adopt: (next) => {
      cache.setQueryData(codingKey(video), next)
      setHistory(advance(present, next.intervals))
    },
    undo: () => {
      show(undo(present))
    },
    redo: () => {
      show(redo(present))
    },
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    resolve: (side) => {
      outbox.resolve(side)
    },
  }
}

/** One outbox per person and video for as long as the page is open. */
function useOutbox(video: string, { version }: Saved): Outbox | null {
  const cache = useQueryClient()
  const { id: person } = useMe()
  const [outbox, setOutbox] = useState<Outbox | null>(null)
  useEffect(() => {
    const next = new Outbox({
      key: `${person}/${video}`,
      store: queueStore,
      send: sendBatch(person, video),
      onSaved: (saved) => {
        void cache.cancelQueries({ queryKey: codingKey(video) })
        cache.setQueryData(codingKey(video), saved)
      },
    })
    let gone = false
    const again = () => void next.send()
    // Nothing is sent before the coding on screen is known; that is always the case here.
    void next.open(0).then(() => {
      if (!gone) setOutbox(next)
    })
    window.addEventListener('online', again)
    return () => {
      gone = true
      next.close()
      unsavedChanges.set('coding', 0)
      window.removeEventListener('online', again)
    }
  }, [cache, person, video])
  useEffect(() => {
    outbox?.learn(version)
  }, [outbox, version])
  return outbox
}
