/** A data set from elsewhere: a ZIP file, how its names are read, and what each of its classes becomes. */
import { useState } from 'react'
import { useLocation } from 'wouter'
import { ApiError } from '../../shared/api/errors'
import type { IncomingIn, Study } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Field } from '../../shared/ui/field'
import { ProgressBar } from '../../shared/ui/marks'
import { Failure } from '../../shared/ui/states'
import { ClassMapping, type Becomes } from './class-mapping'
import { useBring } from './incoming'
import { picturesIn, readNames, type Reading } from './zip-names'

type Props = { study: Study; onClose: () => void }
type Origin = IncomingIn['origin']

const origins = ['folder', 'manifest'] as const
const USUAL_TEMPLATE = '{class}/{infant}_*'

/** What is chosen, and what the names in the file say under it; `complete` when it can be sent. */
function useChoice() {
  const [origin, setOrigin] = useState<Origin>('folder')
  const [file, setFile] = useState<File | null>(null)
  const [names, setNames] = useState<string[] | null>(null)
  const [template, setTemplate] = useState(USUAL_TEMPLATE)
  const [mapping, setMapping] = useState<Record<string, Becomes>>({})
  const found = origin === 'folder' && names ? readNames(names, template) : null
  const choose = async (chosen: File | undefined) => {
    setFile(chosen ?? null)
    setNames(chosen ? await picturesIn(chosen) : null)
  }
  return {
    ...{ origin, setOrigin, file, choose, template, setTemplate, found, mapping, setMapping },
    unreadable: file !== null && names === null,
    complete: names !== null && (origin === 'manifest' || isMapped(found, mapping)),
  }
}

const isMapped = (found: Reading | null, mapping: Record<string, Becomes>): boolean =>
  found !== null &&
  found.odd.length === 0 &&
  found.classes.size > 0 &&
  [...found.classes.keys()].every((name) => mapping[name] !== undefined)

function wantedOf(given: FormData, file: File, choice: ReturnType<typeof useChoice>): IncomingIn {
  const said = (name: string) => String(given.get(name) ?? '').trim()
  const facts = { name: said('name'), domain: said('domain'), note: '', size_bytes: file.size }
  if (choice.origin === 'manifest') return { ...facts, origin: 'manifest', template: '', classes: {} }
  const there = Object.entries(choice.mapping).filter(([name]) => choice.found?.classes.has(name))
  return { ...facts, origin: 'folder', template: choice.template, classes: Object.fromEntries(there) }
}

export function ImportDialog({ study, onClose }: Props) {
  const { datasets } = useText()
  const [, go] = useLocation()
  const { bring, sending, error } = useBring(study.id)
  const choice = useChoice()
  const { origin, file, found } = choice
  const submit = async (given: FormData) => {
    const id = file && (await bring(wantedOf(given, file, choice), file))
    if (id) go(`/datasets/${id}`)
  }
  return (
    <Dialog title={datasets.bring} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void submit(new FormData(event.currentTarget))
        }}
      >
        <p className="hint">{datasets.bringHint}</p>
        <Named fields={error instanceof ApiError ? error.fields : {}} />
        <OriginField origin={origin} onChange={choice.setOrigin} />
        <FileField unreadable={choice.unreadable} onChoose={(chosen) => void choice.choose(chosen)} />
        {origin === 'folder' && <TemplateField template={choice.template} onChange={choice.setTemplate} />}
        {found && <ClassMapping found={found} mapping={choice.mapping} onChange={choice.setMapping} />}
        <Failure error={error} />
        {sending && <ProgressBar label={datasets.sending} done={sending.sent} total={sending.total} />}
        <div className="actions">
          <button type="submit" className="button primary" disabled={!choice.complete || sending !== null}>
            {datasets.bringDo}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function Named({ fields }: { fields: Record<string, string[]> }) {
  const { datasets, common } = useText()
  return (
    <>
      <Field label={common.name} errors={fields['name']}>
        {(wiring) => <input {...wiring} name="name" required maxLength={120} autoComplete="off" />}
      </Field>
      <Field label={datasets.domain} hint={datasets.domainHint} errors={fields['domain']}>
        {(wiring) => (
          <input
            {...wiring}
            name="domain"
            required
            pattern="[a-z0-9][a-z0-9\-]*"
            maxLength={40}
            autoComplete="off"
          />
        )}
      </Field>
    </>
  )
}

function OriginField({ origin, onChange }: { origin: Origin; onChange: (origin: Origin) => void }) {
  const { datasets } = useText()
  return (
    <Field label={datasets.layout} hint={datasets.layoutHints[origin]}>
      {(wiring) => (
        <select
          {...wiring}
          value={origin}
          onChange={({ target }) => {
            onChange(origins.find((one) => one === target.value) ?? 'folder')
          }}
        >
          {origins.map((one) => (
            <option key={one} value={one}>
              {datasets.layouts[one]}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

type FileProps = { unreadable: boolean; onChoose: (file: File | undefined) => void }

function FileField({ unreadable, onChoose }: FileProps) {
  const { datasets } = useText()
  return (
    <Field label={datasets.zipFile} errors={unreadable ? [datasets.zipUnreadable] : []}>
      {(wiring) => (
        <input
          {...wiring}
          type="file"
          name="zip-file"
          accept=".zip"
          required
          onChange={({ target }) => {
            onChoose(target.files?.[0])
          }}
        />
      )}
    </Field>
  )
}

function TemplateField({ template, onChange }: { template: string; onChange: (template: string) => void }) {
  const { datasets } = useText()
  return (
    <Field label={datasets.template} hint={datasets.templateHint}>
      {(wiring) => (
        <input
          {...wiring}
          className="mono"
          value={template}
          required
          maxLength={200}
          spellCheck={false}
          onChange={({ target }) => {
            onChange(target.value)
          }}
        />
      )}
    </Field>
  )
}
