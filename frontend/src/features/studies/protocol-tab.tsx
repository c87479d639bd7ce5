/** The protocol in use, its former versions, and the way to a new one. */
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import type { Protocol, Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { useSetParameter } from '../../shared/ui/filter'
import { Mark } from '../../shared/ui/marks'
import { Await } from '../../shared/ui/states'
import { ShowMore } from '../../shared/ui/table'
import { ProtocolDocumentView } from './protocol-document'
import { NewProtocol } from './protocol-form'
import { useProtocols } from './queries'

export function ProtocolTab({ study }: { study: Study }) {
  const query = useProtocols(study.id)
  const [search] = useSearchParams()
  return (
    <Await query={query}>
      {(items) => {
        const wanted = Number(search.get('version'))
        const shown =
          items.find(({ version }) => version === wanted) ?? items.find((one) => one.in_use) ?? items[0]
        return (
          <div className="columns">
            {shown && (
              <Shown protocol={shown} mayChange={study.allowed.includes('protocol.change')} study={study} />
            )}
            <aside className="stack">
              <Versions items={items} current={shown} />
              <ShowMore query={query} />
            </aside>
          </div>
        )
      }}
    </Await>
  )
}

function Shown({ protocol, study, mayChange }: { protocol: Protocol; study: Study; mayChange: boolean }) {
  const { studies } = useText()
  const [drafting, setDrafting] = useState(false)
  return (
    <section className="panel" aria-labelledby="protocol-title">
      <div className="panel-head">
        <h2 id="protocol-title">
          {studies.presets[protocol.preset]}, {studies.version(protocol.version)}
        </h2>
        {mayChange && (
          <button
            type="button"
            className="button"
            onClick={() => {
              setDrafting(true)
            }}
          >
            {studies.protocolNew}
          </button>
        )}
      </div>
      {protocol.note && <p className="notice">{protocol.note}</p>}
      <ProtocolDocumentView document={protocol.document} />
      {drafting && (
        <NewProtocol
          study={study.id}
          from={protocol}
          onClose={() => {
            setDrafting(false)
          }}
        />
      )}
    </section>
  )
}

function Versions({ items, current }: { items: Protocol[]; current: Protocol | undefined }) {
  const { studies } = useText()
  const { moment } = useFormat()
  const setParameter = useSetParameter()
  return (
    <section className="panel" aria-labelledby="versions-title">
      <h2 id="versions-title">{studies.protocolHistory}</h2>
      <ol className="list">
        {items.map((protocol) => (
          <li key={protocol.id}>
            <button
              type="button"
              className="button"
              aria-pressed={protocol === current}
              onClick={() => {
                setParameter('version', String(protocol.version))
              }}
            >
              {studies.protocolVersion} {protocol.version}
            </button>{' '}
            {protocol.in_use && <Mark icon="check">{studies.protocolInUse}</Mark>}
            <p className="muted">
              {moment(protocol.created_at)}, {protocol.created_by_name}
            </p>
            {protocol.note && <p>{protocol.note}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}
