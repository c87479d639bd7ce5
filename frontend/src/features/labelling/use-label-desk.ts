/** The desk of one person in one study: the frames they hold, what they say, and the next frames before they are needed. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import { LabelDesk, type DeskState } from '../../player/engine/label-desk'
import type { LabelQueue, Statement } from '../../player/engine/labels'
import { cursorIn } from '../../shared/api/pages'
import type { LabelProgress, LabelTask } from '../../shared/api/types'
import { useMe } from '../accounts/session'
import { outboxOf } from './desk-outboxes'
import { claimTasks, readProgress, readTasks } from './desk-transport'

/** Fewer frames without a label than this, and more are asked for. */
const LOW = 60
const CLAIMED_AT_ONCE = 100
const AGAIN_MS = 5_000

export type Supply = 'enough' | 'exhausted' | 'unreachable'

export type LabellingDesk = {
  desk: LabelDesk<LabelTask>
  state: DeskState<LabelTask>
  queue: LabelQueue
  progress: LabelProgress
  supply: Supply
  /** Keeps statements on this device, sends them, and tells this person's other tabs. */
  keep: (statements: readonly Statement[]) => void
  resolve: (side: 'mine' | 'server') => void
  dismissRefused: () => void
}

type Opened = { desk: LabelDesk<LabelTask>; progress: LabelProgress; channel: BroadcastChannel }

/** The desk once its first frames are there, or why they cannot be had. */
export function useLabelDesk(study: string): { data: LabellingDesk | undefined; error: unknown } {
  const { id: person } = useMe()
  const { outbox, lost } = outboxOf(person, study)
  const queue = useSyncExternalStore(outbox.subscribe, outbox.snapshot)
  const [opened, setOpened] = useState<Opened | null>(null)
  const [error, setError] = useState<unknown>(null)
  useEffect(() => {
    let gone = false
    const channel = new BroadcastChannel(`labels/${person}/${study}`)
    const desk = new LabelDesk<LabelTask>()
    const onLost = desk.lose.bind(desk)
    channel.onmessage = ({ data }) => {
      desk.hear(data as Statement[])
    }
    lost.add(onLost)
    openDesk(desk, person, study).then(
      (progress) => {
        if (!gone) setOpened({ desk, progress, channel })
      },
      (reason: unknown) => {
        if (!gone) setError(reason)
      },
    )
    return () => {
      gone = true
      lost.delete(onLost)
      channel.close()
    }
  }, [person, study, lost])
  const state = useDeskState(opened?.desk)
  const supply = useSupply(study, opened?.desk, state)
  if (!opened || !state) return { data: undefined, error }
  const data: LabellingDesk = {
    desk: opened.desk,
    state,
    queue,
    progress: opened.progress,
    supply,
    keep: (statements) => {
      outbox.add(statements)
      if (statements.length > 0) opened.channel.postMessage(statements)
    },
    resolve: (side) => {
      outbox.resolve(side)
    },
    dismissRefused: () => {
      outbox.dismissRefused()
    },
  }
  return { data, error: null }
}

const never = () => () => undefined

const useDeskState = (desk: LabelDesk<LabelTask> | undefined): DeskState<LabelTask> | null =>
  useSyncExternalStore(desk?.subscribe ?? never, () => desk?.snapshot() ?? null)

/** What was done last, then everything held, then what waits on this device on top. */
async function openDesk(desk: LabelDesk<LabelTask>, person: number, study: string): Promise<LabelProgress> {
  const { outbox, ready } = outboxOf(person, study)
  await ready
  const waiting = outbox.snapshot().waiting
  // What is held first: a task that is done meanwhile is then on both lists, and not on neither.
  const [progress, held] = await Promise.all([readProgress(study), readHeld(study)])
  const done = await readTasks(study, 'done')
  desk.load([...[...done.results].reverse(), ...held])
  desk.hear(waiting)
  if (unlabelled(desk.snapshot()) === 0) desk.load(await claimTasks(study, CLAIMED_AT_ONCE))
  desk.goTo(-1)
  if (desk.labelOf(desk.current()?.id ?? '')) desk.goToUnlabelled()
  return progress
}

async function readHeld(study: string): Promise<LabelTask[]> {
  const held: LabelTask[] = []
  let cursor: string | undefined
  do {
    const page = await readTasks(study, 'held', cursor)
    held.push(...page.results)
    cursor = cursorIn(page.next)
  } while (cursor !== undefined)
  return held
}

const unlabelled = ({ items, labels }: DeskState<LabelTask>): number =>
  items.reduce((count, { id }) => count + Number(!labels.has(id)), 0)

/** Asks for more frames before the last ones are labelled; after a lost answer it looks first what is held. */
function useSupply(
  study: string,
  desk: LabelDesk<LabelTask> | undefined,
  state: DeskState<LabelTask> | null,
): Supply {
  const [supply, setSupply] = useState<Supply>('enough')
  // Grows with every answer, so that a short one is followed by another question.
  const [round, setRound] = useState(0)
  const asking = supply === 'enough' && state !== null && unlabelled(state) < LOW
  useEffect(() => {
    if (!asking || !desk) return
    let gone = false
    claimTasks(study, CLAIMED_AT_ONCE).then(
      (tasks) => {
        desk.load(tasks)
        if (gone) return
        setRound((former) => former + 1)
        if (tasks.length === 0) setSupply('exhausted')
      },
      () => {
        if (!gone) setSupply('unreachable')
      },
    )
    return () => {
      gone = true
    }
  }, [asking, round, desk, study])
  useEffect(() => {
    if (supply !== 'unreachable' || !desk) return
    const again = () => {
      // The tasks of an answer that was lost are held already.
      readHeld(study).then(
        (held) => {
          desk.load(held)
          setSupply('enough')
        },
        () => undefined,
      )
    }
    const timer = setInterval(again, AGAIN_MS)
    window.addEventListener('online', again)
    return () => {
      clearInterval(timer)
      window.removeEventListener('online', again)
    }
  }, [supply, desk, study])
  return supply
}
