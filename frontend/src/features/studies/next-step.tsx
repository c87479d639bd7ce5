/** The one thing a person can do next in a study, and the way to where it is done. */
import { Link } from 'wouter'
import type { Study } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Await } from '../../shared/ui/states'
import type { SectionId } from './place'
import { useNextStep } from './queries'

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

/** Whether a step is taken somewhere else than in this section. */
export const leadsAway = (step: keyof typeof places | 'nothing', here: SectionId): boolean =>
  step !== 'nothing' && !places[step].startsWith(`?tab=${here}`)

export function NextStep({ study }: { study: Study }) {
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

/** Only the way, for a list of studies; nothing where nothing waits. */
export function NextLink({ study }: { study: Study }) {
  const { studies } = useText()
  const { data } = useNextStep(study)
  if (!data || data.step === 'nothing' || data.step === 'watch') return null
  return (
    <Link to={`/studies/${study.id}${places[data.step]}`} className="button next-step">
      {studies.nextSteps[data.step][1]}
    </Link>
  )
}
