/** What a study is, what is missing, and the one thing to do next. */
import { Link } from 'wouter'
import type { Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Facts, Mark } from '../../shared/ui/marks'
import { useVideos } from '../recordings/queries'
import { leadsAway, NextStep } from './next-step'
import type { SectionId } from './place'
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

/** The same in one line above a section's own content; nothing where nothing waits, or where it is done right here. */
export function NextStepRow({ study, here }: { study: Study; here: SectionId }) {
  const { studies } = useText()
  const { data } = useNextStep(study)
  const waits = data !== undefined && data.step !== 'watch' && leadsAway(data.step, here)
  const gaps = study.consent_gaps > 0
  if (!waits && !gaps) return null
  return (
    <section className="row next-row" aria-label={studies.next}>
      {waits && <NextStep study={study} />}
      {gaps && <ConsentGaps study={study} />}
    </section>
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
