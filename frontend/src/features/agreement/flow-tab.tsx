/** From every recording to the videos that are kept, with what was left out at each step and why. */
import { useSearchParams } from 'wouter'
import type { ConsensusRule, Flow } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { useSetParameter } from '../../shared/ui/filter'
import { Await } from '../../shared/ui/states'
import { Table } from '../../shared/ui/table'
import { Figure } from './figure'
import { useFlow, type Question } from './queries'

const rules = ['unanimous_else_adjudicate', 'median', 'majority', 'exclude'] as const

type Props = { study: string; question: Question; own: ConsensusRule }

export function FlowTab({ study, question, own }: Props) {
  const { agreement } = useText()
  const [search] = useSearchParams()
  const setParameter = useSetParameter()
  const chosen = rules.find((rule) => rule === search.get('rule')) ?? null
  const flow = useFlow(study, question, chosen)
  return (
    <div className="stack">
      <div className="row">
        <label className="filter">
          <span>{agreement.rule}</span>
          <select
            value={chosen ?? own}
            onChange={({ target }) => {
              setParameter('rule', target.value === own ? '' : target.value)
            }}
          >
            {rules.map((rule) => (
              <option key={rule} value={rule}>
                {agreement.rules[rule]}
                {rule === own ? ` (${agreement.ruleOwn})` : ''}
              </option>
            ))}
          </select>
        </label>
        {chosen && chosen !== own && <span className="hint">{agreement.ruleHint}</span>}
      </div>
      <Await query={flow} lines={8}>
        {(found) => (
          <div className="flow">
            <section className="panel">
              <Figure name="flow" study={study} question={question} rule={chosen} alt={agreement.flow} />
            </section>
            <FlowTable flow={found} />
          </div>
        )}
      </Await>
    </div>
  )
}

function FlowTable({ flow: { nodes, kept } }: { flow: Flow }) {
  const { agreement } = useText()
  const { number } = useFormat()
  return (
    <div className="stack">
      <Table
        caption={agreement.flow}
        heads={[agreement.step, agreement.videos, agreement.infants, agreement.left_out]}
      >
        {nodes.map(({ key, videos, infants, excluded }) => (
          <tr key={key} data-step={key}>
            <th scope="row">{agreement.steps[key]}</th>
            <td className="number">{number(videos)}</td>
            <td className="number">{number(infants)}</td>
            <td>
              {excluded.map(({ reason, videos: out, names }) => (
                <details key={reason} className="loss">
                  <summary>
                    {number(out)} {agreement.losses[reason] ?? reason.replaceAll('_', ' ')}
                  </summary>
                  <p className="file-name">{names.join(', ')}</p>
                </details>
              ))}
            </td>
          </tr>
        ))}
      </Table>
      <p>
        {agreement.byValue}:{' '}
        {Object.entries(kept.by_value)
          .map(([value, count]) => `${value}: ${number(count)}`)
          .join(' · ') || '–'}
      </p>
    </div>
  )
}
