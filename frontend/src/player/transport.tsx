/** Buttons for every key of the player, the speed, the scrubber and the way to a numbered frame. */
import { type FormEvent } from 'react'
import { useFormat, useLanguage, useText } from '../shared/i18n/text'
import { Icon, type IconName } from '../shared/ui/icon'
import { lastFrame, startOfFrame, timecode, type FrameTimes } from './engine/frames'
import { actions, type ActionId } from './engine/keys'
import { RATES, type Playhead, type PlayheadState } from './engine/playhead'
import { useKeyLabel } from './use-keys'

type Props = { playhead: Playhead | null; state: PlayheadState; times: FrameTimes }

export function Transport({ playhead, state, times }: Props) {
  const { player } = useText()
  const step = (frames: number) => () => playhead?.step(frames)
  return (
    <div className="transport" role="group" aria-label={player.transport}>
      <KeyButton id="player.first" icon="first" onPress={() => playhead?.goTo(0)} />
      <KeyButton id="player.previous-ten" icon="previousTen" onPress={step(-10)} />
      <KeyButton id="player.previous" icon="previous" onPress={step(-1)} />
      <KeyButton
        id="player.play"
        icon={state.playing ? 'pause' : 'play'}
        onPress={() => playhead?.toggle()}
        pressed={state.playing}
        main
      />
      <KeyButton id="player.next" icon="next" onPress={step(1)} />
      <KeyButton id="player.next-ten" icon="nextTen" onPress={step(10)} />
      <KeyButton id="player.last" icon="last" onPress={() => playhead?.goTo(lastFrame(times))} />
      <KeyButton id="player.previous-second" text="−1 s" onPress={() => playhead?.stepSeconds(-1)} />
      <KeyButton id="player.next-second" text="+1 s" onPress={() => playhead?.stepSeconds(1)} />
      <Speed playhead={playhead} rate={state.rate} />
      <GoTo playhead={playhead} times={times} />
    </div>
  )
}

type KeyButtonProps = {
  id: ActionId
  onPress: () => void
  main?: boolean
  pressed?: boolean
  disabled?: boolean
} & ({ icon: IconName } | { text: string })

/** A pointer press leaves the focus where it is, so that Space keeps meaning play. */
export function KeyButton({ id, onPress, main = false, pressed, disabled = false, ...face }: KeyButtonProps) {
  const language = useLanguage()
  const key = useKeyLabel()(id)
  const name = actions.find((action) => action.id === id)?.name[language] ?? id
  return (
    <button
      type="button"
      className={`button ${main ? 'primary' : ''}`}
      aria-label={name}
      aria-pressed={pressed}
      disabled={disabled}
      title={key ? `${name} (${key})` : name}
      onMouseDown={(event) => {
        event.preventDefault()
      }}
      onClick={onPress}
    >
      {'icon' in face ? <Icon name={face.icon} /> : face.text}
    </button>
  )
}

function Speed({ playhead, rate }: { playhead: Playhead | null; rate: number }) {
  const { player } = useText()
  const { number } = useFormat()
  const key = useKeyLabel()
  return (
    <label className="filter" title={`${key('player.slower') ?? ''} ${key('player.faster') ?? ''}`}>
      <span>{player.speed}</span>
      <select value={rate} onChange={({ target }) => playhead?.setRate(Number(target.value))}>
        {RATES.map((option) => (
          <option key={option} value={option}>
            {number(option, 2)}×
          </option>
        ))}
      </select>
    </label>
  )
}

function GoTo({ playhead, times }: { playhead: Playhead | null; times: FrameTimes }) {
  const { player } = useText()
  const key = useKeyLabel()('player.go-to')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const input = event.currentTarget.elements.namedItem('frame') as HTMLInputElement
    if (input.value !== '') playhead?.goTo(Number(input.value))
    input.value = ''
    input.blur()
  }
  return (
    <form className="filter go-to" onSubmit={submit}>
      <label htmlFor="go-to-frame" title={key ?? undefined}>
        {player.goTo}
      </label>
      <input
        id="go-to-frame"
        name="frame"
        type="number"
        inputMode="numeric"
        min={0}
        max={lastFrame(times)}
        autoComplete="off"
      />
      <button className="button">{player.go}</button>
    </form>
  )
}

export function Scrubber({ playhead, state, times }: Props) {
  const { player } = useText()
  return (
    <input
      type="range"
      className="scrubber"
      aria-label={player.scrubber}
      aria-valuetext={player.frameOf(String(state.shown), timecode(startOfFrame(times, state.shown)))}
      min={0}
      max={lastFrame(times)}
      step={1}
      value={state.shown}
      onChange={({ target }) => playhead?.goTo(Number(target.value))}
    />
  )
}
