/** What a study is, what is missing, and the one thing to do next. */
import { Link } from 'wouter'
import type { Allowed, Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Facts, Mark } from '../../shared/ui/marks'
import { useVideos } from '../recordings/queries'

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
        {videos && <NextStep study={study} videos={videos} />}
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

function NextStep({ study, videos }: { study: Study; videos: VideoCounts }) {
  const { studies, infants, recordings, scoring } = useText()
  const { counts, allowed } = study
  const may = (action: Allowed) => allowed.includes(action)
  const steps = [
    {
      due: counts.infants === 0 && may('infant.add'),
      text: studies.nextInfant,
      to: '?tab=infants',
      name: infants.add,
    },
    {
      due: counts.infants > 0 && study.consent_gaps === counts.infants && may('infant.add'),
      text: studies.nextConsent,
      to: '?tab=infants&consent=missing',
      name: studies.gapsShow,
    },
    {
      due: videos.all === 0 && counts.infants > 0 && may('video.upload'),
      text: studies.nextUpload,
      to: `/studies/${study.id}/upload`,
      name: recordings.upload,
    },
    {
      due: videos.ready > 0 && may('video.score'),
      text: scoring.nextScore,
      to: '?tab=to-score',
      name: scoring.toScore,
    },
    {
      due: videos.ready > 0,
      text: studies.nextWatch,
      to: '?tab=videos&state=ready',
      name: studies.videos,
    },
  ]
  const step = steps.find(({ due }) => due)
  if (!step) return <p className="muted">{recordings.noneOperator}</p>
  return (
    <>
      <p>{step.text}</p>
      <Link to={step.to} className="button next-step">
        {step.name}
      </Link>
    </>
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
