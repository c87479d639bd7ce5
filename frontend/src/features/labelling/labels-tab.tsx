/** Everything about a study's labels: the queue, how far raters agree, with the score, over time, with themselves. */
import type { Study } from '../../shared/api/types'
import { DriftPanel } from './drift-panel'
import { FilesPanel } from './files-panel'
import { FrameAgreementPanel } from './frame-agreement'
import { QueuePanel } from './queue-panel'
import { RepeatsPanel } from './repeats-panel'
import { ScoreCheckPanel } from './score-check'
import './labels.css'

export function LabelsTab({ study }: { study: Study }) {
  const reads = study.allowed.includes('labels.read')
  const repeats = study.allowed.includes('frame.label') || study.allowed.includes('repeats.read')
  return (
    <div className="stack">
      {reads && (
        <>
          <QueuePanel study={study} />
          <FrameAgreementPanel study={study.id} />
          <ScoreCheckPanel study={study.id} />
          <DriftPanel study={study.id} />
        </>
      )}
      {repeats && <RepeatsPanel study={study.id} />}
      {reads && <FilesPanel study={study} />}
    </div>
  )
}
