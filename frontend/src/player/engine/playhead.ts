/** Keeps the frame on screen and its number in step: one seek at a time, the latest wish wins. */
import { clampFrame, frameAfter, frameAt, lastFrame, middleOfFrame, type FrameTimes } from './frames'

/** What the playhead needs of an HTMLVideoElement. */
export type Screen = Pick<
  HTMLVideoElement,
  'currentTime' | 'paused' | 'playbackRate' | 'play' | 'pause' | 'addEventListener' | 'removeEventListener'
> &
  Partial<Pick<HTMLVideoElement, 'requestVideoFrameCallback' | 'cancelVideoFrameCallback'>>

export type PlayheadState = {
  /** The frame that is on screen now. */
  shown: number
  playing: boolean
  rate: number
  /** False while a seek is on its way. */
  settled: boolean
}

export const RATES = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2] as const

export class Playhead {
  private state: PlayheadState = { shown: 0, playing: false, rate: 1, settled: true }
  private target: number | null = null
  private wish: number | null = null
  /** The frame before the seek in flight, and whether the browser has painted another one since. */
  private before = 0
  private painted = false
  private callback = 0
  private loop: { start: number; end: number } | null = null
  private readonly listeners = new Set<() => void>()
  private readonly screen: Screen
  private readonly times: FrameTimes
  private readonly afterPaint: (run: () => void) => void

  constructor(
    screen: Screen,
    times: FrameTimes,
    afterPaint: (run: () => void) => void = (run) => {
      requestAnimationFrame(run)
    },
  ) {
    this.screen = screen
    this.times = times
    this.afterPaint = afterPaint
  }

  /** Starts following the screen and shows `frame`. */
  attach(frame = 0): void {
    for (const [name, handler] of this.handlers()) this.screen.addEventListener(name, handler)
    this.watchFrames()
    this.goTo(frame)
  }

  detach(): void {
    for (const [name, handler] of this.handlers()) this.screen.removeEventListener(name, handler)
    this.screen.cancelVideoFrameCallback?.(this.callback)
    this.listeners.clear()
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  snapshot = (): PlayheadState => this.state

  goTo(frame: number): void {
    this.screen.pause()
    this.wish = clampFrame(this.times, frame)
    this.seekNext()
  }

  step(frames: number): void {
    this.goTo(this.heading() + frames)
  }

  stepSeconds(seconds: number): void {
    this.goTo(frameAfter(this.times, this.heading(), seconds))
  }

  toggle(): void {
    if (!this.screen.paused) return this.screen.pause()
    if (this.state.shown === lastFrame(this.times)) this.screen.currentTime = 0
    // A refused or interrupted start changes nothing on screen: the pause event has already said so.
    this.screen.play().catch(() => undefined)
  }

  /** The next speed up or down from the present one. */
  shiftRate(direction: 1 | -1): void {
    const index = RATES.findIndex((rate) => rate === this.state.rate)
    this.setRate(RATES[index + direction] ?? this.state.rate)
  }

  setRate(rate: number): void {
    this.screen.playbackRate = rate
    this.publish({ rate })
  }

  /** Playing stays inside these frames, over and over; null lets it run on. */
  setLoop(span: { start: number; end: number } | null): void {
    this.loop = span
  }

  private turnBack(shown: number): void {
    if (!this.loop || !this.state.playing || shown < this.loop.end - 1) return
    this.screen.currentTime = middleOfFrame(this.times, this.loop.start)
  }

  /** Where a held key counts on from: the wish, else the seek in flight, else what is on screen. */
  private heading(): number {
    return this.wish ?? this.target ?? this.state.shown
  }

  private seekNext(): void {
    if (this.target !== null || this.wish === null) return
    this.target = this.wish
    this.wish = null
    this.before = this.state.shown
    this.painted = false
    this.publish({ settled: false })
    this.screen.currentTime = middleOfFrame(this.times, this.target)
  }

  private handlers() {
    return [
      ['seeked', this.onSeeked],
      ['play', this.onPlay],
      ['pause', this.onPause],
      ['timeupdate', this.onTimeUpdate],
    ] as const
  }

  /** A seek can be over before its frame is painted: then the number waits for the picture, two paints at most. */
  private onSeeked = (): void => {
    if (this.target === null) return
    if (this.painted) return this.settle()
    this.afterPaint(() => {
      this.afterPaint(this.settle)
    })
  }

  private settle = (): void => {
    if (this.target === null) return
    // Without a painted frame's own time, the frame asked for is the frame on screen.
    const shown = this.painted ? this.state.shown : frameAt(this.times, this.screen.currentTime)
    this.target = null
    this.publish({ shown, settled: this.wish === null })
    this.afterPaint(() => {
      this.seekNext()
    })
  }

  private onPlay = (): void => {
    this.wish = null
    this.publish({ playing: true })
  }

  /** A pause can fall between two frames: seeking to the middle of the one on screen settles which it is. */
  private onPause = (): void => {
    if (!this.state.playing) return
    this.publish({ playing: false })
    if (this.target === null && this.wish === null) this.goTo(this.state.shown)
  }

  /** Only for browsers that do not report painted frames. */
  private onTimeUpdate = (): void => {
    if (this.state.playing && !this.screen.requestVideoFrameCallback)
      this.showPlaying(frameAt(this.times, this.screen.currentTime))
  }

  private showPlaying(shown: number): void {
    this.publish({ shown })
    this.turnBack(shown)
  }

  private watchFrames(): void {
    this.callback =
      this.screen.requestVideoFrameCallback?.((_now, { mediaTime }) => {
        const shown = frameAt(this.times, mediaTime)
        if (shown !== this.before) this.painted = true
        this.showPlaying(shown)
        this.watchFrames()
      }) ?? 0
  }

  private publish(change: Partial<PlayheadState>): void {
    const next = { ...this.state, ...change }
    const same = (Object.keys(next) as (keyof PlayheadState)[]).every((key) => next[key] === this.state[key])
    if (same) return
    this.state = next
    for (const listener of this.listeners) listener()
  }
}
