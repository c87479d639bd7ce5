/** What suggestions changed: each way of being told beside the silent share, with intervals by infant. */
import type { Share, SuggestionEffect } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Await } from '../../shared/ui/states'
import { Table } from '../../shared/ui/table'
import { useEffectOfSuggestions } from './queries'

const SHARES = ['as_suggested', 'as_raters', 'sided_with_model', 'changed', 'changed_towards'] as const

export function EffectPanel({ study }: { study: string }) {
  const { supervision } = useText()
  const query = useEffectOfSuggestions(study)
  return (
    <section className="panel stack" aria-labelledby="suggestion-effect">
      <h2 id="suggestion-effect">{supervision.effect}</h2>
      <p className="hint">{supervision.effectHint}</p>
      <Await query={query}>
        {(effect) =>
          effect.arms.every(({ frames }) => frames === 0) ? (
            <p>{supervision.effectNone}</p>
          ) : (
            <Arms effect={effect} />
          )
        }
      </Await>
    </section>
  )
}

function Arms({ effect }: { effect: SuggestionEffect }) {
  const { supervision } = useText()
  const { number } = useFormat()
  const arms = effect.arms.filter(({ frames }) => frames > 0)
  const differences = effect.differences.filter(({ arm }) => arms.some((one) => one.arm === arm))
  const heads = [
    supervision.arm,
    ...arms.map(({ arm }) => supervision.arms[arm]),
    ...differences.map(({ arm }) => supervision.difference(supervision.arms[arm])),
  ]
  return (
    <>
      <Table caption={supervision.effect} heads={heads}>
        <tr>
          <th scope="row">{supervision.frames}</th>
          {arms.map(({ arm, frames, infants }) => (
            <td key={arm} className="number">
              {number(frames)} ({supervision.infants.toLowerCase()}: {number(infants)})
            </td>
          ))}
          {differences.map(({ arm }) => (
            <td key={arm} />
          ))}
        </tr>
        <tr>
          <th scope="row">{supervision.medianTime}</th>
          {arms.map(({ arm, median_ms: time }) => (
            <td key={arm} className="number">
              {time === null ? '–' : supervision.seconds(number(time / 1000, 1))}
            </td>
          ))}
          {differences.map(({ arm }) => (
            <td key={arm} />
          ))}
        </tr>
        {SHARES.map((name) => (
          <tr key={name} data-share={name}>
            <th scope="row">{supervision.shares[name]}</th>
            {[...arms, ...differences].map((one, place) => (
              <ShareCell key={place} share={one.shares[name]} />
            ))}
          </tr>
        ))}
      </Table>
      <p className="hint">{supervision.interval}</p>
    </>
  )
}

function ShareCell({ share }: { share: Share }) {
  const { percent } = useFormat()
  if (share.value === null) return <td className="number">–</td>
  const [low, high] = share.interval ?? []
  return (
    <td className="number">
      {percent(share.value)}
      {low !== undefined && high !== undefined && (
        <small className="muted">
          {' '}
          {percent(low)} – {percent(high)}
        </small>
      )}
    </td>
  )
}
