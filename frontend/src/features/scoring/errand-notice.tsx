/** A window, or an answer, that cannot be saved by itself: both sides are shown until the person chooses. */
import type { WindowFacts } from '../../player/engine/errands'
import { startOfFrame, timecode, type FrameTimes } from '../../player/engine/frames'
import { useText } from '../../shared/i18n/text'
import { Table } from '../../shared/ui/table'
import { KeepOrTake } from './keep-or-take'
import type { ErrandDesk } from './use-errands'

type Props = { errands: ErrandDesk; times: FrameTimes }

/** A sheet with two sides shows them itself. */
export function ErrandNotice({ errands: { stop, resolve }, times }: Props) {
  if (!stop || (stop.stop.server && 'answers' in stop.stop.server)) return null
  const { server, mine } = stop.stop
  return (
    <KeepOrTake problem={stop.stop} twoSides={Boolean(server)} onChoose={resolve}>
      {server && mine && 'facts' in server && (
        <WindowSides mine={mine} server={server.facts} retired={server.retired} times={times} />
      )}
    </KeepOrTake>
  )
}

type SidesProps = { mine: WindowFacts; server: WindowFacts; retired: boolean; times: FrameTimes }

function WindowSides({ mine, server, retired, times }: SidesProps) {
  const { scoring, common } = useText()
  const named = (names: Partial<Record<string, string>>, key: string | undefined) =>
    key === undefined ? '–' : (names[key] ?? key.replaceAll('_', ' '))
  const at = (frame: number) => `${timecode(startOfFrame(times, frame))} f ${frame}`
  const rows: [string, (facts: WindowFacts) => string][] = [
    [scoring.start, ({ start_frame: frame }) => at(frame)],
    [scoring.end, ({ end_frame: frame }) => at(frame - 1)],
    [scoring.startEvent, ({ start_event: event }) => named(scoring.startEvents, event)],
    [scoring.endReason, ({ end_reason: reason }) => named(scoring.endReasons, reason)],
    [scoring.isPrimary, ({ is_primary: primary }) => (primary ? common.yes : common.no)],
    [scoring.windowNote, ({ note }) => note ?? ''],
  ]
  if (retired) return <p>{scoring.windowRetired}</p>
  return (
    <Table caption={scoring.window} heads={[scoring.window, scoring.mine, scoring.elsewhere]}>
      {rows.map(([name, of]) => (
        <tr key={name} className={of(mine) === of(server) ? '' : 'differs'}>
          <th scope="row">{name}</th>
          <td>{of(mine)}</td>
          <td>{of(server)}</td>
        </tr>
      ))}
    </Table>
  )
}
