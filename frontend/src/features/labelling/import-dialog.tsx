/** A file of labels: whose they are, and what became of every row. */
import { useState } from 'react'
import type { LabelFile, LabelImport, Study } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Field } from '../../shared/ui/field'
import { Failure } from '../../shared/ui/states'
import { isLive } from '../jobs/queries'
import { useMembers } from '../studies/queries'
import { labelKindOf } from './file-kind'
import { ImportReport } from './import-report'
import { useLabelImport, useStartImport } from './labels-queries'

type Props = { study: Study; onClose: () => void }
type Chosen = Pick<LabelFile, 'kind' | 'content'>

export function ImportDialog({ study, onClose }: Props) {
  const { labels } = useText()
  const start = useStartImport(study.id)
  const followed = useLabelImport(study.id, start.data?.id)
  const brought: LabelImport | undefined = followed.data ?? start.data
  const sent = start.variables
  return (
    <Dialog title={labels.importTitle} onClose={onClose}>
      <div className="stack">
        <ImportForm
          study={study}
          busy={start.isPending || (brought !== undefined && isLive(brought.job))}
          onChange={start.reset}
          onBring={start.mutate}
        />
        <Failure error={start.error} />
        {brought && (
          <ImportReport
            brought={brought}
            onSkip={() => {
              if (sent) start.mutate({ ...sent, skip_unmatched: true })
            }}
          />
        )}
      </div>
    </Dialog>
  )
}

type FormProps = { study: Study; busy: boolean; onChange: () => void; onBring: (file: LabelFile) => void }

function ImportForm({ study, busy, onChange, onBring }: FormProps) {
  const { labels } = useText()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [unknown, setUnknown] = useState(false)
  const [rater, setRater] = useState<number | null>(null)
  const choose = async (file: File | undefined) => {
    onChange()
    const content = file ? await file.text() : ''
    const kind = file ? labelKindOf(file.name, content) : null
    setUnknown(file !== undefined && kind === null)
    setChosen(kind && { kind, content })
  }
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        const given = new FormData(event.currentTarget)
        const said = (name: string) => String(given.get(name) ?? '').trim()
        const whose = { rater, rater_name: rater === null ? said('rater-name') : '' }
        if (chosen) onBring({ ...chosen, ...whose, file_rater: said('file-rater'), skip_unmatched: false })
      }}
    >
      <Field label={labels.file} hint={labels.fileHint} errors={unknown ? [labels.fileUnknown] : []}>
        {(wiring) => (
          <input
            {...wiring}
            type="file"
            name="label-file"
            accept=".csv,.json,.xml"
            onChange={({ target }) => {
              void choose(target.files?.[0])
            }}
          />
        )}
      </Field>
      <Whose study={study} rater={rater} onRater={setRater} />
      <Field label={labels.fileRater} hint={labels.fileRaterHint}>
        {(wiring) => <input {...wiring} name="file-rater" maxLength={120} />}
      </Field>
      <button className="button primary" disabled={!chosen || busy}>
        {labels.startImport}
      </button>
    </form>
  )
}

type WhoseProps = { study: Study; rater: number | null; onRater: (rater: number | null) => void }

function Whose({ study, rater, onRater }: WhoseProps) {
  const { labels } = useText()
  return (
    <>
      {study.allowed.includes('member.read') && <Members study={study.id} rater={rater} onRater={onRater} />}
      {rater === null && (
        <Field label={labels.name} hint={labels.whoseHint}>
          {(wiring) => <input {...wiring} name="rater-name" required maxLength={120} />}
        </Field>
      )}
    </>
  )
}

function Members({ study, rater, onRater }: Omit<WhoseProps, 'study'> & { study: string }) {
  const { labels } = useText()
  const members = useMembers(study)
  return (
    <Field label={labels.whose}>
      {(wiring) => (
        <select
          {...wiring}
          value={rater ?? ''}
          onChange={({ target }) => {
            onRater(target.value ? Number(target.value) : null)
          }}
        >
          <option value="">{labels.someoneElse}</option>
          {members.data?.map(({ user }) => (
            <option key={user.id} value={user.id}>
              {user.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
