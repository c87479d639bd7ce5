/** How far the operators agree: coefficients with their intervals drawn, the prevalence beside them. */
import { useState } from 'react'
import type { AgreementStatistics } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Mark } from '../../shared/ui/marks'
import { Await } from '../../shared/ui/states'
import { Figure } from './figure'
import { isPrevalenceWarning, useNote } from './notes'
import { useStatistics, type Question } from './queries'

/** Those a reader looks for first; the others are one press away. */
const FIRST = [
  'krippendorff_ordinal',
  'icc_2_1',
  'light_kappa_quadratic',
  'fleiss',
  'gwet_ac2_quadratic',
  'agreement_pairwise',
  'agreement_all',
]

export function Coefficients({ study, question }: { study: string; question: Question }) {
  const { agreement } = useText()
  const statistics = useStatistics(study, question)
  return (
    <section className="panel coefficients" aria-label={agreement.coefficients}>
      <h2>{agreement.coefficients}</h2>
      <Await query={statistics} lines={8}>
        {(found) => <Found found={found} study={study} question={question} />}
      </Await>
    </section>
  )
}

type FoundProps = { found: AgreementStatistics; study: string; question: Question }

function Found({ found, study, question }: FoundProps) {
  const { agreement } = useText()
  const { number, percent } = useFormat()
  const said = useNote()
  const [all, setAll] = useState(false)
  const names = Object.keys(found.statistics).filter((name) => all || FIRST.includes(name))
  const ordered = all ? names : FIRST.filter((name) => names.includes(name))
  return (
    <>
      <Forest found={found} names={ordered} />
      {found.warnings.map((warning) => (
        <Mark key={warning} icon="warning" tone="waiting">
          {said(warning)}
        </Mark>
      ))}
      <div>
        <h3>{agreement.prevalence}</h3>
        <ul className="prevalence">
          {Object.entries(found.prevalence).map(([level, share]) => (
            <li key={level}>
              <span>{level}</span>
              <span className="prevalence-bar" aria-hidden="true">
                <span style={{ width: `${100 * share}%` }} />
              </span>
              <span className="number">{percent(share)}</span>
            </li>
          ))}
        </ul>
      </div>
      <p className="hint">{agreement.intervalHint(number(found.draws))}</p>
      <div className="row">
        <button
          type="button"
          className="button"
          aria-pressed={all}
          onClick={() => {
            setAll(!all)
          }}
        >
          {agreement.allCoefficients}
        </button>
        <Figure name="coefficients" study={study} question={question} linkOnly />
      </div>
    </>
  )
}

type ForestProps = { found: Pick<AgreementStatistics, 'statistics' | 'names'>; names: string[] }

/** A row for each coefficient, its interval drawn beside it. */
export function Forest({ found, names }: ForestProps) {
  const { agreement } = useText()
  const { number } = useFormat()
  const shown = names.flatMap((name) => {
    const one = found.statistics[name]
    return one ? [{ name, ...one }] : []
  })
  const ends = shown.flatMap(({ value, ci95 }) => [value ?? 0, ...(ci95 ?? [])])
  const low = Math.min(0, Math.floor(5 * Math.min(...ends, 0)) / 5)
  const at = (value: number) => `${(100 * (value - low)) / (1 - low)}%`
  return (
    <table className="forest">
      <thead>
        <tr>
          <th scope="col">{agreement.coefficient}</th>
          <th scope="col" className="number">
            n
          </th>
          <th scope="col">
            <span className="visually-hidden">{agreement.interval}</span>
            <span className="forest-scale" aria-hidden="true">
              <span style={{ left: at(low) }}>{number(low, 1)}</span>
              <span style={{ left: at(0.5) }}>{number(0.5, 1)}</span>
              <span style={{ left: at(1) }}>1</span>
            </span>
          </th>
          <th scope="col">
            <span className="visually-hidden">{agreement.coefficient}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {shown.map((one) => (
          <ForestRow key={one.name} {...one} label={found.names[one.name] ?? one.name} low={low} at={at} />
        ))}
      </tbody>
    </table>
  )
}

type Estimate = AgreementStatistics['statistics'][string]
type RowProps = Estimate & { name: string; label: string; low: number; at: (value: number) => string }

function ForestRow({ name, label, value, ci95, videos, note, low, at }: RowProps) {
  const { agreement } = useText()
  const { number, coefficient } = useFormat()
  const [from = 0, to = 0] = ci95 ?? []
  return (
    <>
      <tr data-statistic={name} className={note ? 'noted' : ''}>
        <th scope="row">{agreement.statistics[name] ?? label}</th>
        <td className="number">{number(videos)}</td>
        <td>
          <span className="forest-line" aria-hidden="true">
            {low < 0 && <span className="forest-zero" style={{ left: at(0) }} />}
            {ci95 && (
              <span className="forest-interval" style={{ left: at(from), right: `calc(100% - ${at(to)})` }} />
            )}
            {value !== null && <span className="forest-point" style={{ left: at(value) }} />}
          </span>
        </td>
        <td className="number">
          <strong>{value === null ? '–' : coefficient(value)}</strong>
          {ci95 && <span className="muted line">{agreement.span(coefficient(from), coefficient(to))}</span>}
        </td>
      </tr>
      {note && <NoteRow note={note} />}
    </>
  )
}

function NoteRow({ note }: { note: string }) {
  const said = useNote()
  return (
    <tr className="forest-note">
      <td colSpan={4}>
        {isPrevalenceWarning(note) ? (
          <Mark icon="warning" tone="waiting">
            {said(note)}
          </Mark>
        ) : (
          <span className="hint">{said(note)}</span>
        )}
      </td>
    </tr>
  )
}
