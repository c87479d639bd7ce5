/** Where one is, how much is left at one's own pace, and whether everything is saved. */
import { Link } from 'wouter'
import type { Filter, Tallied } from '../../player/engine/label-desk'
import type { Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Icon } from '../../shared/ui/icon'
import { KeyHint } from './screen-bar'
import type { LabellingDesk } from './use-label-desk'
import type { View } from './use-view'

type Props = { study: Study; desk: LabellingDesk; view: View; ready: number }

const values: readonly Tallied[] = ['pain', 'nonpain', 'unusable', 'unsure']
const filters: readonly Filter[] = ['all', 'todo', 'unsure', 'unusable']

export function ScreenHead({ study, desk, view, ready }: Props) {
  const { labelling } = useText()
  const { number } = useFormat()
  const { state } = desk
  return (
    <header className="label-head">
      <div className="row">
        <Link to={`/studies/${study.id}`} className="button" aria-label={labelling.back}>
          <Icon name="back" />
          {study.name}
        </Link>
        <span className="number" data-place={state.cursor + 1}>
          {labelling.place(
            number(Math.min(state.shown.length, state.cursor + 1)),
            number(state.shown.length),
          )}
        </span>
        <label className="filter">
          <span>{labelling.filter}</span>
          <select
            value={state.filter}
            onChange={({ target }) => {
              desk.desk.choose(target.value as Filter)
              target.blur()
            }}
          >
            {filters.map((filter) => (
              <option key={filter} value={filter}>
                {labelling.filters[filter]}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          className="button"
          onClick={() => {
            view.change({ mode: view.mode === 'grid' ? 'one' : 'grid' })
          }}
        >
          {view.mode === 'grid' ? labelling.toOne : labelling.toGrid}
          <KeyHint id="label.view" />
        </button>
      </div>
      <div className="row">
        <Counts desk={desk} />
        <SavedState waiting={desk.queue.waiting.length} ready={view.mode === 'one' ? ready : null} />
      </div>
    </header>
  )
}

/** Counts of one's own labels, and what is left in frames and in time at one's own pace. */
function Counts({ desk: { progress, state } }: { desk: LabellingDesk }) {
  const { labelling } = useText()
  const { number } = useFormat()
  const said = values.reduce((sum, value) => sum + state.tally[value], 0)
  const left = Math.max(0, progress.left - said)
  const minutes = progress.pace_ms === null ? null : (left * progress.pace_ms) / 60_000
  return (
    <>
      <ul className="label-counts" aria-label={labelling.counts}>
        {values.map((value) => (
          <li key={value} data-value={value}>
            <span>{labelling.values[value]}</span>
            <span className="number">{number(progress.labelled[value] + state.tally[value])}</span>
          </li>
        ))}
      </ul>
      <span className="number" data-left={left}>
        {labelling.left(number(left), progress.more_left)}
      </span>
      {minutes !== null && (
        <span className="muted">
          {minutes < 90
            ? labelling.minutesLeft(number(Math.ceil(minutes)))
            : labelling.hoursLeft(number(minutes / 60, 1))}
        </span>
      )}
      {progress.pace_ms !== null && progress.pace_ms > 0 && (
        <span className="muted">{labelling.pace(number(3_600_000 / progress.pace_ms))}</span>
      )}
    </>
  )
}

/** Two different things, never mixed: safe on this device, and safe at the server. */
function SavedState({ waiting, ready }: { waiting: number; ready: number | null }) {
  const { labelling } = useText()
  return (
    <p className="label-saved" role="status" data-waiting={waiting} data-ready={ready ?? 0}>
      <span className={waiting > 0 ? 'dot' : 'dot full'} aria-hidden="true" />
      {waiting > 0 ? labelling.savedHere(waiting) : labelling.allSaved}
      {ready !== null && waiting > 0 && <span className="muted">{labelling.readyOffline(ready)}</span>}
    </p>
  )
}
