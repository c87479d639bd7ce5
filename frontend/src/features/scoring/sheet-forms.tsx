/** The score sheets of a window, one per scale of the study. */
import type { ObservationWindow, ProtocolDocument } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Await } from '../../shared/ui/states'
import { useMySheet, useScalesInUse, type ScaleInUse } from './queries'
import { SheetForm } from './sheet-form'
import type { CodingDesk } from './use-coding'

type Props = {
  study: string
  window: ObservationWindow | null
  coding: CodingDesk
  protocol: ProtocolDocument
}

export function SheetForms({ study, window, coding, protocol }: Props) {
  const { scoring } = useText()
  const scales = useScalesInUse(study)
  return (
    <aside className="scoring-form" aria-label={scoring.sheets}>
      {window ? (
        <Await query={scales}>
          {(used) =>
            used.map((scale) => (
              <OneSheet key={scale.document.key} {...{ window, coding, protocol, scale }} />
            ))
          }
        </Await>
      ) : (
        <p className="panel muted">{scoring.windowFirst}</p>
      )}
    </aside>
  )
}

type OneProps = {
  window: ObservationWindow
  coding: CodingDesk
  protocol: ProtocolDocument
  scale: ScaleInUse
}

function OneSheet({ window, coding, protocol, scale }: OneProps) {
  const sheet = useMySheet(window.id, scale.document.key)
  return (
    <Await query={sheet}>
      {(found) => (
        <SheetForm {...{ window, coding, scale }} cutoff={cutoffOf(protocol, scale)} sheet={found} />
      )}
    </Await>
  )
}

/** The protocol's cut-off, where it speaks of this scale. */
const cutoffOf = ({ pain_cutoff: cutoff }: ProtocolDocument, { document }: ScaleInUse) =>
  cutoff.scale === document.key ? cutoff : null
