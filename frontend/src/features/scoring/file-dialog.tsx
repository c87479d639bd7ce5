/** Codings from and for BORIS and ELAN: what of a file belongs to which action, and what became of it. */
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { actionOf, kindOf, namesIn, type FileKind } from '../../player/engine/interchange'
import { api, must } from '../../shared/api/client'
import { ApiError } from '../../shared/api/errors'
import { useText } from '../../shared/i18n/text'
import { Dialog } from '../../shared/ui/dialog'
import { Field } from '../../shared/ui/field'
import { Facts } from '../../shared/ui/marks'
import { Failure } from '../../shared/ui/states'
import { savedOf } from './coding-transport'
import { useActionName } from './lane'
import type { CodingDesk } from './use-coding'

type Props = { video: string; actions: readonly string[]; coding: CodingDesk; onClose: () => void }

export function FileDialog(props: Props) {
  const { scoring } = useText()
  const { video, coding, onClose } = props
  const kinds: [FileKind, string][] = [
    ['boris', 'BORIS (.boris)'],
    ['csv', 'BORIS (.csv)'],
    ['eaf', 'ELAN (.eaf)'],
  ]
  return (
    <Dialog title={scoring.filesTitle} onClose={onClose}>
      <div className="stack">
        <h3>{scoring.fileExport}</h3>
        <div className="row">
          {kinds.map(([kind, name]) => (
            <a
              key={kind}
              className="button"
              href={`/api/v1/videos/${video}/coding/file/?kind=${kind}`}
              download
            >
              {name}
            </a>
          ))}
        </div>
        <h3>{scoring.fileImport}</h3>
        {coding.waiting > 0 ? <p className="muted">{scoring.fileWaits}</p> : <Import {...props} />}
      </div>
    </Dialog>
  )
}

type Chosen = { kind: FileKind; content: string; names: string[] }
type Given = Chosen & { observation: string; matches: Record<string, string> }

function useImport(video: string, coding: CodingDesk) {
  return useMutation({
    mutationFn: ({ kind, content, observation, matches }: Given) =>
      must(
        api.POST('/api/v1/videos/{video_id}/coding/file/', {
          params: { path: { video_id: video } },
          body: { kind, content, observation, actions: matches, base_version: coding.version },
        }),
      ),
    onSuccess: ({ coding: saved }) => {
      coding.adopt(savedOf(saved))
    },
  })
}

function Import({ video, actions, coding }: Props) {
  const { scoring } = useText()
  const nameOf = useActionName()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [unknown, setUnknown] = useState(false)
  const [matches, setMatches] = useState<Record<string, string>>({})
  const [observation, setObservation] = useState('')
  const bring = useImport(video, coding)
  const choose = async (file: File | undefined) => {
    bring.reset()
    setObservation('')
    const found = file ? await readFile(file) : null
    setUnknown(file !== undefined && !found)
    setChosen(found)
    setMatches(found ? matched(found.names, actions, nameOf) : {})
  }
  const { error } = bring
  const observations = error instanceof ApiError ? error.details['observations'] : undefined
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (chosen) bring.mutate({ ...chosen, observation, matches })
      }}
    >
      <Field label={scoring.fileChoose} hint={scoring.fileHint}>
        {(wiring) => (
          <input
            {...wiring}
            type="file"
            name="coding-file"
            accept=".boris,.csv,.tsv,.txt,.eaf"
            onChange={({ target }) => {
              void choose(target.files?.[0])
            }}
          />
        )}
      </Field>
      {unknown && <p className="field-error">{scoring.fileUnknown}</p>}
      {chosen && <Matches names={chosen.names} actions={actions} matches={matches} onMatch={setMatches} />}
      {Array.isArray(observations) && (
        <Observations all={observations.map(String)} chosen={observation} onChoose={setObservation} />
      )}
      <Failure error={error} />
      {error instanceof ApiError && <PassedOver counts={error.details['passed_over']} />}
      {bring.data && (
        <Outcome merged={bring.data.coding.merged.length} passedOver={bring.data.passed_over}>
          {scoring.fileDone(bring.data.coding.intervals.length)}
        </Outcome>
      )}
      {chosen && !bring.data && (
        <button className="button primary" disabled={bring.isPending}>
          {scoring.fileTake}
        </button>
      )}
    </form>
  )
}

async function readFile(file: File): Promise<Chosen | null> {
  const kind = kindOf(file.name)
  if (!kind) return null
  const content = await file.text()
  return { kind, content, names: namesIn(kind, content) }
}

/** Names that are plainly one of the study's actions. */
const matched = (
  names: readonly string[],
  actions: readonly string[],
  nameOf: (action: string) => string,
): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const action = actionOf(name, actions, nameOf)
      return action ? [[name, action]] : []
    }),
  )

type MatchesProps = {
  names: string[]
  actions: readonly string[]
  matches: Record<string, string>
  onMatch: (matches: Record<string, string>) => void
}

/** The file's names beside the study's actions; a name without one is left out. */
function Matches({ names, actions, matches, onMatch }: MatchesProps) {
  const { scoring } = useText()
  const nameOf = useActionName()
  return (
    <table className="file-matches">
      <thead>
        <tr>
          <th scope="col">{scoring.fileName}</th>
          <th scope="col">{scoring.fileAction}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              <select
                aria-label={name}
                value={matches[name] ?? ''}
                onChange={({ target }) => {
                  const others = Object.entries(matches).filter(([other]) => other !== name)
                  onMatch(Object.fromEntries(target.value ? [...others, [name, target.value]] : others))
                }}
              >
                <option value="">{scoring.fileLeaveOut}</option>
                {actions.map((action) => (
                  <option key={action} value={action}>
                    {nameOf(action)}
                  </option>
                ))}
              </select>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type ObservationsProps = { all: string[]; chosen: string; onChoose: (name: string) => void }

function Observations({ all, chosen, onChoose }: ObservationsProps) {
  const { scoring } = useText()
  return (
    <Field label={scoring.fileObservation}>
      {(wiring) => (
        <select
          {...wiring}
          value={chosen}
          onChange={({ target }) => {
            onChoose(target.value)
          }}
        >
          <option value="" />
          {all.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </Field>
  )
}

type OutcomeProps = { merged: number; passedOver: Record<string, number>; children: string }

function Outcome({ merged, passedOver, children }: OutcomeProps) {
  const { scoring } = useText()
  return (
    <div className="notice stack" role="status">
      <p>{children}</p>
      {merged > 0 && <p>{scoring.fileMerged(merged)}</p>}
      <PassedOver counts={passedOver} />
    </div>
  )
}

function PassedOver({ counts }: { counts: unknown }) {
  const { scoring } = useText()
  const reasons: Partial<Record<string, string>> = scoring.filePassedOver
  const items = Object.entries((counts ?? {}) as Record<string, number>)
  if (items.length === 0) return null
  return (
    <>
      <p>{scoring.filePassed}</p>
      <Facts
        items={items.map(([reason, count]) => [
          reasons[reason] ?? reason.replaceAll('_', ' '),
          String(count),
        ])}
      />
    </>
  )
}
