/** What a screen shows while it waits, when there is nothing, and when something failed. */
import type { ReactNode } from 'react'
import { useFailureText, useText } from '../i18n/text'
import { Icon } from './icon'

/** Appears after 300 ms only, so that quick answers do not flicker. */
export function Skeleton({ lines = 4 }: { lines?: number }) {
  const { common } = useText()
  return (
    <div className="skeleton" aria-busy="true">
      <span className="visually-hidden">{common.loading}</span>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="skeleton-line" />
      ))}
    </div>
  )
}

export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <p>{children}</p>
      {action}
    </div>
  )
}

/** A failed action: what went wrong, in words. */
export function Failure({ error }: { error: unknown }) {
  const failureText = useFailureText()
  if (!error) return null
  return (
    <p className="failure" role="alert">
      <Icon name="warning" />
      {failureText(error)}
    </p>
  )
}

type AwaitProps<T> = {
  query: { data: T | undefined; error: unknown; refetch: () => unknown }
  lines?: number
  children: (data: T) => ReactNode
}

/** Shows what a query brought; keeps showing it when a later refresh fails. */
export function Await<T>({ query: { data, error, refetch }, lines = 4, children }: AwaitProps<T>) {
  const { common } = useText()
  if (data !== undefined) return children(data)
  if (!error) return <Skeleton lines={lines} />
  return (
    <div className="empty">
      <Failure error={error} />
      <p>{common.workIsSafe}</p>
      <button
        type="button"
        className="button"
        onClick={() => {
          refetch()
        }}
      >
        {common.tryAgain}
      </button>
    </div>
  )
}
