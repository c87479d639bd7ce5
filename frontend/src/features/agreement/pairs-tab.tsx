/** Two operators at a time: how often they agree, their answers side by side, bias and limits of agreement. */
import type { AgreementStatistics } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Await, Empty } from '../../shared/ui/states'
import { Table } from '../../shared/ui/table'
import { Figure } from './figure'
import { useNote } from './notes'
import { useStatistics, type Question } from './queries'

type Props = { study: string; question: Question }

export function PairsTab({ study, question }: Props) {
  const { agreement } = useText()
  const statistics = useStatistics(study, question)
  return (
    <Await query={statistics} lines={8}>
      {(found) =>
        found.pairs.length === 0 ? (
          <Empty>{agreement.pairNone}</Empty>
        ) : (
          <div className="stack">
            <PairTable found={found} />
            <section className="panel" aria-label={agreement.confusion}>
              <h2>{agreement.confusion}</h2>
              <div className="confusions">
                {found.confusions.map((one) => (
                  <Confusion key={one.operators.join()} {...one} levels={found.levels} />
                ))}
              </div>
              <div className="row">
                <Figure name="confusion" study={study} question={question} linkOnly />
              </div>
            </section>
            <section className="panel" aria-label={agreement.blandAltman}>
              <h2>{agreement.blandAltman}</h2>
              <Figure name="bland-altman" study={study} question={question} alt={agreement.blandAltman} />
            </section>
          </div>
        )
      }
    </Await>
  )
}

function PairTable({ found: { pairs } }: { found: AgreementStatistics }) {
  const { agreement } = useText()
  const { number, percent, coefficient } = useFormat()
  const said = useNote()
  const share = (value: number | null) => (value === null ? '–' : percent(value))
  const two = (value: number | null) => (value === null ? '–' : coefficient(value))
  const interval = (ci: number[] | null | undefined) =>
    ci ? agreement.span(coefficient(ci[0] ?? 0), coefficient(ci[1] ?? 0)) : ''
  return (
    <Table
      caption={agreement.tabs.pairs}
      heads={[
        agreement.pairHead,
        agreement.videos,
        agreement.agree,
        agreement.within,
        agreement.kappa,
        agreement.kappaWeighted,
        agreement.bias,
        agreement.limits,
      ]}
    >
      {pairs.map(({ operators: [one = '', other = ''], bland_altman: limits, ci95, ...pair }) => (
        <tr key={one + other}>
          <th scope="row">
            {agreement.pair(one, other)}
            {pair.note && <span className="hint line">{said(pair.note)}</span>}
          </th>
          <td className="number">{number(pair.videos)}</td>
          <td className="number">{share(pair.agreement)}</td>
          <td className="number">{share(pair.agreement_within_one)}</td>
          <td className="number">
            {two(pair.kappa)}
            <span className="muted line">{interval(ci95['kappa'])}</span>
          </td>
          <td className="number">
            {two(pair.kappa_quadratic)}
            <span className="muted line">{interval(ci95['kappa_quadratic'])}</span>
          </td>
          <td className="number">{two(limits.bias)}</td>
          <td className="number">
            {limits.low === null ? '–' : agreement.span(two(limits.low), two(limits.high))}
          </td>
        </tr>
      ))}
    </Table>
  )
}

type ConfusionProps = { operators: string[]; matrix: number[][]; levels: number[] }

/** One hue, darker for more; the counts are there to read. */
function Confusion({ operators: [one = '', other = ''], matrix, levels }: ConfusionProps) {
  const { agreement } = useText()
  const most = Math.max(1, ...matrix.flat())
  return (
    <table className="confusion">
      <caption>
        <strong>{agreement.pair(one, other)}</strong>
        <span className="hint line">{agreement.confusionHint(one, other)}</span>
      </caption>
      <thead>
        <tr>
          <td />
          {levels.map((level) => (
            <th key={level} scope="col">
              {level}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {matrix.map((row, index) => (
          <tr key={levels[index]}>
            <th scope="row">{levels[index]}</th>
            {row.map((count, column) => (
              <td
                key={levels[column]}
                className={index === column ? 'same' : ''}
                style={{ '--share': count / most } as React.CSSProperties}
              >
                {count || <span className="muted">·</span>}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
