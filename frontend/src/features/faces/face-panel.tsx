/** Beside the stage: what is known, and a button with its key for everything that can be said. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useKeyLabel } from '../../player/use-keys'
import { timecode } from '../../player/engine/frames'
import type { ActionId } from '../../player/engine/keys'
import type { FaceFrameDetail } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Facts, Mark } from '../../shared/ui/marks'
import { Failure } from '../../shared/ui/states'
import { ArmText } from './chain-panel'
import { FrameStateMark, useVerdictText } from './frame-state'
import type { Said } from './review-queries'
import type { Refused } from './use-answers'
import { reasons, type Desk } from './use-desk'

type Props = {
  frame: FaceFrameDetail
  desk: Desk
  refused: Refused | null
  takenBack: boolean
  showArms: boolean
  onShowArms: (show: boolean) => void
  onUndo: () => void
  onAnswer: (said: Said, supersedes?: string | null) => void
}

export function FacePanel({
  frame,
  desk,
  refused,
  takenBack,
  showArms,
  onShowArms,
  onUndo,
  onAnswer,
}: Props) {
  const { faces } = useText()
  const { found } = frame
  return (
    <section className="panel face-panel" aria-label={faces.answer}>
      <FrameStateMark frame={frame} />
      {refused && <RefusedAnswer frame={frame} refused={refused} onAnswer={onAnswer} />}
      {takenBack && !frame.review && <p className="notice">{faces.takenBack}</p>}
      <Answers desk={desk} />
      {desk.active !== null && <Pad desk={desk} />}
      <KeyButton id="face.undo" onClick={onUndo}>
        {faces.undo}
      </KeyButton>
      <Facts
        items={[
          [faces.infant, frame.infant.pseudonym],
          [
            faces.video,
            <Link key="video" to={`/videos/${frame.video}`}>
              {frame.video_name}
            </Link>,
          ],
          [faces.time, `${timecode(frame.pts_ms / 1000)} · ${faces.frameNumber(frame.index)}`],
          [faces.foundBy, found?.box ? <ArmText key="arm" name={found.arm} /> : null],
          [faces.others, found && found.others > 0 ? String(found.others) : null],
          [faces.alike, frame.near_duplicate ? faces.yes : null],
        ]}
      />
      {frame.detections.length > 0 && (
        <label className="check">
          <input
            type="checkbox"
            checked={showArms}
            onChange={({ target }) => {
              onShowArms(target.checked)
            }}
          />
          {faces.showArms}
        </label>
      )}
    </section>
  )
}

type KeyButtonProps = {
  id: ActionId
  onClick: () => void
  children: ReactNode
  kind?: string
  pressed?: boolean
}

function KeyButton({ id, onClick, children, kind = '', pressed }: KeyButtonProps) {
  const label = useKeyLabel()(id)
  return (
    <button type="button" className={`button ${kind}`} aria-pressed={pressed} onClick={onClick}>
      {children}
      {label && <kbd>{label}</kbd>}
    </button>
  )
}

function Answers({ desk }: { desk: Desk }) {
  const { faces } = useText()
  return (
    <div className="face-answers">
      <KeyButton id="face.accept" onClick={desk.accept} kind="primary">
        {desk.box ? faces.accept : faces.draw}
      </KeyButton>
      <KeyButton id="face.box" onClick={desk.editFace} pressed={desk.active === 'face'}>
        {faces.editBox}
      </KeyButton>
      <KeyButton id="face.turn" onClick={desk.turnOn}>
        {faces.turn}
      </KeyButton>
      <KeyButton id="face.adult" onClick={desk.addAdult} pressed={typeof desk.active === 'number'}>
        {faces.adult}
      </KeyButton>
      {desk.adults.map((_, place) => (
        <button
          key={place}
          type="button"
          className="button"
          aria-pressed={desk.active === place}
          onClick={() => {
            desk.activate(desk.active === place ? null : place)
          }}
        >
          {faces.adultNumber(place + 1)}
        </button>
      ))}
      <KeyButton id="face.none" onClick={desk.none}>
        {faces.none}
      </KeyButton>
      <KeyButton id="face.covered" onClick={desk.askReason} pressed={desk.asksReason}>
        {faces.covered}
      </KeyButton>
      {desk.asksReason && (
        <fieldset className="face-reasons">
          <legend>{faces.coveredBy}</legend>
          {reasons.map((reason, place) => (
            <button
              key={reason}
              type="button"
              className="button"
              data-reason={reason}
              onClick={() => {
                desk.covered(reason)
              }}
            >
              {faces.reasons[reason]} <kbd>{place + 1}</kbd>
            </button>
          ))}
        </fieldset>
      )}
    </div>
  )
}

/** Every drag as buttons. */
function Pad({ desk }: { desk: Desk }) {
  const { faces } = useText()
  const { pad } = faces
  const button = (id: string, symbol: string, name: string, onClick: () => void) => (
    <button key={id} type="button" className="button" aria-label={name} title={name} onClick={onClick}>
      {symbol}
    </button>
  )
  const move = (dx: number, dy: number) => () => {
    desk.nudge(dx, dy)
  }
  const size = (dx: number, dy: number) => () => {
    desk.resize(dx, dy)
  }
  return (
    <fieldset className="face-pad">
      <legend>{faces.padTitle}</legend>
      <div className="actions">
        {button('left', '←', pad.left, move(-1, 0))}
        {button('up', '↑', pad.up, move(0, -1))}
        {button('down', '↓', pad.down, move(0, 1))}
        {button('right', '→', pad.right, move(1, 0))}
      </div>
      <div className="actions">
        {button('narrower', '→←', pad.narrower, size(-1, 0))}
        {button('wider', '←→', pad.wider, size(1, 0))}
        {button('shorter', '↓↑', pad.shorter, size(0, -1))}
        {button('taller', '↑↓', pad.taller, size(0, 1))}
      </div>
      <div className="actions">
        <KeyButton id="face.remove" onClick={desk.remove}>
          {faces.removeBox}
        </KeyButton>
      </div>
      <p className="hint">{faces.padHint}</p>
    </fieldset>
  )
}

type RefusedProps = Pick<Props, 'frame' | 'onAnswer'> & { refused: Refused }

/** Somebody answered meanwhile: both answers, and what counts is chosen here. */
function RefusedAnswer({ frame, refused, onAnswer }: RefusedProps) {
  const { faces } = useText()
  const textOf = useVerdictText()
  const { said } = refused
  const theirs = frame.review
  return (
    <div className="notice stack" data-refused="true">
      <Failure error={refused.error} />
      <Facts
        items={[
          [faces.mine, said && textOf(said)],
          [theirs?.reviewer_name ?? faces.theirs, theirs ? textOf(theirs) : null],
        ]}
      />
      {said && (
        <button
          type="button"
          className="button"
          onClick={() => {
            onAnswer(said, theirs?.id ?? null)
          }}
        >
          {faces.mineCounts}
        </button>
      )}
      {said && theirs && <Mark icon="check">{faces.theirsStays}</Mark>}
    </div>
  )
}
