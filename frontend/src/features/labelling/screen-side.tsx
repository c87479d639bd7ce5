/** Beside the frame: the face cut out and upright, what it shows, a note, how bright and how large. */
import { useLayoutEffect, useRef } from 'react'
import { LABEL_ACTION_KEYS } from '../../player/engine/label-keys'
import type { LabelTask } from '../../shared/api/types'
import { frameActionNames } from '../../shared/i18n/frame-actions'
import { useLanguage, useText } from '../../shared/i18n/text'
import { Icon } from '../../shared/ui/icon'
import type { Pictures } from './desk-pictures'
import { cropSquare } from './picture-geometry'
import { KeyHint } from './screen-bar'
import type { Hand } from './screen-desk'
import { LabelMark } from './screen-marks'
import type { LabellingDesk } from './use-label-desk'

type Props = { task: LabelTask; pictures: Pictures; desk: LabellingDesk; hand: Hand }

export function ScreenSide({ task, pictures, desk, hand }: Props) {
  const { labelling } = useText()
  const label = desk.state.labels.get(task.id)
  return (
    <aside className="label-side" aria-label={labelling.faceOf(task.pseudonym)}>
      <FaceCrop task={task} pictures={pictures} brightness={hand.view.brightness} />
      {hand.view.mode === 'grid' && <LabelMark label={label} />}
      {desk.progress.actions.length > 0 && <Ticks desk={desk} hand={hand} />}
      <label className="label-note field">
        <span>{labelling.note}</span>
        <textarea
          key={label?.id ?? ''}
          rows={2}
          maxLength={1000}
          disabled={!label}
          placeholder={labelling.notePlaceholder}
          defaultValue={label?.note ?? ''}
          onBlur={({ target }) => {
            hand.write(target.value.trim())
          }}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Escape') currentTarget.blur()
          }}
        />
      </label>
      <ViewControls hand={hand} />
    </aside>
  )
}

const SIDE_PX = 288

function FaceCrop({
  task,
  pictures,
  brightness,
}: {
  task: LabelTask
  pictures: Pictures
  brightness: number
}) {
  const { labelling } = useText()
  const canvas = useRef<HTMLCanvasElement>(null)
  const picture = pictures.get(task.frame)
  useLayoutEffect(() => {
    const board = canvas.current
    const context = board?.getContext('2d')
    const square = cropSquare(task)
    if (!board || !context || !picture || !square) return
    context.clearRect(0, 0, SIDE_PX, SIDE_PX)
    context.save()
    context.translate(SIDE_PX / 2, SIDE_PX / 2)
    context.rotate((square.turn * Math.PI) / 180)
    context.drawImage(
      picture,
      square.left,
      square.top,
      square.side,
      square.side,
      -SIDE_PX / 2,
      -SIDE_PX / 2,
      SIDE_PX,
      SIDE_PX,
    )
    context.restore()
  }, [picture, task])
  if (!task.face) return <p className="label-crop empty">{labelling.noFace}</p>
  return (
    <canvas
      ref={canvas}
      className="label-crop"
      width={SIDE_PX}
      height={SIDE_PX}
      role="img"
      aria-label={labelling.faceOf(task.pseudonym)}
      style={{ filter: `brightness(${brightness})` }}
    />
  )
}

function Ticks({ desk, hand }: { desk: LabellingDesk; hand: Hand }) {
  const { labelling } = useText()
  const names = frameActionNames[useLanguage()]
  return (
    <fieldset className="label-ticks">
      <legend>{labelling.actions}</legend>
      {desk.progress.actions.map((action, place) => (
        <button
          key={action}
          type="button"
          className="button"
          role="checkbox"
          aria-checked={hand.ticked.includes(action)}
          data-action={action}
          onClick={() => {
            hand.tick(action)
          }}
        >
          <span className="label-tick" aria-hidden="true">
            {hand.ticked.includes(action) ? '☑' : '☐'}
          </span>
          {names[action] ?? action}
          {place < LABEL_ACTION_KEYS.length && (
            <KeyHint id={`label.tick.${LABEL_ACTION_KEYS[place] ?? '5'}`} />
          )}
        </button>
      ))}
    </fieldset>
  )
}

function ViewControls({ hand: { view, playing, play } }: { hand: Hand }) {
  const { labelling } = useText()
  return (
    <div className="label-controls">
      {view.mode === 'one' && (
        <button
          type="button"
          className="button"
          aria-pressed={playing}
          onClick={() => {
            play(!playing)
          }}
        >
          <Icon name={playing ? 'pause' : 'play'} />
          {playing ? labelling.stop : labelling.play}
          <KeyHint id="label.play" />
        </button>
      )}
      <div className="row">
        <span>{view.mode === 'grid' ? labelling.size : labelling.zoom}</span>
        <button
          type="button"
          className="button square"
          aria-label={labelling.smaller}
          onClick={() => {
            view.larger(-1)
          }}
        >
          −
        </button>
        <span className="number">{view.mode === 'grid' ? view.size : `${view.zoom}×`}</span>
        <button
          type="button"
          className="button square"
          aria-label={labelling.larger}
          onClick={() => {
            view.larger(1)
          }}
        >
          +
        </button>
      </div>
      <label className="label-brightness">
        <span>{labelling.brightness}</span>
        <input
          type="range"
          min="0.5"
          max="2.5"
          step="0.1"
          value={view.brightness}
          onChange={({ target }) => {
            view.change({ brightness: Number(target.value) })
          }}
        />
      </label>
    </div>
  )
}
