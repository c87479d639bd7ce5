/** What labelling cannot settle by itself: two answers to choose from, refusals, no connection, nothing left. */
import type { Label } from '../../player/engine/labels'
import { ApiError } from '../../shared/api/errors'
import { useCodeText, useFailureText, useText } from '../../shared/i18n/text'
import { LabelMark } from './screen-marks'
import type { LabellingDesk } from './use-label-desk'

export function ScreenNotices({ desk }: { desk: LabellingDesk }) {
  const { labelling } = useText()
  const { supply, state } = desk
  const open = state.items.some(({ id }) => !state.labels.has(id))
  return (
    <>
      <Stopped desk={desk} />
      <Refused desk={desk} />
      {supply === 'unreachable' && <p className="notice">{labelling.unreachable}</p>}
      {supply === 'exhausted' && !open && (
        <p className="notice" role="status" data-exhausted>
          {labelling.exhausted}
        </p>
      )}
    </>
  )
}

function Stopped({ desk: { queue, resolve } }: { desk: LabellingDesk }) {
  const { labelling } = useText()
  const failureText = useFailureText()
  const { stop, waiting } = queue
  if (!stop) return null
  const mine: Label | undefined = waiting.find(({ id }) => id === stop.label)
  const act = (side: 'mine' | 'server') => () => {
    resolve(side)
  }
  return (
    <div className="notice stop-notice" role="alert">
      <p>{mine ? labelling.conflict : failureText(new ApiError(409, stop))}</p>
      {mine && (
        <dl className="label-sides">
          <div>
            <dt>{labelling.mine}</dt>
            <dd>
              <LabelMark label={mine} />
            </dd>
          </div>
          <div>
            <dt>{labelling.server}</dt>
            <dd>
              <LabelMark label={stop.server ?? undefined} />
            </dd>
          </div>
        </dl>
      )}
      <div className="row">
        <button type="button" className="button primary" onClick={act('mine')}>
          {mine ? labelling.keepMine : labelling.sendAgain}
        </button>
        {mine && (
          <button type="button" className="button" onClick={act('server')}>
            {labelling.takeServer}
          </button>
        )}
      </div>
    </div>
  )
}

function Refused({ desk: { queue, dismissRefused } }: { desk: LabellingDesk }) {
  const { labelling } = useText()
  const codeText = useCodeText()
  if (queue.refused.length === 0) return null
  const reasons = [...new Set(queue.refused.map((refusal) => codeText(refusal)))]
  return (
    <div className="notice" role="alert">
      <p>{labelling.refused(queue.refused.length)}</p>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <button type="button" className="button" onClick={dismissRefused}>
        {labelling.understood}
      </button>
    </div>
  )
}
