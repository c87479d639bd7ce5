/** Uploads that stopped before their end, here or on another computer. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useFormat, useText } from '../../shared/i18n/text'
import { ProgressBar } from '../../shared/ui/marks'
import { unfinishedKey } from './queries'
import { addressOf, type Unfinished } from './upload-queue'
import { openUpload } from './upload-transport'

type Item = Unfinished & { expires_at: string; infant: { pseudonym: string } }

export function UnfinishedList({ items, study }: { items: Item[]; study: string }) {
  const { recordings } = useText()
  const { date } = useFormat()
  const cache = useQueryClient()
  const discard = useMutation({
    mutationFn: (id: string) => openUpload.discard(addressOf(id)),
    onSuccess: () => cache.invalidateQueries({ queryKey: unfinishedKey(study) }),
  })
  return (
    <section className="panel unfinished" aria-labelledby="unfinished-title">
      <h2 id="unfinished-title">{recordings.unfinished}</h2>
      <p className="hint">{recordings.unfinishedHint}</p>
      <ul className="list">
        {items.map(({ id, name, size_bytes: size, offset, infant, expires_at: expires }) => (
          <li key={id} className="upload-row">
            <span className="file-name">{name}</span>
            <span>{infant.pseudonym}</span>
            <ProgressBar label={name} done={offset} total={size} />
            <span className="muted">{recordings.expires(date(expires))}</span>
            <button
              type="button"
              className="button"
              aria-label={`${recordings.discard}: ${name}`}
              disabled={discard.isPending}
              onClick={() => {
                discard.mutate(id)
              }}
            >
              {recordings.discard}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
