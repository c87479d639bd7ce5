/** How far raters agree about frames: coefficients with their intervals, pairs, and the videos to look at first. */
import { Link } from 'wouter'
import type { FrameAgreement } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Mark } from '../../shared/ui/marks'
import { Await } from '../../shared/ui/states'
import { Table } from '../../shared/ui/table'
import { Forest } from '../agreement/coefficients'
import { useNote } from '../agreement/notes'
import '../agreement/figures.css'
import { useFrameAgreement } from './labels-queries'
import { raterName } from './raters'

type Part = FrameAgreement['pain']

export function FrameAgreementPanel({ study }: { study: string }) {
  const { labels } = useText()
  const query = useFrameAgreement(study)
  return (
    <section className="panel stack" aria-labelledby="label-agreement">
      <h2 id="label-agreement">{labels.agreement}</h2>
      <Await query={query} lines={8}>
        {(found) => (found.raters.length === 0 ? <p>{labels.agreementNone}</p> : <Found found={found} />)}
      </Await>
    </section>
  )
}

function Found({ found }: { found: FrameAgreement }) {
  const { labels } = useText()
  const { pain, usability, shares } = found
  return (
    <>
      <div className="label-parts">
        <Coefficients title={labels.onPain} hint={labels.onPainHint} part={pain}>
          <Prevalence part={pain} name={labels.values.pain} />
        </Coefficients>
        <Coefficients title={labels.onUsability} hint={labels.onUsabilityHint} part={usability}>
          <Prevalence part={usability} name={labels.values.unusable} />
        </Coefficients>
        <Coefficients title={labels.onShares} hint={labels.onSharesHint} part={shares} />
      </div>
      <RaterCounts found={found} />
      {pain.pairs.length > 0 && <Pairs found={found} />}
      <Videos found={found} />
    </>
  )
}

type CoefficientsProps = { title: string; hint: string; part: Part; children?: React.ReactNode }

function Coefficients({ title, hint, part, children }: CoefficientsProps) {
  const { agreement } = useText()
  const { number } = useFormat()
  const said = useNote()
  return (
    <section className="stack" aria-label={title}>
      <h3>{title}</h3>
      <p className="hint">{hint}</p>
      <Forest found={part} names={Object.keys(part.statistics)} />
      {children}
      {part.warnings.map((warning) => (
        <Mark key={warning} icon="warning" tone="waiting">
          {said(warning)}
        </Mark>
      ))}
      {part.draws > 0 && <p className="hint">{agreement.intervalHint(number(part.draws))}</p>}
    </section>
  )
}

/** How much of the one level there is, without which a kappa cannot be read. */
function Prevalence({ part, name }: { part: Part; name: string }) {
  const { labels } = useText()
  const { percent } = useFormat()
  const share = part.prevalence['1']
  if (share === undefined) return null
  return <p>{labels.shareOf(percent(share), name.toLowerCase())}</p>
}

function RaterCounts({ found: { raters } }: { found: FrameAgreement }) {
  const { labels } = useText()
  const { number } = useFormat()
  const values = ['pain', 'nonpain', 'unusable', 'unsure'] as const
  return (
    <Table caption={labels.byRater} heads={[labels.rater, ...values.map((value) => labels.values[value])]}>
      {raters.map((one) => (
        <tr key={one.rater.code}>
          <th scope="row">{raterName(one.rater)}</th>
          {values.map((value) => (
            <td key={value} className="number">
              {number(one[value])}
            </td>
          ))}
        </tr>
      ))}
    </Table>
  )
}

function Pairs({ found: { pain, shares } }: { found: FrameAgreement }) {
  const { agreement, labels } = useText()
  const heads = [
    agreement.pairHead,
    labels.compared,
    agreement.agree,
    agreement.kappa,
    labels.bias,
    agreement.limits,
  ]
  return (
    <>
      <h3>{labels.pairs}</h3>
      <Table caption={labels.pairs} heads={heads}>
        {pain.pairs.map((pair, place) =>
          // Most raters of a large study never meet on a frame: there is nothing to say of them.
          pair.videos === 0 ? null : (
            <PairRow key={pair.operators.join()} pair={pair} shares={shares.pairs[place]} />
          ),
        )}
      </Table>
    </>
  )
}

type Pair = Part['pairs'][number]

function PairRow({ pair, shares }: { pair: Pair; shares: Pair | undefined }) {
  const { agreement } = useText()
  const { number, percent, coefficient } = useFormat()
  const said = useNote()
  const two = (value: number | null | undefined) => (value == null ? '–' : coefficient(value))
  const span = (low: number | null | undefined, high: number | null | undefined) =>
    low == null ? '' : agreement.span(two(low), two(high))
  const [one = '', other = ''] = pair.operators
  const [low, high] = pair.ci95['kappa'] ?? []
  const limits = shares?.bland_altman
  return (
    <tr>
      <th scope="row">
        {agreement.pair(one, other)}
        {pair.note && <span className="hint line">{said(pair.note)}</span>}
      </th>
      <td className="number">{number(pair.videos)}</td>
      <td className="number">{pair.agreement === null ? '–' : percent(pair.agreement)}</td>
      <td className="number">
        {two(pair.kappa)}
        <span className="muted line">{span(low, high)}</span>
      </td>
      <td className="number">{two(limits?.bias)}</td>
      <td className="number">{span(limits?.low, limits?.high) || '–'}</td>
    </tr>
  )
}

function Videos({ found: { videos, raters } }: { found: FrameAgreement }) {
  const { agreement, labels } = useText()
  const { number, percent } = useFormat()
  const share = (value: number | null) => (value === null ? '–' : percent(value))
  const heads = [
    labels.video,
    labels.infant,
    labels.compared,
    agreement.agree,
    ...raters.map(({ rater }) => labels.shareBy(rater.code)),
  ]
  return (
    <>
      <h3>{labels.videos}</h3>
      <Table caption={labels.videos} heads={heads}>
        {videos.map((row) => (
          <tr key={row.video}>
            <td className="file-name">
              <Link to={`/videos/${row.video}`}>{row.name}</Link>
            </td>
            <td>{row.infant.pseudonym}</td>
            <td className="number">{number(row.frames)}</td>
            <td className="number">{share(row.agreement)}</td>
            {raters.map(({ rater }, place) => (
              <td key={rater.code} className="number">
                {share(row.shares[place] ?? null)}
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </>
  )
}
