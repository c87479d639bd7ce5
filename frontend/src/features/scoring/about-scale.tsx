/** Where a scale comes from, for whom it is meant, and how well each statement is verified. */
import type { ScaleDocument } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Facts } from '../../shared/ui/marks'

export function AboutScale({ document }: { document: ScaleDocument }) {
  const { scoring } = useText()
  const { population, observation, cutoffs, sources } = document
  const stated = (
    fact: { text: string; verification: keyof typeof scoring.verifications } | null | undefined,
  ) => fact && `${fact.text} (${scoring.verifications[fact.verification]})`
  return (
    <details>
      <summary>{scoring.about}</summary>
      <Facts
        items={[
          [scoring.population, stated(population)],
          [scoring.observation, stated(observation)],
          ...(cutoffs ?? []).map(
            ({ rule, meaning, verification }) =>
              [rule, stated({ text: meaning, verification })] as [string, string],
          ),
          [
            scoring.sources,
            <ul key="sources" className="list">
              {sources.map((source) => (
                <li key={source}>{source}</li>
              ))}
            </ul>,
          ],
        ]}
      />
    </details>
  )
}
