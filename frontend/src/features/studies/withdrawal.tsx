/** Withdrawing a consent: first what it reaches, then why, then one confirmation that cannot slip. */
import { useState, type FormEvent } from 'react'
import { ApiError } from '../../shared/api/errors'
import type { Infant, Tombstone } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Field } from '../../shared/ui/field'
import { Facts } from '../../shared/ui/marks'
import { Await, Failure } from '../../shared/ui/states'
import { useWithdraw, useWithdrawalReach } from './infant-queries'

type Props = { infant: Infant; onClose: () => void; onWithdrawn: (tombstone: Tombstone) => void }

export function Withdrawal({ infant, onClose, onWithdrawn }: Props) {
  const { infants } = useText()
  const withdraw = useWithdraw(infant.id)
  const [typed, setTyped] = useState('')
  const fields = withdraw.error instanceof ApiError ? withdraw.error.fields : {}
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const reason = String(new FormData(event.currentTarget).get('reason')).trim()
    withdraw.mutate(
      { reason, confirm: typed },
      {
        onSuccess: ({ tombstone }) => {
          onWithdrawn(tombstone)
        },
      },
    )
  }
  return (
    <Dialog title={`${infants.withdraw}: ${infant.pseudonym}`} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <p>{infants.withdrawIntro}</p>
        <Reach infant={infant} />
        <Field label={infants.withdrawReason} errors={fields['reason']}>
          {(wiring) => <textarea {...wiring} name="reason" required />}
        </Field>
        <Field label={infants.withdrawType(infant.pseudonym)} errors={fields['confirm']}>
          {(wiring) => (
            <input
              {...wiring}
              value={typed}
              onChange={({ target }) => {
                setTyped(target.value)
              }}
              autoComplete="off"
              required
            />
          )}
        </Field>
        <Failure error={withdraw.error} />
        <div className="actions">
          <button
            className="button danger"
            disabled={typed.trim() !== infant.pseudonym || withdraw.isPending}
          >
            {infants.withdrawDo}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

/** Null while my own answers on the infant are awaited: then they are not counted here. */
const told = ['sheets', 'labels', 'predictions', 'trainings'] as const

function Reach({ infant }: { infant: Infant }) {
  const { infants } = useText()
  const { number, bytes } = useFormat()
  const reach = useWithdrawalReach(infant.id)
  return (
    <section className="panel" aria-labelledby="reach-title">
      <h3 id="reach-title">{infants.withdrawReach}</h3>
      <Await query={reach}>
        {(data) => (
          <Facts
            items={[
              [infants.reach.videos, number(data.videos)],
              [infants.reach.uploads, number(data.uploads)],
              [infants.reach.playback_copies, number(data.playback_copies)],
              [infants.reach.files, number(data.files)],
              ...told.map(
                (name) => [infants.reach[name], data[name] === null ? null : number(data[name])] as const,
              ),
              [infants.reach.datasets, number(data.datasets)],
              [infants.reach.reports, number(data.reports)],
              [infants.reach.size, bytes(data.bytes)],
              [infants.reach.running_jobs, number(data.running_jobs)],
            ]}
          />
        )}
      </Await>
    </section>
  )
}
