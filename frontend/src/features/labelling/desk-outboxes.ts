/** The outboxes of the person signed in, one per study, open as long as the page is: labels go on being sent anywhere. */
import { keys } from 'idb-keyval'
import { LabelOutbox, type Label, type Statement } from '../../player/engine/labels'
import { unsavedChanges } from '../../shared/api/unsaved'
import { labelStore, sendLabels, kept } from './desk-transport'

export type Lost = (statement: Statement, instead: Label | null | 'former') => void

type Entry = { outbox: LabelOutbox; ready: Promise<void>; lost: Set<Lost>; saved: Set<() => void> }

const open = new Map<string, Entry>()

/** The one outbox of a person and study; what an earlier page left behind is taken up and sent. */
export function outboxOf(person: number, study: string): Entry {
  const key = `${person}/${study}`
  const former = open.get(key)
  if (former) return former
  const lost = new Set<Lost>()
  const saved = new Set<() => void>()
  const outbox = new LabelOutbox({
    key,
    store: labelStore,
    send: sendLabels(person, study),
    onLost: (statement, instead) => {
      for (const listener of lost) listener(statement, instead)
    },
    onSaved: () => {
      for (const listener of saved) listener()
    },
  })
  outbox.subscribe(count)
  window.addEventListener('online', () => void outbox.send())
  const entry = { outbox, ready: outbox.open(), lost, saved }
  open.set(key, entry)
  return entry
}

function count(): void {
  const all = [...open.values()].map(({ outbox }) => outbox.snapshot().waiting.length)
  unsavedChanges.set(
    'labels',
    all.reduce((sum, one) => sum + one, 0),
  )
}

/** Sends what this person left behind on this device, in whatever study. Nobody else's queue is looked at. */
export async function sendLeftovers(person: number): Promise<void> {
  const left = await keys<string>(kept()).catch(() => [])
  for (const key of left) {
    const [owner, study] = key.split('/')
    if (owner === String(person) && study !== undefined) outboxOf(person, study)
  }
}
