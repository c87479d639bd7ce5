/** What a study is, what is missing, and the one thing to do next. */
import { Link } from 'wouter'
import type { Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Facts, Mark } from '../../shared/ui/marks'
import { Await } from '../../shared/ui/states'
import { useVideos } from '../recordings/queries'
import { useNextStep } from './queries'

export function StudySummary({ study }: { study: Study }) {
  const { studies, common } = useText()
  const { number } = useFormat()
  const { counts, protocol, blind, roles } = study
  const videos = useVideoCounts(study.id)
  const atLeast = (count: number, more: boolean) => `${number(count)}${more ? '+' : ''}`
  const facts = [
    [studies.yourRoles, roles.map((role) => common.roles[role]).join(', ')],
    [studies.infants, number(counts.infants)],
    [studies.videos, videos && studies.ready(number(videos.ready), atLeast(videos.all, videos.more))],
    [studies.members, number(counts.members)],
    [studies.protocol, `${studies.presets[protocol.preset]}, ${studies.version(protocol.version)}`],
    [studies.blind, blind ? common.yes : common.no],
  ] as const
  return (
    <div className="columns study-summary">
      <section className="panel" aria-labelledby="next-title">
        <h2 id="next-title">{studies.next}</h2>
        <NextStep study={study} />
        <ConsentGaps study={study} />
      </section>
      <section className="panel" aria-labelledby="facts-title">
        <h2 id="facts-title">{studies.facts}</h2>
        {study.description && <p>{study.description}</p>}
        <Facts items={facts} />
      </section>
    </div>
  )
}

type VideoCounts = { all: number; ready: number; more: boolean }

/** Counted from the list the videos tab shows anyway; `more` when it goes on. */
function useVideoCounts(study: string): VideoCounts | undefined {
  const { data, hasNextPage } = useVideos(study, { state: 'all' })
  return (
    data && {
      all: data.length,
      ready: data.filter(({ state }) => state === 'ready').length,
      more: hasNextPage,
    }
  )
}

/** Where each step is taken. */
const places = {
  infant: '?tab=infants',
  consent: '?tab=infants&consent=missing',
  upload: '/upload',
  score: '?tab=to-score',
  adjudicate: '/disagreement',
  plan_frames: '?tab=frames',
  detectors: '?tab=detectors',
  prepare_labels: '?tab=labels',
  label: '/label',
  dataset: '?tab=datasets',
  train: '?tab=training',
  approve: '?tab=training',
  review: '?tab=supervision',
  report: '?tab=report',
  watch: '?tab=videos&state=ready',
}

function NextStep({ study }: { study: Study }) {
  const { studies } = useText()
  const query = useNextStep(study)
  return (
    <Await query={query} lines={2}>
      {({ step }) =>
        step === 'nothing' ? (
          <p className="muted">{studies.nextNothing}</p>
        ) : (
          <>
            <p>{studies.nextSteps[step][0]}</p>
            <Link to={`/studies/${study.id}${places[step]}`} className="button next-step">
              {studies.nextSteps[step][1]}
            </Link>
          </>
        )
      }
    </Await>
  )
}

function ConsentGaps({ study: { consent_gaps: gaps, counts } }: { study: Study }) {
  const { studies } = useText()
  if (counts.infants === 0) return null
  if (gaps === 0) return <Mark icon="check">{studies.gapsNone}</Mark>
  return (
    <p className="row">
      <Mark icon="warning" tone="waiting">
        {studies.gapsCount(gaps)}
      </Mark>
      <Link to="?tab=infants&consent=missing">{studies.gapsShow}</Link>
    </p>
  )
}
