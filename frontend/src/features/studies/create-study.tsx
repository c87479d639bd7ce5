/** A new study from one of the presets. */
import { type FormEvent } from 'react'
import { useLocation } from 'wouter'
import { ApiError } from '../../shared/api/errors'
import type { Preset } from '../../shared/api/types'
import { useLanguage, useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Field } from '../../shared/ui/field'
import { Await, Failure } from '../../shared/ui/states'
import { useCreateStudy, usePresets } from './queries'

export function CreateStudy({ onClose }: { onClose: () => void }) {
  const { studies } = useText()
  const presets = usePresets()
  const language = useLanguage()
  const [, navigate] = useLocation()
  const create = useCreateStudy()
  const fields = create.error instanceof ApiError ? create.error.fields : {}
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name)).trim()
    create.mutate(
      { name: text('name'), description: text('description'), preset: text('preset') as Preset },
      {
        onSuccess: ({ id }) => {
          navigate(`/studies/${id}`)
        },
      },
    )
  }
  return (
    <Dialog title={studies.create} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <Field label={studies.name} errors={fields['name']}>
          {(wiring) => <input {...wiring} name="name" required maxLength={120} />}
        </Field>
        <Field label={studies.description} errors={fields['description']}>
          {(wiring) => <textarea {...wiring} name="description" />}
        </Field>
        <Await query={presets} lines={1}>
          {(items) => (
            <Field label={studies.preset} hint={studies.presetHint} errors={fields['preset']}>
              {(wiring) => (
                <select {...wiring} name="preset">
                  {items.map(({ preset, title }) => (
                    <option key={preset} value={preset}>
                      {title[language]}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          )}
        </Await>
        <Failure error={create.error} />
        <div className="actions">
          <button className="button primary" disabled={create.isPending || !presets.data}>
            {studies.create}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
