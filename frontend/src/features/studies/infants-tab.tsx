/** The infants of a study and the state of their consents. */
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { Infant, Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { FilterBar, FilterInput } from '../../shared/ui/filter'
import { Icon } from '../../shared/ui/icon'
import { Mark } from '../../shared/ui/marks'
import { Await, Empty } from '../../shared/ui/states'
import { ShowMore, Table } from '../../shared/ui/table'
import { InfantForm } from './infant-form'
import { useAddInfant, useInfants, type ConsentFilter } from './infant-queries'

const filters: readonly ConsentFilter[] = ['all', 'valid', 'missing']

export function InfantsTab({ study }: { study: Study }) {
  const { infants } = useText()
  const [search] = useSearchParams()
  const [adding, setAdding] = useState(false)
  const consent = filters.find((one) => one === search.get('consent')) ?? 'all'
  const sought = search.get('search') ?? ''
  return (
    <div className="stack">
      <div className="panel-head">
        <div className="row">
          <FilterInput name="search" label={infants.search} type="search" />
          <FilterBar
            name="consent"
            label={infants.consentFilter}
            options={filters}
            names={infants.consentFilters}
            current={consent}
          />
        </div>
        {study.allowed.includes('infant.add') && (
          <button
            type="button"
            className="button"
            onClick={() => {
              setAdding(true)
            }}
          >
            <Icon name="add" />
            {infants.add}
          </button>
        )}
      </div>
      <InfantTable study={study} consent={consent} search={sought} />
      {adding && (
        <AddInfant
          study={study}
          onClose={() => {
            setAdding(false)
          }}
        />
      )}
    </div>
  )
}

function InfantTable({ study, ...filter }: { study: Study; consent: ConsentFilter; search: string }) {
  const { infants, studies } = useText()
  const query = useInfants(study.id, filter)
  const filtered = filter.consent !== 'all' || filter.search !== ''
  const heads = [
    infants.pseudonym,
    infants.consent,
    infants.sex,
    infants.ageHours,
    infants.group,
    infants.context,
  ]
  return (
    <>
      <Await query={query}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{filtered ? infants.noneFound : infants.none}</Empty>
          ) : (
            <Table caption={studies.infants} heads={heads}>
              {items.map((infant) => (
                <InfantRow key={infant.id} infant={infant} />
              ))}
            </Table>
          )
        }
      </Await>
      <ShowMore query={query} />
    </>
  )
}

function InfantRow({ infant }: { infant: Infant }) {
  const { infants } = useText()
  const { number } = useFormat()
  return (
    <tr>
      <td className="number">
        <Link to={`/infants/${infant.id}`} className="strong-link">
          {infant.pseudonym}
        </Link>
      </td>
      <td>
        <ConsentMark consent={infant.consent} />
      </td>
      <td>{infants.sexes[infant.sex]}</td>
      <td className="number">
        {infant.age_hours === null ? '–' : infants.ageHoursValue(number(infant.age_hours))}
      </td>
      <td>{infant.group}</td>
      <td>{infant.context.map((one) => infants.contexts[one]).join(', ')}</td>
    </tr>
  )
}

export function ConsentMark({ consent }: { consent: Infant['consent'] }) {
  const { infants } = useText()
  return consent ? (
    <Mark icon="check">{infants.consentValid}</Mark>
  ) : (
    <Mark icon="warning" tone="waiting">
      {infants.consentMissing}
    </Mark>
  )
}

function AddInfant({ study, onClose }: { study: Study; onClose: () => void }) {
  const { infants } = useText()
  const add = useAddInfant(study.id)
  return <InfantForm title={infants.add} save={add} onClose={onClose} />
}
