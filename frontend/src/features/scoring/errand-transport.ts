/** Between the errands and the server: what an answer means, and how an errand sent twice is recognised. */
import { createStore, get, update } from 'idb-keyval'
import {
  noErrands,
  type Answers,
  type Base,
  type Errand,
  type ErrandAnswer,
  type ErrandQueue,
  type ErrandStop,
  type WindowFacts,
} from '../../player/engine/errands'
import type { Store } from '../../player/engine/sender'
import { api, must } from '../../shared/api/client'
import { ApiError } from '../../shared/api/errors'
import type { ObservationWindow, ScoreSheet } from '../../shared/api/types'
import { personCheck } from './coding-transport'

let opened: ReturnType<typeof createStore> | undefined
// A database of its own: a store cannot be added to one that is open already.
const kept = () => (opened ??= createStore('annotator-errands', 'errands'))

export const errandStore: Store<ErrandQueue> = {
  read: (key) => get<ErrandQueue>(key, kept()).catch(() => undefined),
  update: (key, change) => update<ErrandQueue>(key, (queue) => change(queue ?? noErrands), kept()),
}

type ServerWindow = WindowFacts & { id: string; retired: boolean }
type ServerSheet = Pick<ScoreSheet, 'id' | 'version' | 'state' | 'values' | 'overrides' | 'whine'>

/** Both sides changed the same thing: the person chooses. */
const CONFLICTS = new Set(['window_changed', 'sheet_changed', 'sheet_submitted'])
/** The errand itself cannot be carried out, now or later; the screen says why. */
const HOPELESS = new Set([
  'window_scored',
  'frames_invalid',
  'one_window_only',
  'end_reason_unknown',
  'items_missing',
  'derived_changed',
])
/** Refusals that time or a new sign-in heals. */
const PASSING = new Set([401, 408, 425, 429])

/** Sends one errand; `settle` takes over what the server answered, `refuse` says why it never will. */
export type Desk = {
  settle: (found: { window?: ObservationWindow; sheet?: ScoreSheet }) => void
  refuse: (errand: Errand, error: ApiError) => void
}

export const sendErrand = (person: number, video: string, desk: Desk) => {
  const checkPerson = personCheck(person)
  return async (errand: Errand, again: boolean): Promise<ErrandAnswer> => {
    await checkPerson()
    try {
      if (errand.kind === 'set') return named(await setWindow(video, errand.facts, again), desk)
      if (errand.kind === 'change') return named(await changeWindow(errand.window, errand.facts), desk)
      return versioned(await writeSheet(errand), desk)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status < 400 || error.status >= 500) throw error
      if (PASSING.has(error.status)) throw error
      if (HOPELESS.has(error.code)) {
        desk.refuse(errand, error)
        return { refused: true }
      }
      return conflict(errand, error, desk)
    }
  }
}

function named(window: ObservationWindow, { settle }: Desk): ErrandAnswer {
  settle({ window })
  return { done: { window: window.id } }
}

function versioned(sheet: ScoreSheet, { settle }: Desk): ErrandAnswer {
  settle({ sheet })
  return { done: { base: { sheet: sheet.id, version: sheet.version } } }
}

const FACTS = ['start_frame', 'end_frame', 'start_event', 'end_reason', 'is_primary', 'note'] as const

export const factsOf = (window: WindowFacts): WindowFacts => ({
  start_frame: window.start_frame,
  end_frame: window.end_frame,
  ...(window.start_event !== undefined && { start_event: window.start_event }),
  end_reason: window.end_reason,
  ...(window.is_primary !== undefined && { is_primary: window.is_primary }),
  ...(window.note !== undefined && { note: window.note }),
})

/** Whether a window says all that is asked. */
const says = (window: WindowFacts, wanted: Partial<WindowFacts>, but?: (typeof FACTS)[number]): boolean =>
  FACTS.every((fact) => fact === but || wanted[fact] === undefined || wanted[fact] === window[fact])

