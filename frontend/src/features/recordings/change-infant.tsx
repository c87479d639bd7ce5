/** A video that was given to the wrong infant, put right with a reason. */
import { useState, type FormEvent } from 'react'
import type { Video } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Field } from '../../shared/ui/field'
import { Await, Failure } from '../../shared/ui/states'
import { useStudy } from '../studies/queries'
import { useChangeInfant, useInfantsByConsent } from './queries'

export function ChangeInfant({ video }: { video: Video }) {
  const { recordings } = useText()
  const { data: study } = useStudy(video.study)
  const [open, setOpen] = useState(false)
  if (!study?.allowed.includes('video.change')) return null
  return (
    <>
      <button
        type="button"
        className="button quiet"
        onClick={() => {
          setOpen(true)
        }}
      >
        {recordings.wrongInfant}…
      </button>
      {open && (
        <ChangeDialog
          video={video}
          onClose={() => {
            setOpen(false)
          }}
        />
      )}
    </>
  )
}

function ChangeDialog({ video, onClose }: { video: Video; onClose: () => void }) {
  const { recordings, common } = useText()
  const infants = useInfantsByConsent(video.study, 'valid')
  const change = useChangeInfant(video)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const given = { infant: String(form.get('infant')), reason: String(form.get('reason')).trim() }
    change.mutate(given, { onSuccess: onClose })
  }
  return (
    <Dialog title={`${recordings.wrongInfant}: ${video.name}`} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <p className="hint">{recordings.wrongInfantHint}</p>
        <Await query={infants} lines={1}>
          {(known) => (
            <Field label={recordings.rightInfant}>
              {(wiring) => (
                <select {...wiring} name="infant" required defaultValue="">
                  <option value="">{recordings.chooseInfant}</option>
                  {known
                    .filter(({ id }) => id !== video.infant.id)
                    .map(({ id, pseudonym }) => (
                      <option key={id} value={id}>
                        {pseudonym}
                      </option>
                    ))}
                </select>
              )}
            </Field>
          )}
        </Await>
        <Field label={recordings.wrongInfantReason}>
          {(wiring) => <textarea {...wiring} name="reason" required maxLength={1000} />}
        </Field>
        <Failure error={change.error} />
        <div className="actions">
          <button className="button primary" disabled={change.isPending}>
            {common.save}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
