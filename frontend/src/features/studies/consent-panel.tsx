/** The consent of an infant: what the family agreed to, since when, and what it said before. */
import { useState, type FormEvent } from 'react'
import { ApiError } from '../../shared/api/errors'
import type { Consent, ConsentScope, Infant } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Choices, Field } from '../../shared/ui/field'
import { Mark } from '../../shared/ui/marks'
import { Await, Failure } from '../../shared/ui/states'
import { ShowMore } from '../../shared/ui/table'
import { useConsents, useRecordConsent } from './infant-queries'
import { ConsentMark } from './infants-tab'

const scopes: readonly ConsentScope[] = ['record', 'label', 'train', 'share', 'publish_image']

export function ConsentPanel({ infant, mayRecord }: { infant: Infant; mayRecord: boolean }) {
  const { infants } = useText()
  const [recording, setRecording] = useState(false)
  return (
    <section className="panel" aria-labelledby="consent-title">
      <div className="panel-head">
        <h2 id="consent-title">{infants.consent}</h2>
        <ConsentMark consent={infant.consent} />
      </div>
      {!infant.consent && <p>{infants.consentNone}</p>}
      <History infant={infant} />
      {mayRecord && (
        <button
          type="button"
          className={`button back-to-list ${infant.consent ? '' : 'primary'}`}
          onClick={() => {
            setRecording(true)
          }}
        >
          {infants.consentRecord}
        </button>
      )}
      {recording && (
        <RecordConsent
          infant={infant}
          onClose={() => {
            setRecording(false)
          }}
        />
      )}
    </section>
  )
}

function History({ infant }: { infant: Infant }) {
  const { infants } = useText()
  const query = useConsents(infant.id)
  return (
    <Await query={query} lines={1}>
      {(items) =>
        items.length > 0 && (
          <>
            <ol className="list" aria-label={infants.consentHistory}>
              {items.map((consent) => (
                <ConsentLine key={consent.id} consent={consent} />
              ))}
            </ol>
            <ShowMore query={query} />
          </>
        )
      }
    </Await>
  )
}

function ConsentLine({ consent }: { consent: Consent }) {
  const { infants } = useText()
  const { date, moment } = useFormat()
  return (
    <li className="history-line">
      <Mark icon={consent.superseded ? 'waiting' : 'check'}>
        {consent.superseded ? infants.superseded : infants.current}
      </Mark>
      <div>
        <p>{consent.scopes.map((scope) => infants.scopes[scope]).join(' · ')}</p>
        <p className="muted">
          {infants.signedOn} {date(consent.signed_on)} · {infants.documentVersion} {consent.document_version}{' '}
          · {infants.recordedBy} {consent.recorded_by_name}, {moment(consent.created_at)}
        </p>
      </div>
    </li>
  )
}

function RecordConsent({ infant, onClose }: { infant: Infant; onClose: () => void }) {
  const { infants, common } = useText()
  const record = useRecordConsent(infant.id)
  const [chosen, setChosen] = useState<ConsentScope[]>(infant.consent?.scopes ?? ['record', 'label'])
  const fields = record.error instanceof ApiError ? record.error.fields : {}
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name)).trim()
    record.mutate(
      { scopes: chosen, document_version: text('document_version'), signed_on: text('signed_on') },
      { onSuccess: onClose },
    )
  }
  return (
    <Dialog title={`${infants.consentRecord}: ${infant.pseudonym}`} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        {infant.consent && <p className="notice">{infants.consentRecordHint}</p>}
        <Choices
          legend={infants.scopesLegend}
          options={scopes}
          chosen={chosen}
          names={infants.scopes}
          onChange={setChosen}
        />
        <Field label={infants.documentVersion} errors={fields['document_version']}>
          {(wiring) => (
            <input
              {...wiring}
              name="document_version"
              defaultValue={infant.consent?.document_version}
              required
              maxLength={40}
            />
          )}
        </Field>
        <Field label={infants.signedOn} errors={fields['signed_on']}>
          {(wiring) => (
            <input
              {...wiring}
              name="signed_on"
              type="date"
              max={new Date().toISOString().slice(0, 10)}
              required
            />
          )}
        </Field>
        <Failure error={record.error} />
        <div className="actions">
          <button className="button primary" disabled={record.isPending || chosen.length === 0}>
            {common.save}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
