/** A choice that lives in the URL, so that it survives a reload and can be sent to a colleague. */
import { useSearchParams } from 'wouter'

type Props<T extends string> = {
  name: string
  label: string
  options: readonly T[]
  names: Record<T, string>
  current: T
}

/** The first option is the usual one and leaves no trace in the URL. */
export function FilterBar<T extends string>({ name, label, options, names, current }: Props<T>) {
  const setParameter = useSetParameter()
  return (
    <label className="filter">
      <span>{label}</span>
      <select
        value={current}
        onChange={({ target }) => {
          setParameter(name, target.value === options[0] ? '' : target.value)
        }}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {names[option]}
          </option>
        ))}
      </select>
    </label>
  )
}

type InputProps = { name: string; label: string; type: 'search' | 'date' }

export function FilterInput({ name, label, type }: InputProps) {
  const [search] = useSearchParams()
  const setParameter = useSetParameter()
  return (
    <label className="filter">
      <span>{label}</span>
      <input
        type={type}
        value={search.get(name) ?? ''}
        onChange={({ target }) => {
          setParameter(name, target.value)
        }}
      />
    </label>
  )
}

export function useSetParameter(): (name: string, value: string) => void {
  const [, setSearch] = useSearchParams()
  return (name, value) => {
    setSearch(
      (former) => {
        const next = new URLSearchParams(former)
        if (value) next.set(name, value)
        else next.delete(name)
        return next
      },
      { replace: true },
    )
  }
}
