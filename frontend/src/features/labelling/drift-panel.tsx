/** How each rater moves: week by week and along the sitting, drawn and in numbers. */
import { useState } from 'react'
import type { LabelDrift } from '../../shared/api/types'
import { useFormat, useLanguage, useText } from '../../shared/i18n/text'
import { Await } from '../../shared/ui/states'
import { Table } from '../../shared/ui/table'
import { useMe } from '../accounts/session'
import { useLabelDrift } from './labels-queries'
import { raterName } from './raters'

type By = 'weeks' | 'quarters'
type Measure = 'others' | 'own'

export function DriftPanel({ study }: { study: string }) {
  const { labels } = useText()
  const query = useLabelDrift(study)
  return (
    <section className="panel stack" aria-labelledby="label-drift">
      <h2 id="label-drift">{labels.drift}</h2>
      <Await query={query}>
        {(drift) =>
          drift.raters.length === 0 ? <p>{labels.driftNone}</p> : <Drift study={study} drift={drift} />
        }
      </Await>
    </section>
  )
}

type DriftProps = { study: string; drift: LabelDrift }

function Drift({ study, drift }: DriftProps) {
  const { labels } = useText()
  const shared = drift.raters.some(({ weeks }) => weeks.some(({ difference }) => difference !== null))
  const [by, setBy] = useState<By>('weeks')
  const [measure, setMeasure] = useState<Measure>(shared ? 'others' : 'own')
  return (
    <>
      <div className="row">
        <Choice name={labels.driftBy} options={labels.driftBys} chosen={by} onChoose={setBy} />
        <Choice
          name={labels.driftMeasure}
          options={labels.driftMeasures}
          chosen={measure}
          onChoose={setMeasure}
        />
      </div>
      <DriftFigure study={study} by={by} measure={measure} />
      <p className="hint">{labels.driftHint}</p>
      <Points drift={drift} by={by} />
    </>
  )
}

type ChoiceProps<T extends string> = {
  name: string
  options: Record<T, string>
  chosen: T
  onChoose: (chosen: T) => void
}

function Choice<T extends string>({ name, options, chosen, onChoose }: ChoiceProps<T>) {
  return (
    <label className="row">
      {name}
      <select
        value={chosen}
        onChange={({ target }) => {
          onChoose(target.value as T)
        }}
      >
        {(Object.entries(options) as [T, string][]).map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </label>
  )
}

function DriftFigure({ study, by, measure }: { study: string; by: By; measure: Measure }) {
  const { labels, agreement } = useText()
  const language = useLanguage()
  const { theme } = useMe()
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  const address = (ground: 'light' | 'dark') =>
    `/api/v1/studies/${study}/labelling/drift/figure.svg?${new URLSearchParams({ by, measure, language, theme: ground }).toString()}`
  return (
    <figure className="figure">
      <img src={address(dark ? 'dark' : 'light')} alt={labels.drift} />
      <figcaption>
        {/* A figure on paper is a light one. */}
        <a className="button" href={address('light')} download={`drift-${by}.svg`}>
          {agreement.exportSvg}
        </a>
      </figcaption>
    </figure>
  )
}

function Points({ drift, by }: { drift: LabelDrift; by: By }) {
  const { labels } = useText()
  const { number, percent } = useFormat()
  const signed = (value: number) => `${value > 0 ? '+' : ''}${percent(value)}`
  const heads = [labels.when[by], ...drift.raters.map(({ rater }) => raterName(rater))]
  return (
    <Table caption={labels.drift} heads={heads}>
      {drift[by].map((at) => (
        <tr key={at}>
          <th scope="row">{at}</th>
          {drift.raters.map((one) => {
            const point = one[by].find((other) => other.at === at)
            return (
              <td key={one.rater.code} className="number">
                {point ? percent(point.pain) : '–'}
                {point && (
                  <span className="muted line">
                    ({point.difference === null ? '–' : signed(point.difference)}, n {number(point.frames)})
                  </span>
                )}
              </td>
            )
          })}
        </tr>
      ))}
    </Table>
  )
}
