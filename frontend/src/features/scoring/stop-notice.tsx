/** Coding that cannot go on by itself: both sides are kept until the person chooses. */
import { useText } from '../../shared/i18n/text'
import { KeepOrTake } from './keep-or-take'
import type { CodingDesk } from './use-coding'

export function StopNotice({ coding: { stop, waiting, resolve } }: { coding: CodingDesk }) {
  const { scoring } = useText()
  if (!stop) return null
  const { server } = stop
  return (
    <KeepOrTake problem={stop} twoSides={Boolean(server)} onChoose={resolve}>
      <p>{server ? scoring.bothSides(waiting, server.intervals.length) : scoring.unsaved(waiting)}</p>
    </KeepOrTake>
  )
}
