/** A model: what it may be used for, what it is worth, where it looks, and frames it explains. */
import { Link } from 'wouter'
import type { Model, Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Facts, Mark } from '../../shared/ui/marks'
import { Page } from '../../shared/ui/page'
import { Await, Failure } from '../../shared/ui/states'
import { Table } from '../../shared/ui/table'
import { useHere } from '../studies/place'
import { useStudy } from '../studies/queries'
import { Explained } from './explained'
import { ModelResults } from './model-results'
import { useModel, useModelStatus, useRegions } from './queries'
import './experiments.css'

const REGIONS = [
  ...([
    'forehead',
    'brows',
    'eyes',
    'nose',
    'nasolabial_folds',
    'mouth',
    'rest_of_face',
    'off_face',
  ] as const),
]

export default function ModelPage({ id }: { id: string }) {
  const query = useModel(id)
  return <Await query={query}>{(model) => <InStudy model={model} />}</Await>
}

function InStudy({ model }: { model: Model }) {
  const query = useStudy(model.study)
  useHere(model.study, 'training')
  return <Await query={query}>{(study) => <Sheet model={model} study={study} />}</Await>
}

function Sheet({ model, study }: { model: Model; study: Study }) {
  const { training } = useText()
  const back = { to: `/studies/${study.id}?tab=training`, name: training.backTo(study.name) }
  return (
    <Page title={`${training.model} ${model.number}`} back={back}>
      <div className="stack">
        <section className="panel" aria-label={training.status[model.status]}>
          <div className="panel-head">
            <h2>{training.status[model.status]}</h2>
            {study.allowed.includes('model.approve') && <StatusActions model={model} />}
          </div>
          <p className="notice">{training.researchUse}</p>
          {model.contains_withdrawn && <Mark icon="warning">{training.containsWithdrawn}</Mark>}
          <Facts
            items={[
              [
                training.run,
                <Link
                  key="run"
                  to={`/training/${model.run}`}
                >{`${model.run_number} · ${model.run_name}`}</Link>,
              ],
              [training.preset, model.preset],
            ]}
          />
        </section>
        <ModelResults model={model} />
        <Regions model={model} />
        <Explained model={model} />
      </div>
    </Page>
  )
}

function StatusActions({ model }: { model: Model }) {
  const { training } = useText()
  const change = useModelStatus(model.id)
  const approved = model.status === 'approved'
  return (
    <div className="actions">
      <button
        type="button"
        className={approved ? 'button' : 'button primary'}
        title={training.approveHint}
        disabled={change.isPending}
        onClick={() => {
          change.mutate(approved ? 'retired' : 'approved')
        }}
      >
        {approved ? training.retire : training.approve}
      </button>
      <Failure error={change.error} />
    </div>
  )
}

function Regions({ model }: { model: Model }) {
  const { training } = useText()
  const { percent, number } = useFormat()
  const query = useRegions(model.id)
  return (
    <section className="panel" aria-labelledby="regions">
      <h2 id="regions">{training.regions}</h2>
      <p className="hint">{training.regionsHint}</p>
      <Await query={query}>
        {(classes) =>
          classes.every(({ maps }) => maps === 0) ? (
            <p>{training.noMaps}</p>
          ) : (
            <Table
              caption={training.regions}
              heads={[
                '',
                ...classes.map(
                  ({ target, maps }) =>
                    `${target === 'pain' ? training.saysPain : training.saysNonpain} (${number(maps)})`,
                ),
              ]}
            >
              {REGIONS.map((region) => (
                <tr key={region} data-region={region}>
                  <th scope="row">{training.region[region]}</th>
                  {classes.map(({ target, regions }) => {
                    const found = regions.find((one) => one.region === region)
                    return (
                      <td key={target} className="number">
                        {found ? percent(found.share) : '–'}
                      </td>
                    )
                  })}
                </tr>
              ))}
            </Table>
          )
        }
      </Await>
      {model.likeness_to_random !== null && (
        <p className="hint">{training.likeness(number(model.likeness_to_random, 2))}</p>
      )}
    </section>
  )
}
