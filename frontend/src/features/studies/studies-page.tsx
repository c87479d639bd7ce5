/** The first page: my studies. */
import { useState } from 'react'
import { Link } from 'wouter'
import type { Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Icon } from '../../shared/ui/icon'
import { Mark } from '../../shared/ui/marks'
import { Page } from '../../shared/ui/page'
import { Await, Empty } from '../../shared/ui/states'
import { ShowMore, Table } from '../../shared/ui/table'
import { useMe } from '../accounts/session'
import { CreateStudy } from './create-study'
import { NextLink } from './next-step'
import { useStudies } from './queries'

export function StudiesPage() {
  const { studies } = useText()
  const { is_site_admin: isSiteAdmin } = useMe()
  const query = useStudies()
  const [creating, setCreating] = useState(false)
  const create = isSiteAdmin && (
    <button
      type="button"
      className="button primary"
      onClick={() => {
        setCreating(true)
      }}
    >
      <Icon name="add" />
      {studies.create}
    </button>
  )
  return (
    <Page title={studies.title} actions={create}>
      <Await query={query}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{isSiteAdmin ? studies.noneAdmin : studies.none}</Empty>
          ) : (
            <StudyTable items={items} />
          )
        }
      </Await>
      <ShowMore query={query} />
      {creating && (
        <CreateStudy
          onClose={() => {
            setCreating(false)
          }}
        />
      )}
    </Page>
  )
}

function StudyTable({ items }: { items: Study[] }) {
  const { studies } = useText()
  const heads = [
    studies.study,
    studies.yourRoles,
    studies.infants,
    studies.protocol,
    studies.gaps,
    studies.next,
  ]
  return (
    <div className="studies">
      <Table caption={studies.title} heads={heads}>
        {items.map((study) => (
          <StudyRow key={study.id} study={study} />
        ))}
      </Table>
    </div>
  )
}

function StudyRow({ study }: { study: Study }) {
  const { studies, common } = useText()
  const { number } = useFormat()
  const { id, name, description, roles, counts, protocol, consent_gaps: gaps } = study
  return (
    <tr>
      <td>
        <Link to={`/studies/${id}`} className="strong-link">
          {name}
        </Link>
        {description && <p className="muted clamp">{description}</p>}
      </td>
      <td>{roles.map((role) => common.roles[role]).join(', ')}</td>
      <td className="number">{number(counts.infants)}</td>
      <td className="number">{studies.presets[protocol.preset]}</td>
      <td>
        {gaps > 0 ? (
          <Mark icon="warning" tone="waiting">
            {number(gaps)}
          </Mark>
        ) : (
          <Mark icon="check">{common.none}</Mark>
        )}
      </td>
      <td>
        <NextLink study={study} />
      </td>
    </tr>
  )
}
