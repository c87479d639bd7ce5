/** How far a rater agrees with themselves: seen by the rater alone, and by the study's admins. */
import type { LabelRepeats, LabelValue } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Await } from '../../shared/ui/states'
import { Table } from '../../shared/ui/table'
import { useNote } from '../agreement/notes'
import { useLabelRepeats } from './labels-queries'
import { raterName } from './raters'

export function RepeatsPanel({ study }: { study: string }) {
  const { labels } = useText()
  const query = useLabelRepeats(study)
  return (
    <section className="panel stack" aria-labelledby="label-repeats">
      <h2 id="label-repeats">{labels.repeats}</h2>
      <p className="hint">{labels.repeatsHint}</p>
      <Await query={query}>
        {(raters) =>
          raters.length === 0 ? (
            <p>{labels.repeatsNone}</p>
          ) : (
            <div className="label-parts">
              {raters.map((one) => (
                <OfRater key={one.rater.code} one={one} />
              ))}
            </div>
          )
        }
      </Await>
    </section>
  )
}

function OfRater({ one }: { one: LabelRepeats }) {
  const { agreement, labels } = useText()
  const { number } = useFormat()
  const name = raterName(one.rater)
  return (
    <section className="stack" aria-label={name}>
      <h3>{name}</h3>
      <dl className="label-counts">
        <div>
          <dt>{labels.same}</dt>
          <dd>{labels.sameOf(number(one.same), number(one.frames))}</dd>
        </div>
        <Coefficient name={labels.onPain} one={one.statistics['agreement_pairwise']} share />
        <Coefficient name={agreement.statistics['gwet_ac1'] ?? 'AC1'} one={one.statistics['gwet_ac1']} />
        <Coefficient name={agreement.kappa} one={one.statistics['light_kappa']} />
      </dl>
      <Changes one={one} />
    </section>
  )
}

type CoefficientProps = { name: string; one: LabelRepeats['statistics'][string] | undefined; share?: boolean }

function Coefficient({ name, one, share = false }: CoefficientProps) {
  const { agreement } = useText()
  const { coefficient, percent, number } = useFormat()
  const said = useNote()
  if (!one) return null
  const shown = share ? percent : coefficient
  const [low = 0, high = 0] = one.ci95 ?? []
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {one.value === null ? '–' : shown(one.value)}
        <span className="hint line">
          {one.ci95 && `${agreement.span(shown(low), shown(high))}, `}n {number(one.videos)}
        </span>
        {one.note && <span className="hint line">{said(one.note)}</span>}
      </dd>
    </div>
  )
}

function Changes({ one: { values, changes } }: { one: LabelRepeats }) {
  const { labels } = useText()
  const { number } = useFormat()
  const name = (value: string) => labels.values[value as LabelValue]
  return (
    <>
      <p className="hint">{labels.changes}</p>
      <Table caption={labels.changes} heads={['', ...values.map(name)]}>
        {changes.map((row, place) => (
          <tr key={values[place]}>
            <th scope="row">{name(values[place] ?? '')}</th>
            {row.map((count, column) => (
              <td key={values[column]} className="number">
                {count === 0 ? <span className="muted">·</span> : number(count)}
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </>
  )
}
