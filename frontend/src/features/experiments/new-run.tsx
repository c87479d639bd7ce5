/** A dataset and an experiment, to be checked before anything is trained. */
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Dataset, Study, TrainingPreset } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Field } from '../../shared/ui/field'
import { Mark } from '../../shared/ui/marks'
import { Await, Empty, Failure } from '../../shared/ui/states'
import { useDatasets } from '../datasets/queries'
import { usePlan, usePresets } from './queries'
import { helpingDomains } from './report'
import { Settings } from './settings'

const USUAL = 'recommended'

type Props = { study: Study; onClose: () => void }

export function NewRun({ study, onClose }: Props) {
  const { training } = useText()
  const datasets = useDatasets(study.id)
  const presets = usePresets(study.id)
  return (
    <section className="panel" aria-labelledby="new-run">
      <h2 id="new-run">{training.newRun}</h2>
      <Await query={datasets}>
        {(known) => {
          const ready = known.filter(({ ready_at: at, contains_withdrawn: gone }) => at && !gone)
          if (ready.length === 0) return <Empty>{training.noDataset}</Empty>
          return (
            <Await query={presets}>
              {(all) => <RunForm study={study} onClose={onClose} datasets={ready} presets={all} />}
            </Await>
          )
        }}
      </Await>
    </section>
  )
}

type FormProps = Props & { datasets: Dataset[]; presets: TrainingPreset[] }

function RunForm({ study, onClose, datasets, presets }: FormProps) {
  const { training, common } = useText()
  const [, go] = useLocation()
  const plan = usePlan(study.id)
  const submit = (form: HTMLFormElement) => {
    const given = new FormData(form)
    const said = (name: string) => String(given.get(name) ?? '').trim()
    plan.mutate(
      {
        name: said('name'),
        note: said('note'),
        dataset: said('dataset'),
        helping: said('helping') || null,
        preset: said('preset'),
      },
      {
        onSuccess: ({ id }) => {
          go(`/training/${id}`)
        },
      },
    )
  }
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        submit(event.currentTarget)
      }}
    >
      <Field label={common.name}>
        {(wiring) => <input {...wiring} name="name" required maxLength={120} autoComplete="off" />}
      </Field>
      <Field label={training.dataset}>
        {(wiring) => (
          <select {...wiring} name="dataset">
            <Options datasets={datasets} />
          </select>
        )}
      </Field>
      <PresetField presets={presets} datasets={datasets} />
      <Field label={training.note}>{(wiring) => <textarea {...wiring} name="note" maxLength={2000} />}</Field>
      <Failure error={plan.error} />
      <div className="actions">
        <button type="submit" className="button primary" disabled={plan.isPending}>
          {training.check}
        </button>
        <button type="button" className="button" onClick={onClose}>
          {common.cancel}
        </button>
      </div>
    </form>
  )
}

const Options = ({ datasets }: { datasets: Dataset[] }) =>
  datasets.map(({ id, number, name }) => <option key={id} value={id}>{`${number} · ${name}`}</option>)

/** Which experiment, with a warning where it is needed, and every setting of it. */
function PresetField({ presets, datasets }: { presets: TrainingPreset[]; datasets: Dataset[] }) {
  const { training } = useText()
  const [chosen, setChosen] = useState(USUAL)
  const preset = presets.find(({ name }) => name === chosen) ?? presets[0]
  if (!preset) return null
  return (
    <>
      <Field label={training.preset} hint={preset.title}>
        {(wiring) => (
          <select
            {...wiring}
            name="preset"
            value={preset.name}
            onChange={({ currentTarget }) => {
              setChosen(currentTarget.value)
            }}
          >
            {presets.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Field>
      <HelpingField domains={helpingDomains(preset)} datasets={datasets} />
      {!preset.independent && (
        <p className="notice">
          <Mark icon="warning">{training.notIndependent}</Mark> {training.notIndependentHint}
        </p>
      )}
      <Settings settings={preset.settings} source={preset.source} />
    </>
  )
}

/** A second dataset, where the experiment names one that helps training and is never tested on. */
function HelpingField({ domains, datasets }: { domains: string[]; datasets: Dataset[] }) {
  const { training } = useText()
  const helping = datasets.filter(({ domain }) => domains.includes(domain))
  if (domains.length === 0) return null
  const named = domains.join(', ')
  return (
    <Field label={training.helping} hint={training.helpingHint(named)}>
      {(wiring) => (
        <select {...wiring} name="helping">
          <Options datasets={helping} />
          <option value="">{training.helpingNone}</option>
        </select>
      )}
    </Field>
  )
}
