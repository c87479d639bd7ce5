/** What somebody is about to say about one frame: the boxes, the turn, and which box the arrows move. */
import { useState } from 'react'
import type { CoverReason, FaceFrame } from '../../shared/api/types'
import { boxOf, moved, resized, turnedOn, unturned, usualBox, type Box, type Turn } from './geometry'
import type { Said } from './review-queries'

/** The box that is being changed: the infant's, one of the adults' by place, or none. */
export type Active = 'face' | number | null

const STEP = 0.01

export const reasons: readonly CoverReason[] = ['blanket', 'hand', 'object', 'out_of_frame', 'blur']

/** The boxes and the turn, as they were found or reviewed until somebody changes them. */
function useDraft(frame: FaceFrame) {
  const shown = frame.review ?? frame.found
  const [box, setBox] = useState<Box | null>(() => boxOf(shown?.box))
  const [turn, setTurn] = useState<Turn>(() => (shown?.turn ?? 0) as Turn)
  const [adults, setAdults] = useState<Box[]>(() =>
    (frame.review?.adults ?? []).map(boxOf).filter((adult) => adult !== null),
  )
  const [touched, setTouched] = useState(false)
  const [active, activate] = useState<Active>(null)
  const putFace = (next: Box | null) => {
    setTouched(true)
    setBox(next)
  }
  return {
    box,
    turn,
    adults,
    /** Whether somebody has changed the infant's box. */
    touched,
    active,
    activate,
    putFace,
    put: (next: Box) => {
      if (active === 'face') putFace(next)
      else setAdults(adults.map((one, place) => (place === active ? next : one)))
    },
    turnOn: () => {
      setTurn(turnedOn(turn))
    },
    pushAdult: (adult: Box) => {
      setAdults([...adults, adult])
      activate(adults.length)
    },
    remove: () => {
      if (active === 'face') putFace(null)
      else setAdults(adults.filter((_, place) => place !== active))
      activate(null)
    },
  }
}

export function useDesk(frame: FaceFrame, answer: (said: Said) => void) {
  const draft = useDraft(frame)
  const { box, turn, adults, active, activate, put, putFace, pushAdult } = draft
  const [asksReason, setAsksReason] = useState(false)
  const current = active === null ? null : active === 'face' ? box : (adults[active] ?? null)
  const say = (verdict: Said['verdict'], reason: CoverReason | '' = '') => {
    const kept = verdict === 'no_face' || !box ? null : [...box]
    answer({ verdict, reason, turn, box: kept, adults: adults.map((adult) => [...adult]) })
  }
  const editFace = () => {
    setAsksReason(false)
    if (!box) putFace(usualBox)
    activate(active === 'face' ? null : 'face')
  }
  return {
    ...draft,
    ...movesOf(current, turn, put),
    asksReason,
    editFace,
    accept: () => {
      if (box) say('face')
      else editFace()
    },
    none: () => {
      say('no_face')
    },
    askReason: () => {
      activate(null)
      setAsksReason(!asksReason)
    },
    covered: (reason: CoverReason) => {
      say('covered', reason)
    },
    addAdult: () => {
      setAsksReason(false)
      pushAdult(moved(usualBox, 0.25, -0.25))
    },
    /** Back by one step; false when there is nothing to leave. */
    leave: () => {
      const inside = active !== null || asksReason
      activate(null)
      setAsksReason(false)
      return inside
    },
  }
}

/** Steps as they look on the screen, however the frame is turned. */
function movesOf(box: Box | null, turn: Turn, put: (box: Box) => void) {
  return {
    nudge: (dx: number, dy: number) => {
      if (box) put(moved(box, ...unturned(dx * STEP, dy * STEP, turn)))
    },
    resize: (dx: number, dy: number) => {
      // Turned by 90° or 270° width and height change places; wider stays wider.
      const [across, down] = turn % 180 === 0 ? [dx, dy] : [dy, dx]
      if (box) put(resized(box, across * STEP, down * STEP))
    },
  }
}

export type Desk = ReturnType<typeof useDesk>
