/** One dataset: what it holds, how it came about, how it differs from another, and how it leaves. */
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { DatasetDetail, Study } from '../../shared/api/types'
import { useFormat, useLanguage, useText } from '../../shared/i18n/text'
import { Facts } from '../../shared/ui/marks'
import { Page } from '../../shared/ui/page'
import { Await, Failure } from '../../shared/ui/states'
import { useMe } from '../accounts/session'
import { isLive } from '../jobs/queries'
import { useHere } from '../studies/place'
import { useStudy } from '../studies/queries'
import { Infants, LeftOut, OriginalClasses, Sources, Sums, Warnings } from './counts'
import { DatasetState } from './datasets-tab'
import { Difference } from './difference'
import { ExportsPanel } from './exports-panel'
import { flowAddress, useCard, useDataset, useDiscard } from './queries'
import './datasets.css'

export default function DatasetPage({ id }: { id: string }) {
  const query = useDataset(id)
  return <Await query={query}>{(dataset) => <InStudy dataset={dataset} />}</Await>
}

function InStudy({ dataset }: { dataset: DatasetDetail }) {
  const query = useStudy(dataset.study)
  useHere(dataset.study, 'datasets')
  return <Await query={query}>{(study) => <Sheet dataset={dataset} study={study} />}</Await>
}

function Sheet({ dataset, study }: { dataset: DatasetDetail; study: Study }) {
  const { datasets } = useText()
  const back = { to: `/studies/${study.id}?tab=datasets`, name: datasets.backTo(study.name) }
  const { summary } = dataset
  return (
    <Page title={`${datasets.version} ${dataset.number}: ${dataset.name}`} back={back}>
      <div className="stack" data-ready={dataset.ready_at !== null}>
        {dataset.contains_withdrawn && (
          <p className="notice">{datasets.withdrawnNotice(dataset.withdrawn_infants)}</p>
        )}
        <section className="panel" aria-labelledby="holds">
          <div className="panel-head">
            <h2 id="holds">{datasets.holds}</h2>
            <DatasetState dataset={dataset} />
          </div>
          {summary && <Sums summary={summary} />}
          {summary && <Warnings summary={summary} />}
          <Made dataset={dataset} />
          {study.allowed.includes('datasets.build') && <Discard dataset={dataset} />}
        </section>
        {summary && (
          <>
            <Flow dataset={dataset} />
            <section className="panel" aria-label={datasets.tables}>
              <div className="dataset-tables">
                <LeftOut summary={summary} />
                <Sources summary={summary} />
                <OriginalClasses summary={summary} />
                <Infants infants={dataset.by_infant} />
              </div>
            </section>
            {dataset.origin === 'study' && <Difference dataset={dataset} />}
            {study.allowed.includes('datasets.export') && <ExportsPanel dataset={dataset} />}
            <Card dataset={dataset} />
          </>
        )}
      </div>
    </Page>
  )
}

function Made({ dataset }: { dataset: DatasetDetail }) {
  const { datasets } = useText()
  const { moment } = useFormat()
  const rules = useRulesText(dataset)
  return (
    <Facts
      items={[
        [datasets.builtBy, `${dataset.created_by_name}, ${moment(dataset.created_at)}`],
        ...rules,
        [datasets.domain, dataset.domain],
        [datasets.note, dataset.note],
        [datasets.hash, dataset.sha256 && <span className="mono">{dataset.sha256}</span>],
      ]}
    />
  )
}

/** The rules in words; what came from elsewhere has none of ours. */
function useRulesText({ origin, rules }: DatasetDetail): (readonly [string, string])[] {
  const { datasets, common } = useText()
  if (origin !== 'study') return []
  const given = rules as Record<string, unknown>
  const labels = String(given['labels']) as keyof typeof datasets.labelChoices
  const agreement = String(given['agreement']) as keyof typeof datasets.agreements
  const sources = (given['sources'] ?? []) as (keyof typeof datasets.sources)[]
  const said = (value: unknown) => (value ? common.yes : common.no)
  const choice = datasets.labelChoices[labels]
  const details: Partial<Record<string, string>> = {
    consensus: datasets.agreements[agreement],
    rater: String(given['rater']),
  }
  const detail = details[labels]
  return [
    [datasets.labels, detail ? `${choice} (${detail})` : choice],
    [datasets.sourcesCounted, sources.map((source) => datasets.sources[source]).join(', ')],
    [datasets.ratersNeeded, String(given['raters_needed'])],
    [datasets.keepAlike, said(given['near_duplicates'])],
    [datasets.keepInconsistent, said(given['inconsistent_videos'])],
    [
      datasets.crop,
      `${String(given['side_px'])} px, ${datasets.margin.toLowerCase()} ${String(given['margin'])}`,
    ],
  ]
}

/** Only what was never built, and is not being built. */
function Discard({ dataset }: { dataset: DatasetDetail }) {
  const { datasets } = useText()
  const [, go] = useLocation()
  const discard = useDiscard(dataset)
  if (dataset.ready_at !== null || isLive(dataset.job)) return null
  return (
    <div className="actions">
      <button
        type="button"
        className="button"
        disabled={discard.isPending}
        onClick={() => {
          discard.mutate(undefined, {
            onSuccess: () => {
              go(`/studies/${dataset.study}?tab=datasets`)
            },
          })
        }}
      >
        {datasets.discard}
      </button>
      <Failure error={discard.error} />
    </div>
  )
}

function Flow({ dataset }: { dataset: DatasetDetail }) {
  const { datasets, agreement } = useText()
  const language = useLanguage()
  const { theme } = useMe()
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  return (
    <section className="panel" aria-labelledby="flow">
      <h2 id="flow">{datasets.flow}</h2>
      <figure className="dataset-flow">
        <img src={flowAddress(dataset.id, language, dark ? 'dark' : 'light')} alt={datasets.flowAlt} />
        <figcaption>
          <a className="button" href={flowAddress(dataset.id, language, 'light')} download="flow.svg">
            {agreement.exportSvg}
          </a>
        </figcaption>
      </figure>
    </section>
  )
}

function Card({ dataset }: { dataset: DatasetDetail }) {
  const { datasets } = useText()
  const [open, setOpen] = useState(false)
  const query = useCard(dataset.id, open)
  return (
    <section className="panel" aria-label={datasets.card}>
      <details
        onToggle={({ currentTarget }) => {
          setOpen(currentTarget.open)
        }}
      >
        <summary>{datasets.card}</summary>
        {open && <Await query={query}>{({ text }) => <pre className="dataset-card">{text}</pre>}</Await>}
      </details>
    </section>
  )
}
