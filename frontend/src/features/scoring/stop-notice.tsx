/** Coding that cannot go on by itself: both sides are kept until the person chooses. */
import { ApiError } from '../../shared/api/errors'
import { useFailureText, useText } from '../../shared/i18n/text'
import type { CodingDesk } from './use-coding'

export function StopNotice({ coding: { stop, waiting, resolve } }: { coding: CodingDesk }) {
  const { scoring } = useText()
  const failureText = useFailureText()
  if (!stop) return null
  const { server } = stop
  return (
    <div className="notice stop-notice" role="alert">
      <p>{failureText(new ApiError(409, stop))}</p>
      <p>{server ? scoring.bothSides(waiting, server.intervals.length) : scoring.unsaved(waiting)}</p>
      <div className="row">
        <button
          type="button"
          className="button primary"
          onClick={() => {
            resolve('mine')
          }}
        >
          {server ? scoring.keepMine : scoring.sendAgain}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            resolve('server')
          }}
        >
          {server ? scoring.takeServer : scoring.dropMine}
        </button>
      </div>
    </div>
  )
}
