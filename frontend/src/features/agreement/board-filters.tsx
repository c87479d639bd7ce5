/** Which answers are looked at: scale, item, phase, infant, reading and order, all kept in the address. */
import { useSearchParams } from 'wouter'
import type { Board } from '../../shared/api/types'
import { useLanguage, useText } from '../../shared/i18n/text'
import { FilterBar } from '../../shared/ui/filter'
import { orders } from './order'

export function BoardFilters({ board }: { board: Board }) {
  const { agreement, scoring } = useText()
  const language = useLanguage()
  const [search] = useSearchParams()
  const word = (name: { en: string; it?: string }) => (language === 'it' && name.it ? name.it : name.en)
  const items = board.choices.find(({ scale }) => scale === board.scale)?.items ?? []
  const phases = board.phases.includes(board.phase) ? board.phases : [board.phase, ...board.phases]
  const phaseNames: Partial<Record<string, string>> = { ...scoring.startEvents, primary: agreement.primary }
  const infants = new Map(board.rows.map(({ infant }) => [infant.id, infant.pseudonym]))
  const byName = [...infants].sort(([, one], [, other]) =>
    one.localeCompare(other, undefined, { numeric: true }),
  )
  const order = orders.find((one) => one === search.get('order')) ?? 'range'
  return (
    <div className="row board-filters">
      <Choice
        name="scale"
        label={agreement.scale}
        options={board.choices.map(({ scale, name }) => [scale, word(name)])}
        current={board.scale}
      />
      <Choice
        name="item"
        label={agreement.item}
        options={[
          ...items.filter(({ key }) => key !== 'total').map(({ key, name }): Option => [key, word(name)]),
          ['total', agreement.total],
        ]}
        current={board.item}
      />
      <Choice
        name="phase"
        label={agreement.phase}
        options={phases.map((phase) => [phase, phaseNames[phase] ?? phase.replaceAll('_', ' ')])}
        current={board.phase}
      />
      <Choice
        name="infant"
        label={agreement.infant}
        options={[['', agreement.allInfants], ...byName]}
        current={search.get('infant') ?? ''}
      />
      <FilterBar
        name="reading"
        label={agreement.reading}
        options={['1', '2']}
        names={agreement.readings}
        current={search.get('reading') === '2' ? '2' : '1'}
      />
      <FilterBar
        name="order"
        label={agreement.order}
        options={orders}
        names={agreement.orders}
        current={order}
      />
    </div>
  )
}

type Option = [value: string, name: string]
type ChoiceProps = { name: string; label: string; options: Option[]; current: string }

/** Another scale has other items: the choice of the old one goes with it. */
const RESETS: Partial<Record<string, string>> = { scale: 'item' }

function Choice({ name, label, options, current }: ChoiceProps) {
  const [, setSearch] = useSearchParams()
  return (
    <label className="filter">
      <span>{label}</span>
      <select
        value={current}
        onChange={({ target }) => {
          setSearch(
            (former) => {
              const next = new URLSearchParams(former)
              if (target.value) next.set(name, target.value)
              else next.delete(name)
              const reset = RESETS[name]
              if (reset) next.delete(reset)
              return next
            },
            { replace: true },
          )
        }}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
