/** The score sheets of a window, one per scale of the study. */
import type { ObservationWindow, ProtocolDocument } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Await } from '../../shared/ui/states'
import { useMySheet, useScalesInUse, type ScaleInUse } from './queries'
import { SheetForm } from './sheet-form'
import type { CodingDesk } from './use-coding'
import type { ErrandDesk } from './use-errands'
import type { WindowDesk } from './use-window-desk'
import './sheets.css'

type Props = {
  study: string
  desk: WindowDesk
  coding: CodingDesk
  errands: ErrandDesk
  protocol: ProtocolDocument
}

export function SheetForms({ study, desk: { current: window, known }, coding, errands, protocol }: Props) {
  const { scoring } = useText()
  const scales = useScalesInUse(study)
  return (
    <aside className="scoring-form" aria-label={scoring.sheets}>
      {window ? (
        <Await query={scales}>
          {(used) =>
            used.map((scale) => (
              <OneSheet key={scale.document.key} {...{ window, known, coding, errands, protocol, scale }} />
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
  known: boolean
  coding: CodingDesk
  errands: ErrandDesk
  protocol: ProtocolDocument
  scale: ScaleInUse
}

function OneSheet({ window, known, coding, errands, protocol, scale }: OneProps) {
  const sheet = useMySheet(window.id, scale.document.key, known)
  return (
    <Await query={sheet}>
      {(found) => (
        <SheetForm {...{ window, coding, errands, scale }} cutoff={cutoffOf(protocol, scale)} sheet={found} />
      )}
    </Await>
  )
}

/** The protocol's cut-off, where it speaks of this scale. */
const cutoffOf = ({ pain_cutoff: cutoff }: ProtocolDocument, { document }: ScaleInUse) =>
  cutoff.scale === document.key ? cutoff : null
