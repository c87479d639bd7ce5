/** How each operator moves away from the others over the weeks. */
import { useFormat, useText } from '../../shared/i18n/text'
import { Await, Empty } from '../../shared/ui/states'
import { Table } from '../../shared/ui/table'
import { Figure } from './figure'
import { useDrift, type Question } from './queries'

export function DriftTab({ study, question }: { study: string; question: Question }) {
  const { agreement } = useText()
  const { number, coefficient } = useFormat()
  const drift = useDrift(study, question)
  const signed = (value: number) => `${value > 0 ? '+' : ''}${coefficient(value)}`
  return (
    <Await query={drift} lines={6}>
      {({ weeks, operators }) =>
        weeks.length === 0 ? (
          <Empty>{agreement.driftNone}</Empty>
        ) : (
          <div className="stack">
            <section className="panel">
              <p className="hint">{agreement.driftHint}</p>
              <Figure name="drift" study={study} question={question} alt={agreement.tabs.drift} />
            </section>
            <Table
              caption={agreement.tabs.drift}
              heads={[
                agreement.week,
                ...operators.map(({ code, name }) => (name ? `${code} · ${name}` : code)),
              ]}
            >
              {weeks.map((week) => (
                <tr key={week}>
                  <th scope="row">{week}</th>
                  {operators.map(({ code, points }) => {
                    const point = points.find((one) => one.week === week)
                    return (
                      <td key={code} className="number">
                        {point ? (
                          <>
                            {signed(point.mean_difference)}{' '}
                            <span className="muted">
                              ({agreement.absolute} {coefficient(point.mean_absolute_difference)}, n{' '}
                              {number(point.n)})
                            </span>
                          </>
                        ) : (
                          '–'
                        )}
                      </td>
                    )
                  })}
                </tr>
              ))}
            </Table>
          </div>
        )
      }
    </Await>
  )
}
