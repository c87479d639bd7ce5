/** Small marks: a state with its own shape, a progress bar, facts in pairs, something to copy. */
import { useState, type ReactNode } from 'react'
import { useFormat, useText } from '../i18n/text'
import { Icon, type IconName } from './icon'

type Tone = 'plain' | 'waiting' | 'failed'

export function Mark({
  icon,
  tone = 'plain',
  children,
}: {
  icon: IconName
  tone?: Tone
  children: ReactNode
}) {
  return (
    <span className={`mark ${tone}`}>
      <Icon name={icon} />
      {children}
    </span>
  )
}

/** `total` of 0 means that the length of the work is not known yet. */
export function ProgressBar({ label, done, total }: { label: string; done: number; total: number }) {
  const { percent } = useFormat()
  const known = total > 0
  return (
    <span className="progress">
      <progress aria-label={label} {...(known && { value: done, max: total })} />
      {known && <span className="number">{percent(Math.min(1, done / total))}</span>}
    </span>
  )
}

/** Pairs of a name and a value; pairs without a value are left out. */
export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {items
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

/** A secret or link that is shown once. */
export function CopyBox({ label, value }: { label: string; value: string }) {
  const { common } = useText()
  const [copied, setCopied] = useState(false)
  const copy = () => {
    // The clipboard needs a secure context; selecting the text always works.
    void navigator.clipboard?.writeText(value).then(() => {
      setCopied(true)
    })
  }
  return (
    <div className="copy-box">
      <input
        readOnly
        aria-label={label}
        value={value}
        onFocus={({ target }) => {
          target.select()
        }}
      />
      <button type="button" className="button" onClick={copy}>
        {copied ? common.copied : common.copy}
      </button>
    </div>
  )
}
