/** Hold to code: an action counts from the frame shown at key down to the one shown at key up; a short tap opens, the next closes. */
import type { Span } from './lanes'

/** A press shorter than this is a tap. */
export const TAP_MS = 250

type Open = { since: number; from: number; latched: boolean }

/** Actions being coded now, by action. */
export type Holding = ReadonlyMap<string, Open>

export type Held = { holding: Holding; coded: Span | null }

export const nothingHeld: Holding = new Map()

/** Key down at `now` (ms) while `frame` is shown; a repeated key changes nothing. */
export function press(holding: Holding, action: string, frame: number, now: number): Held {
  const open = holding.get(action)
  if (open && !open.latched) return { holding, coded: null }
  if (open) return { holding: drop(holding, action), coded: spanOf(open.from, frame) }
  return {
    holding: new Map([...holding, [action, { since: now, from: frame, latched: false }]]),
    coded: null,
  }
}

/** Key up: ends a hold after the frame shown; leaves a tap open. */
export function release(holding: Holding, action: string, frame: number, now: number): Held {
  const open = holding.get(action)
  if (!open || open.latched) return { holding, coded: null }
  if (now - open.since < TAP_MS)
    return { holding: new Map([...holding, [action, { ...open, latched: true }]]), coded: null }
  return { holding: drop(holding, action), coded: spanOf(open.from, frame) }
}

/** What an open action covers so far. */
export function heldSpan(holding: Holding, action: string, frame: number): Span | null {
  const open = holding.get(action)
  return open ? spanOf(open.from, frame) : null
}

/** Playing or stepping backwards codes as well. */
const spanOf = (from: number, frame: number): Span => ({
  start: Math.min(from, frame),
  end: Math.max(from, frame) + 1,
})

function drop(holding: Holding, action: string): Holding {
  const rest = new Map(holding)
  rest.delete(action)
  return rest
}
