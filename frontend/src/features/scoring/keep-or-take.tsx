/** What was refused: mine again, or what the server has; both stay until the person chooses. */
import type { ReactNode } from 'react'
import { ApiError, type Refusal } from '../../shared/api/errors'
import { useFailureText, useText } from '../../shared/i18n/text'

type Props = {
  problem: Refusal
  /** Whether the server holds something else; else mine is sent again or dropped. */
  twoSides: boolean
  onChoose: (side: 'mine' | 'server') => void
  children?: ReactNode
}

export function KeepOrTake({ problem, twoSides, onChoose, children }: Props) {
  const { scoring } = useText()
  const failureText = useFailureText()
  const choose = (side: 'mine' | 'server') => () => {
    onChoose(side)
  }
  return (
    <div className="notice stop-notice" role="alert">
      <p>{failureText(new ApiError(409, problem))}</p>
      {children}
      <div className="row">
        <button type="button" className="button primary" onClick={choose('mine')}>
          {twoSides ? scoring.keepMine : scoring.sendAgain}
        </button>
        <button type="button" className="button" onClick={choose('server')}>
          {twoSides ? scoring.takeServer : scoring.dropMine}
        </button>
      </div>
    </div>
  )
}
