/** One video in question: the picture, what each operator saw, and the decision. */
import { useEffect, useRef, type ReactNode } from 'react'
import { Link } from 'wouter'
import type { FrameTimes } from '../../player/engine/frames'
import { Player, type PlayerParts } from '../../player/player'
import type { Board, BoardRow, Case, Study } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Icon } from '../../shared/ui/icon'
import { Mark } from '../../shared/ui/marks'
import { Await } from '../../shared/ui/states'
import { PainTrace } from '../experiments/pain-trace'
import { useFrameTimes } from '../recordings/queries'
import { Adjudication } from './adjudication'
import { ActionAgreement, WindowsTable } from './comparison-tables'
import { decidesOn, useCase, useComparison, type Question } from './queries'
import { namedOnes, unnamedOnes } from './seen'
import { StackedLanes } from './stacked-lanes'

type Props = { study: Study; row: BoardRow; question: Question; board: Board; onClose: () => void }

export function CasePanel({ study, row, question, board, onClose }: Props) {
  const { agreement } = useText()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus({ preventScroll: true })
  }, [])
  const times = useFrameTimes(row.video)
  const mayDecide = decidesOn(study, question)
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
          <Player source={`/api/v1/videos/${row.video}/media/`} times={table}>
            {(parts) => (
              <>
                <Stage parts={parts} />
                {mayDecide ? (
                  <Deciding
                    study={study}
                    row={row}
                    question={question}
                    board={board}
                    on={{ parts, times: table }}
                  />
                ) : (
                  <Named
                    study={study}
                    row={row}
                    question={question}
                    board={board}
                    on={{ parts, times: table }}
                  />
                )}
              </>
            )}
          </Player>
        )}
      </Await>
    </section>
  )
}

type Ground = { parts: PlayerParts; times: FrameTimes }
type SeenProps = Omit<Props, 'onClose'> & { on: Ground; children?: ReactNode }

/** Who answered what is shown once nothing is to be decided any more. */
function Deciding(props: SeenProps) {
  const { study, row, question, board, on } = props
  const { scale, item, phase } = board
  const asked = { ...question, scale, item, phase }
  const text = useText()
  const found = useCase(study.id, row.video, asked)
  const decision = (known: Case) => <Adjudication study={study.id} row={row} asked={asked} found={known} />
  return (
    <Await query={found}>
      {(known) => {
        if (!known.needed && !row.unresolved) return <Named {...props}>{decision(known)}</Named>
        if (known.hidden) return <Hidden />
        const seen = unnamedOnes(known, text)
        return (
          <>
            <StackedLanes {...on} seen={seen} />
            {decision(known)}
            <WindowsTable seen={seen} board={board} />
          </>
        )
      }}
    </Await>
  )
}

function Named({ study, row, question, board, on, children }: SeenProps) {
  const text = useText()
  const comparison = useComparison(study.id, row.video, question)
  return (
    <Await query={comparison}>
      {(found) => {
        if (found.hidden) return <Hidden />
        const seen = namedOnes(found, text)
        return (
          <>
            <PainTrace study={study} video={row.video} on={on} />
            <StackedLanes {...on} seen={seen} />
            {children}
            <WindowsTable seen={seen} board={board} overlaps={found.window_overlap} />
            <ActionAgreement found={found} />
          </>
        )
      }}
    </Await>
  )
}

function Hidden() {
  const { agreement } = useText()
  return (
    <p className="notice">
      <Mark icon="waiting">{agreement.comparisonHidden}</Mark>
    </p>
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
