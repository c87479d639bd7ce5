/** The name and description of a study. */
import { type FormEvent } from 'react'
import { ApiError } from '../../shared/api/errors'
import type { Study } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Field } from '../../shared/ui/field'
import { Failure } from '../../shared/ui/states'
import { useEditStudy } from './queries'

export function EditStudy({ study, onClose }: { study: Study; onClose: () => void }) {
  const { studies, common } = useText()
  const edit = useEditStudy(study.id)
  const fields = edit.error instanceof ApiError ? edit.error.fields : {}
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const change = { name: String(form.get('name')), description: String(form.get('description')) }
    edit.mutate(change, { onSuccess: onClose })
  }
  return (
    <Dialog title={studies.edit} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <Field label={studies.name} errors={fields['name']}>
          {(wiring) => <input {...wiring} name="name" defaultValue={study.name} required />}
        </Field>
        <Field label={studies.description} errors={fields['description']}>
          {(wiring) => <textarea {...wiring} name="description" defaultValue={study.description} />}
        </Field>
        <Failure error={edit.error} />
        <div className="actions">
          <button className="button primary" disabled={edit.isPending}>
            {common.save}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
