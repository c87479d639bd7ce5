/** What was checked and measured before a training starts: who is on which side, and how long it takes. */
import { useFormat, useText } from '../../shared/i18n/text'
import { Facts } from '../../shared/ui/marks'
import { Table } from '../../shared/ui/table'
import type { Part, Plan } from './report'

const PARTS = ['training', 'validation', 'test'] as const

export function RunPlan({ plan }: { plan: Plan }) {
  const { training } = useText()
  const { number } = useFormat()
  const cell = (part: Part) =>
    training.partCell(number(part.rows), number(part.infants), number(part.pain_infants))
  return (
    <section className="panel" aria-labelledby="plan">
      <h2 id="plan">{training.plan}</h2>
      <Facts
        items={[
          [
            training.parameters,
            plan.parameters && `${number(plan.parameters.trainable)} / ${number(plan.parameters.total)}`,
          ],
          [training.initialisation, plan.initialisation],
          [
            training.estimate,
            plan.estimate_seconds &&
              training.minutes(number(Math.max(1, Math.round(plan.estimate_seconds / 60)))),
          ],
        ]}
      />
      <Table caption={training.folds} heads={[training.fold, ...PARTS.map((part) => training.parts[part])]}>
        {plan.splits.map((split) => (
          <tr key={split.slug}>
            <th scope="row">{split.name}</th>
            {PARTS.map((part) => (
              <td key={part}>{cell(split[part])}</td>
            ))}
          </tr>
        ))}
      </Table>
    </section>
  )
}
