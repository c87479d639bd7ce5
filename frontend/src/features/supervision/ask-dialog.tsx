/** Sends a label back to its rater with a question. */
import type { FormEvent } from 'react'
import type { ReviewCase } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Field } from '../../shared/ui/field'
import { Failure } from '../../shared/ui/states'
import { useAsk } from './queries'

type Props = { study: string; current: ReviewCase; onClose: () => void }

export function AskDialog({ study, current, onClose }: Props) {
  const { supervision, labelling } = useText()
  const ask = useAsk(study)
  const labels = current.labels.filter(({ source }) => source === 'person')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    ask.mutate(
      { label: String(given.get('label')), text: String(given.get('text')).trim() },
      { onSuccess: onClose },
    )
  }
  return (
    <Dialog title={supervision.askTitle} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <Field label={supervision.askWhom}>
          {(wiring) => (
            <select {...wiring} name="label">
              {labels.map(({ id, rater, value }) => (
                <option key={id} value={id}>
                  {rater?.name ?? supervision.rater(rater?.code ?? '')}: {labelling.values[value as 'pain']}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={supervision.askText} hint={supervision.askHint}>
          {(wiring) => <textarea {...wiring} name="text" rows={3} maxLength={500} required />}
        </Field>
        <Failure error={ask.error} />
        <div className="actions">
          <button className="button primary" disabled={ask.isPending}>
            {supervision.ask}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
