/** Face detectors of a study: what can run, how they compare on its own frames, and which are used. */
import { Link, useSearchParams } from 'wouter'
import type { DetectorComparison, Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Await, Empty } from '../../shared/ui/states'
import { ShowMore, Table } from '../../shared/ui/table'
import { JobProgress, JobState } from '../jobs/job-progress'
import { useSetParameter } from '../../shared/ui/filter'
import { ChainForm, ChainPanel, useArmLabel } from './chain-panel'
import { ComparisonResult } from './comparison-result'
import { DetectorForm } from './detector-form'
import { useComparisons } from './queries'
import { armName, type Result } from './result'
import { useChain } from './use-chain'
import './detectors.css'

export function DetectorsTab({ study }: { study: Study }) {
  const { faces } = useText()
  const [search] = useSearchParams()
  const comparisons = useComparisons(study.id)
  const finished = comparisons.data?.filter(({ result }) => result !== null) ?? []
  const shown = finished.find(({ id }) => id === search.get('comparison')) ?? finished[0]
  const mayChoose = study.allowed.includes('detector.choose')
  const chain = useChain(study.id)
  const form = chain.open && <ChainForm study={study.id} chain={chain} comparison={shown?.id ?? null} />
  return (
    <div className="stack">
      <ChainPanel study={study} chain={chain}>
        {!shown && form}
      </ChainPanel>
      {shown && (
        <ComparisonResult
          key={shown.id}
          study={study.id}
          comparison={shown}
          result={shown.result as Result}
          onUse={mayChoose ? chain.add : null}
        >
          {form}
        </ComparisonResult>
      )}
      <section className="panel detector-panel" aria-labelledby="comparisons">
        <h2 id="comparisons">{faces.comparisons}</h2>
        <Await query={comparisons}>
          {(items) =>
            items.length === 0 ? (
              <Empty>{faces.noComparison}</Empty>
            ) : (
              <ComparisonTable items={items} shown={shown?.id ?? null} />
            )
          }
        </Await>
        <ShowMore query={comparisons} />
      </section>
      <DetectorForm study={study} />
    </div>
  )
}

function ComparisonTable({ items, shown }: { items: DetectorComparison[]; shown: string | null }) {
  const { faces, common } = useText()
  const { moment, number, list } = useFormat()
  const labelOf = useArmLabel()
  const setParameter = useSetParameter()
  const heads = [common.when, faces.arms, faces.frames, common.state, common.actions]
  return (
    <Table caption={faces.comparisons} heads={heads}>
      {items.map((one) => (
        <tr key={one.id} data-comparison={one.id} data-done={one.result !== null}>
          <td>
            {moment(one.created_at)}
            <p className="muted">{one.created_by_name}</p>
          </td>
          <td>{list(one.arms.map((arm) => labelOf(armName(arm))))}</td>
          <td>{number(one.frames)}</td>
          <td>
            {one.job && <JobState job={one.job} />}
            {one.job && <JobProgress job={one.job} />}
          </td>
          <td>
            {one.result !== null && (
              <button
                type="button"
                className="button"
                aria-pressed={one.id === shown}
                onClick={() => {
                  setParameter('comparison', one.id)
                }}
              >
                {faces.showResult}
              </button>
            )}
            {one.job?.state === 'failed' && (
              <Link to="/jobs" className="button">
                {faces.toJobs}
              </Link>
            )}
          </td>
        </tr>
      ))}
    </Table>
  )
}
