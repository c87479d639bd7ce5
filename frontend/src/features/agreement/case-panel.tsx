/** One video in question: the picture, what each operator saw, and the decision. */
import { useEffect, useRef, type ReactNode } from 'react'
import { Link } from 'wouter'
import type { FrameTimes } from '../../player/engine/frames'
import { Player, type PlayerParts } from '../../player/player'
import type { Board, BoardRow, Comparison, Study } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Icon } from '../../shared/ui/icon'
import { Mark } from '../../shared/ui/marks'
import { Await } from '../../shared/ui/states'
import { useFrameTimes } from '../recordings/queries'
import { Adjudication } from './adjudication'
import { ActionAgreement, WindowsTable } from './comparison-tables'
import { useComparison, type Question } from './queries'
import { StackedLanes } from './stacked-lanes'

type Props = { study: Study; row: BoardRow; question: Question; board: Board; onClose: () => void }

export function CasePanel({ study, row, question, board, onClose }: Props) {
  const { agreement } = useText()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus({ preventScroll: true })
  }, [])
  const times = useFrameTimes(row.video)
  const comparison = useComparison(study.id, row.video, question)
  const mayDecide = study.allowed.includes('score.adjudicate') && question.reading === undefined
  return (
    <section className="case" aria-label={agreement.case} data-video={row.video}>
      <header className="panel-head">
        <h2 ref={heading} tabIndex={-1}>
          {row.infant.pseudonym} <span className="muted">{row.name}</span>
        </h2>
        <div className="actions">
          <Link to={`/videos/${row.video}`} className="button">
            {agreement.play}
          </Link>
          <button type="button" className="button square" aria-label={agreement.close} onClick={onClose}>
            <Icon name="cross" />
          </button>
        </div>
      </header>
      <Await query={times}>
        {(table) => (
          <Await query={comparison}>
            {(found) => (
              <Beside row={row} times={table} found={found} board={board}>
                {mayDecide && <Adjudication study={study.id} row={row} question={question} board={board} />}
              </Beside>
            )}
          </Await>
        )}
      </Await>
    </section>
  )
}

type BesideProps = {
  row: BoardRow
  times: FrameTimes
  found: Comparison
  board: Board
  children: ReactNode
}

function Beside({ row, times, found, board, children }: BesideProps) {
  const { agreement } = useText()
  return (
    <Player source={`/api/v1/videos/${row.video}/media/`} times={times}>
      {(parts) => (
        <>
          <Stage parts={parts} />
          {found.hidden ? (
            <p className="notice">
              <Mark icon="waiting">{agreement.comparisonHidden}</Mark>
            </p>
          ) : (
            <>
              <StackedLanes parts={parts} windows={found.windows} times={times} />
              {children}
              <WindowsTable found={found} board={board} />
              <ActionAgreement found={found} />
            </>
          )}
        </>
      )}
    </Player>
  )
}

function Stage({ parts: { stage, readout } }: { parts: PlayerParts }) {
  return (
    <div className="case-stage" data-scheme="dark">
      {stage}
      {readout}
    </div>
  )
}
