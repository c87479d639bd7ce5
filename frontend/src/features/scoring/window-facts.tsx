/** What is stated of a window besides its frames: how it starts, why it ends, a note, and whether it is the primary one. */
import { useState, type FormEvent } from 'react'
import type { ObservationWindow } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Mark } from '../../shared/ui/marks'
import type { WindowDesk } from './use-window-desk'

type Props = { desk: WindowDesk; window: ObservationWindow }

export function WindowFacts({ desk, window }: Props) {
  const { scoring } = useText()
  const { rule, change } = desk
  const events = [rule.start_event, ...Object.keys(scoring.startEvents), window.start_event]
  return (
    <div className="row window-facts">
      <Choice
        label={scoring.startEvent}
        value={window.start_event}
        options={[...new Set(events)]}
        names={scoring.startEvents}
        onChange={(start_event) => {
          change({ start_event })
        }}
      />
      <Choice
        label={scoring.endReason}
        value={window.end_reason}
        options={rule.end_reasons}
        names={scoring.endReasons}
        onChange={(end_reason) => {
          change({ end_reason })
        }}
      />
      {window.is_primary ? (
        <Mark icon="check">{scoring.isPrimary}</Mark>
      ) : (
        <button
          type="button"
          className="button"
          onClick={() => {
            change({ is_primary: true })
          }}
        >
          {scoring.makePrimary}
        </button>
      )}
      <NoteForm
        note={window.note}
        onSave={(note) => {
          change({ note })
        }}
      />
    </div>
  )
}

type ChoiceProps = {
  label: string
  value: string
  options: readonly string[]
  names: Partial<Record<string, string>>
  onChange: (value: string) => void
}

function Choice({ label, value, options, names, onChange }: ChoiceProps) {
  return (
    <label className="filter">
      <span>{label}</span>
      <select
        value={value}
        onChange={({ target }) => {
          onChange(target.value)
        }}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {names[option] ?? option.replaceAll('_', ' ')}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Saved when it is left or with Enter, as one change, not letter by letter. */
function NoteForm({ note, onSave }: { note: string; onSave: (note: string) => void }) {
  const { scoring } = useText()
  const [text, setText] = useState(note)
  const save = () => {
    if (text.trim() !== note) onSave(text.trim())
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save()
  }
  return (
    <form className="window-note" onSubmit={submit}>
      <label className="filter">
        <span>{scoring.windowNote}</span>
        <input
          name="window-note"
          maxLength={2000}
          autoComplete="off"
          placeholder={scoring.windowNoteHint}
          value={text}
          onChange={({ target }) => {
            setText(target.value)
          }}
          onBlur={save}
        />
      </label>
    </form>
  )
}
