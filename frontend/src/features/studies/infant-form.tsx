/** The facts of an infant, to add or to correct. */
import type { UseMutationResult } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { ApiError } from '../../shared/api/errors'
import type { Context, Infant, Sex } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Choices, Field } from '../../shared/ui/field'
import { Failure } from '../../shared/ui/states'
import type { InfantEntry } from './infant-queries'

const sexes: readonly Sex[] = ['unknown', 'female', 'male']
export const contexts: readonly Context[] = [
  'pacifier',
  'wrapping',
  'sweet_solution',
  'skin_to_skin',
  'breastfeeding',
  'other',
]

type Props = {
  title: string
  infant?: Infant
  save: UseMutationResult<unknown, Error, InfantEntry>
  onClose: () => void
}

export function InfantForm({ title, infant, save, onClose }: Props) {
  const { infants, common } = useText()
  const [context, setContext] = useState<Context[]>(infant?.context ?? [])
  const fields = save.error instanceof ApiError ? save.error.fields : {}
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    save.mutate({ ...entryOf(new FormData(event.currentTarget)), context }, { onSuccess: onClose })
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <FactFields {...(infant && { infant })} fields={fields} />
        <Choices
          legend={infants.context}
          options={contexts}
          chosen={context}
          names={infants.contexts}
          onChange={setContext}
        />
        <Field label={infants.note} errors={fields['note']}>
          {(wiring) => <textarea {...wiring} name="note" defaultValue={infant?.note} />}
        </Field>
        <Failure error={save.error} />
        <div className="actions">
          <button className="button primary" disabled={save.isPending}>
            {common.save}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

type FieldsProps = { infant?: Infant; fields: Record<string, string[]> }

function FactFields({ infant, fields }: FieldsProps) {
  const { infants } = useText()
  return (
    <>
      <Field label={infants.pseudonym} hint={infants.pseudonymHint} errors={fields['pseudonym']}>
        {(wiring) => (
          <input
            {...wiring}
            name="pseudonym"
            defaultValue={infant?.pseudonym}
            required
            maxLength={64}
            autoComplete="off"
          />
        )}
      </Field>
      <Field label={infants.sex} errors={fields['sex']}>
        {(wiring) => (
          <select {...wiring} name="sex" defaultValue={infant?.sex}>
            {sexes.map((sex) => (
              <option key={sex} value={sex}>
                {infants.sexes[sex]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={infants.ageHours} errors={fields['age_hours']}>
        {(wiring) => (
          <input {...wiring} name="age_hours" type="number" min={0} defaultValue={infant?.age_hours ?? ''} />
        )}
      </Field>
      <Field label={infants.group} hint={infants.groupHint} errors={fields['group']}>
        {(wiring) => <input {...wiring} name="group" defaultValue={infant?.group} autoComplete="off" />}
      </Field>
    </>
  )
}

function entryOf(form: FormData): Omit<InfantEntry, 'context'> {
  const text = (name: string) => String(form.get(name)).trim()
  return {
    pseudonym: text('pseudonym'),
    sex: text('sex') as Sex,
    age_hours: text('age_hours') === '' ? null : Number(text('age_hours')),
    group: text('group'),
    note: text('note'),
  }
}
