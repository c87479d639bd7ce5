/** Asks why, for what stays on record. */
import { useState } from 'react'
import { useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Field } from '../../shared/ui/field'

type Props = { title: string; onClose: () => void; onReason: (reason: string) => void }

export function ReasonDialog({ title, onClose, onReason }: Props) {
  const { common } = useText()
  const [reason, setReason] = useState('')
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          onReason(reason.trim())
          onClose()
        }}
      >
        <Field label={common.reason}>
          {(wiring) => (
            <textarea
              {...wiring}
              required
              maxLength={1000}
              value={reason}
              onChange={({ target }) => {
                setReason(target.value)
              }}
            />
          )}
        </Field>
        <button className="button primary" disabled={reason.trim() === ''}>
          {common.save}
        </button>
      </form>
    </Dialog>
  )
}
