/** A short exercise: a flash at a random moment, a key as soon as it is seen; the result is shown before it is stored. */
import { useEffect, useRef, useState } from 'react'
import { FLASHES, reactionOf, waitMs, type Reaction } from '../../player/engine/reaction'
import { useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Failure } from '../../shared/ui/states'
import { useSetLag } from './queries'

/** A flash nobody answers is shown again. */
const LONGEST_MS = 1_500

export function LagExercise({ onClose }: { onClose: () => void }) {
  const { scoring } = useText()
  const [presses, setPresses] = useState<number[] | null>(null)
  const done = presses !== null && presses.length >= FLASHES
  return (
    <Dialog title={scoring.lag} onClose={onClose}>
      <div className="stack">
        {presses === null && (
          <>
            <p>{scoring.calibrateHow(FLASHES)}</p>
            <button
              type="button"
              className="button primary"
              onClick={() => {
                setPresses([])
              }}
            >
              {scoring.calibrateStart}
            </button>
          </>
        )}
        {presses && !done && (
          <Flashes
            left={FLASHES - presses.length}
            onPress={(milliseconds) => {
              setPresses([...presses, milliseconds])
            }}
          />
        )}
        {done && (
          <Result
            found={reactionOf(presses)}
            onAgain={() => {
              setPresses([])
            }}
            onClose={onClose}
          />
        )}
      </div>
    </Dialog>
  )
}

type FlashesProps = { left: number; onPress: (milliseconds: number) => void }

function Flashes({ left, onPress }: FlashesProps) {
  const { scoring } = useText()
  const { lit, early, press } = useFlash(onPress)
  return (
    <>
      {/* A touch counts like a key, so that the exercise works without a keyboard. */}
      <button
        type="button"
        className="flash-stage"
        data-lit={lit}
        aria-label={scoring.calibratePress}
        ref={(button) => {
          button?.focus()
        }}
        onPointerDown={(event) => {
          press(event.timeStamp)
        }}
        onKeyDown={(event) => {
          if (event.repeat || event.key === 'Escape' || event.key === 'Tab') return
          event.preventDefault()
          press(event.timeStamp)
        }}
      />
      <p role="status">{early ? scoring.calibrateEarly : scoring.calibrateLeft(left)}</p>
    </>
  )
}

/** One flash after the other; a press before a flash begins the wait anew. */
function useFlash(onPress: (milliseconds: number) => void) {
  const [round, setRound] = useState(0)
  const [lit, setLit] = useState(false)
  const [early, setEarly] = useState(false)
  const since = useRef<number | null>(null)
  useEffect(() => {
    const timers: number[] = []
    let frame = 0
    const wait = window.setTimeout(() => {
      setLit(true)
      // The frame after the one that paints it: about when the eye can see it.
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame((now) => {
          since.current = now
        })
      })
      timers.push(
        window.setTimeout(() => {
          since.current = null
          setLit(false)
          setRound((former) => former + 1)
        }, LONGEST_MS),
      )
    }, waitMs(Math.random()))
    timers.push(wait)
    return () => {
      for (const timer of timers) window.clearTimeout(timer)
      cancelAnimationFrame(frame)
      since.current = null
    }
  }, [round])
  const press = (at: number) => {
    const from = since.current
    setEarly(from === null)
    setLit(false)
    setRound((former) => former + 1)
    if (from !== null) onPress(Math.max(0, at - from))
  }
  return { lit, early, press }
}

type ResultProps = { found: Reaction | null; onAgain: () => void; onClose: () => void }

function Result({ found, onAgain, onClose }: ResultProps) {
  const { scoring } = useText()
  const setLag = useSetLag()
  const store = () => {
    if (found) setLag.mutate({ lag_ms: found.median, source: 'calibration' }, { onSuccess: onClose })
  }
  return (
    <>
      <p data-median={found?.median}>
        {found ? scoring.calibrated(found.median, found.kept, found.dropped) : scoring.calibrateUneven}
      </p>
      <p className="hint">{scoring.lagHint}</p>
      <Failure error={setLag.error} />
      <div className="row">
        {found && (
          <button type="button" className="button primary" disabled={setLag.isPending} onClick={store}>
            {scoring.calibrateStore}
          </button>
        )}
        <button type="button" className="button" onClick={onAgain}>
          {scoring.calibrateAgain}
        </button>
      </div>
    </>
  )
}