async function setWindow(video: string, facts: WindowFacts, again: boolean): Promise<ObservationWindow> {
  const ofVideo = { path: { video_id: video } }
  if (again) {
    // The first time may have arrived though its answer did not.
    const query = { page_size: 200 }
    const { results } = await must(
      api.GET('/api/v1/videos/{video_id}/windows/', { params: { ...ofVideo, query } }),
    )
    const arrived = results.find((window) => window.mine && says(window, facts))
    if (arrived) return arrived
  }
  return must(
    api.POST('/api/v1/videos/{video_id}/windows/', { params: ofVideo, body: { note: '', ...facts } }),
  )
}

const oneWindow = (id: string) => must(api.GET('/api/v1/windows/{window_id}/', ofWindow(id)))
const ofWindow = (id: string) => ({ params: { path: { window_id: id } } })
const ofSheet = (id: string) => ({ params: { path: { sheet_id: id } } })

async function changeWindow(id: string, facts: Partial<WindowFacts>): Promise<ObservationWindow> {
  const change = (window: string) =>
    must(api.PATCH('/api/v1/windows/{window_id}/', { ...ofWindow(window), body: facts }))
  try {
    return await change(id)
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'window_changed') throw error
    const server = error.server as ServerWindow
    if (server.retired) throw error
    if (says(server, facts)) return oneWindow(server.id)
    // Making another window the primary one takes the mark from this one; that is no other opinion.
    const former = await oneWindow(id)
    if (says(server, factsOf(former), 'is_primary')) return change(server.id)
    throw error
  }
}

type SheetErrand = Extract<Errand, { scale: string }>

async function writeSheet({ kind, window, scale, base, answers }: SheetErrand): Promise<ScoreSheet> {
  const { sheet: id, version } = base ?? (await startSheet(window, scale))
  const sheet = await must(
    api.PATCH('/api/v1/sheets/{sheet_id}/', { ...ofSheet(id), body: { version, ...answers } }),
  )
  if (kind === 'answer') return sheet
  return must(
    api.POST('/api/v1/sheets/{sheet_id}/submit/', { ...ofSheet(id), body: { version: sheet.version } }),
  )
}

async function startSheet(window: string, scale: string): Promise<Base> {
  const { id, version } = await must(
    api.POST('/api/v1/windows/{window_id}/sheets/', { ...ofWindow(window), body: { scale } }),
  )
  return { sheet: id, version }
}

const oneSheet = (id: string) => must(api.GET('/api/v1/sheets/{sheet_id}/', ofSheet(id)))

async function conflict(errand: Errand, error: ApiError, desk: Desk): Promise<ErrandAnswer> {
  const { code, message } = error
  const stop: ErrandStop = { code, message, server: null }
  if (!CONFLICTS.has(code)) return { stop }
  if (!('scale' in errand)) {
    if (!error.server || errand.kind === 'set') return { stop }
    const { id, retired, ...facts } = error.server as ServerWindow
    const mine = { ...factsOf(await oneWindow(errand.window)), ...errand.facts }
    return { stop: { ...stop, server: { window: id, retired, facts }, mine } }
  }
  const known = error.details['sheet']
  const server = (
    error.server ? error.server : typeof known === 'string' ? await oneSheet(known) : null
  ) as ServerSheet | null
  if (!server) return { stop }
  const locked = server.state === 'submitted'
  // The submission arrived though its answer did not.
  if (errand.kind === 'submit' && locked && agrees(server, errand.answers))
    return versioned(await oneSheet(server.id), desk)
  const { values, overrides, whine } = server
  const base = { sheet: server.id, version: server.version }
  return { stop: { ...stop, server: { base, locked, answers: { values, overrides, whine } } } }
}

const agrees = (sheet: ServerSheet, { values, whine }: Answers): boolean =>
  (whine === undefined || whine === sheet.whine) &&
  Object.entries(values ?? {}).every(([item, value]) => (sheet.values[item] ?? null) === value)
