/** A label, its control, a hint and the server's complaint, tied together for screen readers. */
import { useId, type ReactNode } from 'react'

type Wiring = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined }
type Props = {
  label: string
  hint?: string | undefined
  errors?: string[] | undefined
  children: (wiring: Wiring) => ReactNode
}

export function Field({ label, hint, errors = [], children }: Props) {
  const id = useId()
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  const describedBy = [hint && hintId, errors.length > 0 && errorId].filter(Boolean).join(' ')
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': errors.length > 0 || undefined,
      })}
      {hint && (
        <p id={hintId} className="hint">
          {hint}
        </p>
      )}
      {errors.length > 0 && (
        <p id={errorId} className="field-error">
          {errors.join(' ')}
        </p>
      )}
    </div>
  )
}

type ChoicesProps<T extends string> = {
  legend: string
  options: readonly T[]
  chosen: readonly T[]
  names: Record<T, string>
  onChange: (chosen: T[]) => void
}

/** Several of a few: a group of check boxes. */
export function Choices<T extends string>({ legend, options, chosen, names, onChange }: ChoicesProps<T>) {
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option}>
          <input
            type="checkbox"
            checked={chosen.includes(option)}
            onChange={({ target }) => {
              onChange(
                options.filter((other) => (other === option ? target.checked : chosen.includes(other))),
              )
            }}
          />
          {names[option]}
        </label>
      ))}
    </fieldset>
  )
}
