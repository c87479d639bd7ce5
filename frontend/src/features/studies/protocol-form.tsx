/** A new version of a protocol: its main fields as a form, the rest carried over. */
import { useState, type FormEvent } from 'react'
import type { Protocol, ProtocolDocument } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Field } from '../../shared/ui/field'
import { Failure } from '../../shared/ui/states'
import { LabelFields, SupervisionFields, usualSupervision } from './protocol-labels'
import { ScaleFields } from './protocol-scales'
import { useNewProtocol } from './queries'

type Props = { study: string; from: Protocol; onClose: () => void }

export function NewProtocol({ study, from, onClose }: Props) {
  const { studies, common } = useText()
  const [document, setDocument] = useState<ProtocolDocument>(from.document)
  const create = useNewProtocol(study)
  const unchanged = JSON.stringify(document) === JSON.stringify(from.document)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const note = String(new FormData(event.currentTarget).get('note')).trim()
    create.mutate({ document, note }, { onSuccess: onClose })
  }
  return (
    <Dialog title={studies.protocolNew} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <p className="hint">{studies.protocolNoteHint}</p>
        <ScaleFields
          study={study}
          scales={document.scales}
          onChange={(scales) => {
            setDocument({ ...document, scales })
          }}
        />
        <MainFields document={document} onChange={setDocument} />
        <AgreementFields document={document} onChange={setDocument} />
        <SamplingFields document={document} onChange={setDocument} />
        <Rates document={document} onChange={setDocument} />
        <LabelFields
          rule={document.labels}
          onChange={(labels) => {
            setDocument({ ...document, labels })
          }}
        />
        <SupervisionFields
          rule={document.supervision ?? usualSupervision}
          onChange={(supervision) => {
            setDocument({ ...document, supervision })
          }}
        />
        <Field label={studies.protocolNote}>
          {(wiring) => <textarea {...wiring} name="note" required />}
        </Field>
        <Failure error={create.error} />
        {unchanged && <p className="hint">{studies.protocolNoChange}</p>}
        <div className="actions">
          <button className="button primary" disabled={create.isPending || unchanged}>
            {common.save}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

type PartProps = { document: ProtocolDocument; onChange: (document: ProtocolDocument) => void }

function MainFields({ document, onChange }: PartProps) {
  const { protocol } = useText()
  const set = (change: Partial<ProtocolDocument>) => {
    onChange({ ...document, ...change })
  }
  return (
    <>
      <Field label={protocol.operators_per_video}>
        {(wiring) => (
          <input
            {...wiring}
            type="number"
            min={1}
            max={20}
            required
            value={document.operators_per_video}
            onChange={({ target }) => {
              set({ operators_per_video: target.valueAsNumber || 1 })
            }}
          />
        )}
      </Field>
      <Switch
        label={protocol.blind}
        on={document.blind}
        onChange={(blind) => {
          set({ blind })
        }}
      />
      <Switch
        label={protocol.keep_audio}
        on={document.keep_audio}
        onChange={(keep) => {
          set({ keep_audio: keep })
        }}
      />
    </>
  )
}

function AgreementFields({ document, onChange }: PartProps) {
  const { protocol } = useText()
  const set = (change: Partial<ProtocolDocument>) => {
    onChange({ ...document, ...change })
  }
  return (
    <>
      <Field label={protocol.suggestions}>
        {(wiring) => (
          <Select
            {...wiring}
            names={protocol.suggestionChoices}
            value={document.suggestions}
            onChange={(suggestions) => {
              set({ suggestions })
            }}
          />
        )}
      </Field>
      <Field label={protocol.consensus}>
        {(wiring) => (
          <Select
            {...wiring}
            names={protocol.consensusChoices}
            value={document.consensus}
            onChange={(consensus) => {
              set({ consensus })
            }}
          />
        )}
      </Field>
    </>
  )
}

function SamplingFields({ document, onChange }: PartProps) {
  const { protocol } = useText()
  const { sampling } = document
  return (
    <Field label={protocol.max_frames} hint={protocol.emptyIsNoLimit}>
      {(wiring) => (
        <input
          {...wiring}
          type="number"
          min={1}
          value={sampling.max_frames_per_infant ?? ''}
          onChange={({ target }) => {
            const cap = target.value === '' ? null : target.valueAsNumber
            onChange({ ...document, sampling: { ...sampling, max_frames_per_infant: cap } })
          }}
        />
      )}
    </Field>
  )
}

function Rates({ document, onChange }: PartProps) {
  const { protocol } = useText()
  const { sampling } = document
  const setRate = (index: number, rate: number) => {
    const rates = sampling.frames_per_second.map((one, at) => (at === index ? { ...one, rate } : one))
    onChange({ ...document, sampling: { ...sampling, frames_per_second: rates } })
  }
  return (
    <fieldset className="choices">
      <legend>{protocol.frames_per_second}</legend>
      {sampling.frames_per_second.map(({ score_from: from, score_to: to, rate }, index) => (
        <label key={from}>
          {from}–{to}
          <input
            type="number"
            className="short"
            min={0}
            step="any"
            required
            value={rate}
            onChange={({ target }) => {
              setRate(index, target.valueAsNumber || 0)
            }}
          />
        </label>
      ))}
    </fieldset>
  )
}

type SwitchProps = { label: string; on: boolean; onChange: (on: boolean) => void }

const Switch = ({ label, on, onChange }: SwitchProps) => (
  <label className="check">
    <input
      type="checkbox"
      checked={on}
      onChange={({ target }) => {
        onChange(target.checked)
      }}
    />
    {label}
  </label>
)

type SelectProps<T extends string> = { names: Record<T, string>; value: T; onChange: (value: T) => void }

export function Select<T extends string>({ names, value, onChange, ...wiring }: SelectProps<T>) {
  return (
    <select
      {...wiring}
      value={value}
      onChange={({ target }) => {
        onChange(target.value as T)
      }}
    >
      {(Object.keys(names) as T[]).map((option) => (
        <option key={option} value={option}>
          {names[option]}
        </option>
      ))}
    </select>
  )
}
