/** How late one presses after seeing: stored per person, applied only when asked. */
import { useState, type FormEvent } from 'react'
import type { FrameTimes } from '../../player/engine/frames'
import { useText } from '../../shared/i18n/text'
import { Failure } from '../../shared/ui/states'
import { LagExercise } from './lag-exercise'
import { useLag, useSetLag } from './queries'

type Props = { times: FrameTimes; count: number; onShift: (frames: number) => void }

export function LagSetting({ times, count, onShift }: Props) {
  const { scoring, common } = useText()
  const { data: lag } = useLag()
  const setLag = useSetLag()
  if (!lag) return null
  const frames = framesIn(times, lag.lag_ms ?? 0)
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { value } = event.currentTarget.elements.namedItem('lag') as HTMLInputElement
    setLag.mutate({ lag_ms: Math.round(Number(value)), source: 'hand' })
  }
  return (
    <details className="lag">
      <summary>{scoring.lag}</summary>
      <form className="row" onSubmit={save}>
        <Calibrate />
        <label className="filter">
          <span>{scoring.lagMilliseconds}</span>
          <input
            name="lag"
            type="number"
            min={0}
            max={5000}
            required
            key={lag.measured_at ?? ''}
            defaultValue={lag.lag_ms ?? ''}
          />
        </label>
        <button className="button">{common.save}</button>
        <button
          type="button"
          className="button"
          disabled={frames === 0 || count === 0}
          onClick={() => {
            onShift(frames)
          }}
        >
          {scoring.lagShift(count, frames)}
        </button>
      </form>
      <p className="hint">{scoring.lagHint}</p>
      <Failure error={setLag.error} />
    </details>
  )
}

/** At the video's mean frame length. */
export const framesIn = ({ times, end, timescale }: FrameTimes, milliseconds: number): number =>
  Math.round((milliseconds / 1000) * timescale * (times.length / Math.max(1, end)))

function Calibrate() {
  const { scoring } = useText()
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className="button"
        onClick={() => {
          setOpen(true)
        }}
      >
        {scoring.calibrate}
      </button>
      {open && (
        <LagExercise
          onClose={() => {
            setOpen(false)
          }}
        />
      )}
    </>
  )
}
