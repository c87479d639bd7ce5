/** Supervision from outside: the queue, and what suggestions changed. */
import type { Study } from '../../shared/api/types'
import { EffectPanel } from './effect-panel'
import { QueuePanel } from './queue-panel'

export function SupervisionTab({ study }: { study: Study }) {
  return (
    <div className="stack">
      {study.allowed.includes('frame.supervise') && <QueuePanel study={study} />}
      <EffectPanel study={study.id} />
    </div>
  )
}
