/** Events with a filter bar that lives in the URL. */
import { useSearchParams } from 'wouter'
import type { AuditEvent } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { FilterBar, FilterInput } from '../../shared/ui/filter'
import { Await, Empty } from '../../shared/ui/states'
import { ShowMore, Table } from '../../shared/ui/table'
import { useAudit, type AuditFilter } from './queries'

const fields = ['action', 'actor', 'since', 'until'] as const

type Person = { id: number; name: string }
type Props = { study?: string; people: readonly Person[] }

export function AuditList({ study, people }: Props) {
  const { audit } = useText()
  const query = useAudit({ ...useFilter(), ...(study && { study }) })
  return (
    <div className="stack">
      <Filters people={people} />
      <Await query={query}>
        {(items) => (items.length === 0 ? <Empty>{audit.none}</Empty> : <Events items={items} />)}
      </Await>
      <ShowMore query={query} />
    </div>
  )
}

function useFilter(): AuditFilter {
  const [search] = useSearchParams()
  const { actor, ...texts } = Object.fromEntries(
    fields.flatMap((name) => {
      const value = search.get(name)
      return value ? [[name, value]] : []
    }),
  ) as Partial<Record<(typeof fields)[number], string>>
  return { ...texts, ...(actor && { actor: Number(actor) }) }
}

function Filters({ people }: { people: readonly Person[] }) {
  const { audit } = useText()
  const [search, setSearch] = useSearchParams()
  const clear = () => {
    setSearch((former) => new URLSearchParams([...former].filter(([name]) => name === 'tab')), {
      replace: true,
    })
  }
  return (
    <div className="row" role="search">
      <FilterInput name="action" label={audit.action} type="search" />
      <ActorFilter people={people} />
      <FilterInput name="since" label={audit.since} type="date" />
      <FilterInput name="until" label={audit.until} type="date" />
      {fields.some((name) => search.has(name)) && (
        <button type="button" className="button" onClick={clear}>
          {audit.clear}
        </button>
      )}
    </div>
  )
}

function ActorFilter({ people }: { people: readonly Person[] }) {
  const { audit } = useText()
  const [search] = useSearchParams()
  const names = Object.fromEntries(people.map(({ id, name }) => [String(id), name]))
  return (
    <FilterBar
      name="actor"
      label={audit.actor}
      options={['', ...Object.keys(names)]}
      names={{ ...names, '': audit.everybody }}
      current={search.get('actor') ?? ''}
    />
  )
}

function Events({ items }: { items: AuditEvent[] }) {
  const { audit, common } = useText()
  const { moment } = useFormat()
  const heads = ['#', common.when, audit.who, audit.did, audit.what, audit.detail, audit.why]
  return (
    <Table caption={audit.title} heads={heads}>
      {items.map((event) => (
        <tr key={event.sequence} title={event.hash}>
          <td className="number">{event.sequence}</td>
          <td className="number">{moment(event.at)}</td>
          <td>{event.actor_name}</td>
          <td className="number">{event.action}</td>
          <td>
            {event.object_type} <span className="mono muted">{event.object_id.slice(0, 8)}</span>
          </td>
          <td className="muted">{detailText(event.detail)}</td>
          <td>{event.reason}</td>
        </tr>
      ))}
    </Table>
  )
}

const detailText = (detail: AuditEvent['detail']): string =>
  Object.entries(detail)
    .map(([name, value]) => [name, valueText(value)])
    .filter(([, text]) => text)
    .map((pair) => pair.join(': '))
    .join(' · ')

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(', ')
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value ?? '')
}
