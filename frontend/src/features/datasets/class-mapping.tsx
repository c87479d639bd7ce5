/** Every class found in the names, and what it becomes; nothing is guessed. */
import type { IncomingIn } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Mark } from '../../shared/ui/marks'
import { Table } from '../../shared/ui/table'
import type { Reading } from './zip-names'

export type Becomes = NonNullable<IncomingIn['classes']>[string]
type Props = {
  found: Reading
  mapping: Record<string, Becomes>
  onChange: (mapping: Record<string, Becomes>) => void
}

const choices = ['pain', 'nonpain', 'left_out'] as const
const MOST_ODD = 3

export function ClassMapping({ found, mapping, onChange }: Props) {
  const { datasets } = useText()
  const { number } = useFormat()
  return (
    <div className="stack">
      {found.odd.length > 0 && (
        <p className="field-error" role="status">
          <Mark icon="warning">
            {datasets.oddNames(number(found.odd.length), found.odd.slice(0, MOST_ODD).join(', '))}
          </Mark>
        </p>
      )}
      {found.classes.size > 0 && (
        <>
          <p className="hint">{datasets.foundInfants(number(found.infants))}</p>
          <Table caption={datasets.classes} heads={[datasets.classHead, datasets.pictures, datasets.becomes]}>
            {[...found.classes].map(([name, count]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="number">{number(count)}</td>
                <td>
                  <select
                    aria-label={`${datasets.becomes}: ${name}`}
                    value={mapping[name] ?? ''}
                    required
                    onChange={({ target }) => {
                      const chosen = choices.find((one) => one === target.value)
                      if (chosen) onChange({ ...mapping, [name]: chosen })
                    }}
                  >
                    <option value="">{datasets.chooseRater}</option>
                    {choices.map((one) => (
                      <option key={one} value={one}>
                        {datasets.becomesNames[one]}
                      </option>
                    ))}
                  </select>
                </td>
              </tr>
            ))}
          </Table>
        </>
      )}
    </div>
  )
}
