/** Where operators differ: the matrix, their pairs, drift and the flow of videos, and one video in question. */
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import type { Board, Study } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { useSetParameter } from '../../shared/ui/filter'
import { Mark } from '../../shared/ui/marks'
import { Page, Tabs } from '../../shared/ui/page'
import { Await, Empty } from '../../shared/ui/states'
import { useHere } from '../studies/place'
import { useStudy } from '../studies/queries'
import { BoardFilters } from './board-filters'
import { CasePanel } from './case-panel'
import { Coefficients } from './coefficients'
import { DriftTab } from './drift-tab'
import { FlowTab } from './flow-tab'
import { Matrix } from './matrix'
import { orders } from './order'
import { PairsTab } from './pairs-tab'
import { decidesOn, fileAddress, useBoard, useQuestion } from './queries'
import { useMatrixKeys } from './use-matrix-keys'
import './figures.css'
import './case.css'
import './agreement.css'

const sections = ['matrix', 'pairs', 'drift', 'flow'] as const

export default function DisagreementPage({ id }: { id: string }) {
  const { agreement } = useText()
  const study = useStudy(id)
  useHere(id, 'disagreement')
  const question = useQuestion()
  const [page, setPage] = useState(1)
  const board = useBoard(id, question, page)
  const actions = (
    <a className="button" href={fileAddress(id, 'export/', question)} download>
      {agreement.exportCsv}
    </a>
  )
  const back = { to: `/studies/${id}`, name: study.data?.name ?? '' }
  return (
    <Page title={agreement.title} back={back} actions={actions}>
      <Await query={study}>
        {(known) => (
          <Await query={board} lines={12}>
            {(found) => <Sections study={known} board={found} onPage={setPage} />}
          </Await>
        )}
      </Await>
    </Page>
  )
}

type Props = { study: Study; board: Board; onPage: (page: number) => void }

function Sections({ study, board, onPage }: Props) {
  const { agreement } = useText()
  const [search] = useSearchParams()
  const question = useQuestion()
  const tab = sections.find((one) => one === search.get('tab')) ?? 'matrix'
  return (
    <>
      <BoardFilters board={board} />
      <Tabs
        label={agreement.sections}
        tabs={sections.map((one) => [one, agreement.tabs[one]])}
        current={tab}
      />
      {board.hidden > 0 && (
        <p className="notice">
          <Mark icon="waiting">{agreement.hidden(board.hidden)}</Mark>
        </p>
      )}
      {tab === 'matrix' && <MatrixTab study={study} board={board} onPage={onPage} />}
      {tab === 'pairs' && <PairsTab study={study.id} question={question} />}
      {tab === 'drift' && <DriftTab study={study.id} question={question} />}
      {tab === 'flow' && <FlowTab study={study.id} question={question} own={board.rule} />}
    </>
  )
}

function MatrixTab({ study, board, onPage }: Props) {
  const { agreement } = useText()
  const [search] = useSearchParams()
  const setParameter = useSetParameter()
  const question = useQuestion()
  const order = orders.find((one) => one === search.get('order')) ?? 'range'
  const opened = search.get('video')
  const open = (video: string | null) => {
    setParameter('video', video ?? '')
  }
  const keys = useMatrixKeys(board, order, opened, open)
  const { rows } = keys
  const inQuestion = rows.find(({ video }) => video === opened)
  const blind = inQuestion?.unresolved === true && decidesOn(study, question)
  if (board.rows.length === 0) return <Empty>{agreement.none}</Empty>
  return (
    <div className={`board ${inQuestion ? 'open' : ''}`}>
      <section className="board-side" aria-label={agreement.tabs.matrix}>
        <MatrixHead board={board} onNext={keys.goToNext} onPage={onPage} />
        <Matrix board={board} keys={keys} opened={opened} blind={blind} onOpen={open} />
        <p className="hint">{blind ? agreement.blindLegend : agreement.legend}</p>
      </section>
      {inQuestion ? (
        <CasePanel
          key={inQuestion.video}
          study={study}
          row={inQuestion}
          question={question}
          board={board}
          onClose={() => {
            open(null)
          }}
        />
      ) : (
        <Coefficients study={study.id} question={question} />
      )}
    </div>
  )
}

type HeadProps = { board: Board; onNext: () => void; onPage: (page: number) => void }

function MatrixHead({ board, onNext, onPage }: HeadProps) {
  const { agreement, common } = useText()
  const { videos, infants, unresolved, page, pages } = board
  return (
    <div className="row">
      <p className="muted" data-videos={videos}>
        {agreement.counted(videos, infants)}, {agreement.unresolvedCount(unresolved)}
      </p>
      <button type="button" className="button" disabled={unresolved === 0} onClick={onNext} title="D">
        {agreement.nextUnresolved} <kbd>D</kbd>
      </button>
      {pages > 1 && (
        <>
          <span className="muted">{agreement.page(page, pages)}</span>
          <button
            type="button"
            className="button"
            onClick={() => {
              onPage(page < pages ? page + 1 : 1)
            }}
          >
            {common.showMore}
          </button>
        </>
      )}
    </div>
  )
}
