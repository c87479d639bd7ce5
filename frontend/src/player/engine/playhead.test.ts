import { describe, expect, it } from 'vitest'
import { frameAt } from './frames'
import { Playhead, type Screen } from './playhead'

const times = {
  timescale: 90_000,
  times: Array.from({ length: 100 }, (_, index) => index * 3003),
  end: 300_300,
}

/** A video element that seeks only when told, and remembers every seek. */
class FakeScreen extends EventTarget {
  seeks: number[] = []
  paused = true
  playbackRate = 1
  private at = 0
  private painted: ((now: number, metadata: { mediaTime: number }) => void) | null = null

  get currentTime() {
    return this.at
  }

  set currentTime(seconds: number) {
    this.at = seconds
    this.seeks.push(frameAt(times, seconds))
  }

  requestVideoFrameCallback = (run: never) => {
    this.painted = run
    return 1
  }

  cancelVideoFrameCallback = () => {
    this.painted = null
  }

  paint(mediaTime: number) {
    this.painted?.(0, { mediaTime })
  }

  play() {
    this.paused = false
    this.dispatchEvent(new Event('play'))
    return Promise.resolve()
  }

  pause() {
    if (this.paused) return
    this.paused = true
    this.dispatchEvent(new Event('pause'))
  }

  finishSeek() {
    this.dispatchEvent(new Event('seeked'))
  }
}

function setUp({ reportsFrames = true } = {}) {
  const screen = new FakeScreen()
  const element = screen as unknown as Screen
  if (!reportsFrames) Object.assign(screen, { requestVideoFrameCallback: undefined })
  const playhead = new Playhead(element, times, (run) => {
    run()
  })
  playhead.attach()
  screen.finishSeek()
  screen.seeks = []
  return { screen, playhead, shown: () => playhead.snapshot().shown }
}

describe('seeking', () => {
  it('shows the number only once the frame is there', () => {
    const { screen, playhead, shown } = setUp()
    playhead.goTo(40)
    expect(shown()).toBe(0)
    expect(playhead.snapshot().settled).toBe(false)
    screen.finishSeek()
    expect(shown()).toBe(40)
    expect(playhead.snapshot().settled).toBe(true)
  })

  it('keeps one seek in flight while a key is held, and lands on the sum of all steps', () => {
    const { screen, playhead, shown } = setUp()
    for (let repeat = 0; repeat < 10; repeat += 1) playhead.step(1)
    expect(screen.seeks).toEqual([1])
    screen.finishSeek()
    expect(screen.seeks).toEqual([1, 10])
    expect(shown()).toBe(1)
    screen.finishSeek()
    expect(shown()).toBe(10)
    expect(screen.seeks).toEqual([1, 10])
  })

  it('stops at both ends', () => {
    const { screen, playhead, shown } = setUp()
    playhead.step(-5)
    screen.finishSeek()
    expect(shown()).toBe(0)
    playhead.goTo(5000)
    screen.finishSeek()
    expect(shown()).toBe(99)
  })

  it('steps by seconds', () => {
    const { screen, playhead, shown } = setUp()
    playhead.stepSeconds(1)
    screen.finishSeek()
    expect(shown()).toBe(29)
  })

  it('believes the painted frame over the frame asked for', () => {
    const { screen, playhead, shown } = setUp()
    playhead.goTo(99)
    screen.paint((98 * 3003) / 90_000)
    screen.finishSeek()
    expect(shown()).toBe(98)
  })

  it('is not misled by a late report of the frame before', () => {
    const { screen, playhead, shown } = setUp()
    playhead.goTo(50)
    screen.paint(0)
    screen.finishSeek()
    expect(shown()).toBe(50)
  })

  it('settles no sooner than the picture, also where the frame on screen is the one asked for', () => {
    const screen = new FakeScreen()
    const paints: (() => void)[] = []
    const playhead = new Playhead(screen as unknown as Screen, times, (run) => paints.push(run))
    playhead.attach()
    screen.finishSeek()
    expect(playhead.snapshot().settled).toBe(false)
    paints.shift()?.()
    expect(playhead.snapshot().settled).toBe(false)
    paints.shift()?.()
    expect(playhead.snapshot()).toMatchObject({ settled: true, shown: 0 })
  })

  it('works without reports of painted frames', () => {
    const { screen, playhead, shown } = setUp({ reportsFrames: false })
    playhead.goTo(7)
    screen.finishSeek()
    expect(shown()).toBe(7)
  })
})

describe('playing', () => {
  it('follows painted frames and settles on the one at the pause', () => {
    const { screen, playhead, shown } = setUp()
    playhead.toggle()
    expect(playhead.snapshot().playing).toBe(true)
    screen.paint((12 * 3003) / 90_000)
    expect(shown()).toBe(12)
    playhead.toggle()
    expect(playhead.snapshot().playing).toBe(false)
    expect(screen.seeks).toEqual([12])
  })

  it('pauses to step', () => {
    const { screen, playhead, shown } = setUp()
    playhead.toggle()
    screen.paint((12 * 3003) / 90_000)
    playhead.step(1)
    expect(screen.paused).toBe(true)
    while (!playhead.snapshot().settled) screen.finishSeek()
    expect(shown()).toBe(13)
  })

  it('starts again from the first frame at the end', () => {
    const { screen, playhead } = setUp()
    playhead.goTo(99)
    screen.finishSeek()
    playhead.toggle()
    expect(screen.currentTime).toBe(0)
    expect(playhead.snapshot().playing).toBe(true)
  })

  it('follows the clock where painted frames are not reported', () => {
    const { screen, playhead, shown } = setUp({ reportsFrames: false })
    playhead.toggle()
    screen.currentTime = 1
    screen.dispatchEvent(new Event('timeupdate'))
    expect(shown()).toBe(frameAt(times, 1))
  })

  it('walks the list of speeds and stays at its ends', () => {
    const { screen, playhead } = setUp()
    for (let press = 0; press < 9; press += 1) playhead.shiftRate(1)
    expect(screen.playbackRate).toBe(2)
    for (let press = 0; press < 20; press += 1) playhead.shiftRate(-1)
    expect(playhead.snapshot().rate).toBe(0.25)
  })
})

describe('looping', () => {
  const frame = (number: number) => (number * 3003 + 1) / 90_000

  it('turns back at the last frame while it plays, and only then', () => {
    const { screen, playhead } = setUp()
    playhead.setLoop({ start: 10, end: 20 })
    screen.paint(frame(30))
    expect(screen.seeks).toEqual([])
    playhead.toggle()
    screen.paint(frame(18))
    expect(screen.seeks).toEqual([])
    screen.paint(frame(19))
    expect(screen.seeks).toEqual([10])
    expect(screen.paused).toBe(false)
    playhead.setLoop(null)
    screen.paint(frame(40))
    expect(screen.seeks).toEqual([10])
  })
})

describe('listening', () => {
  it('tells listeners of changes only, until stopped', () => {
    const { screen, playhead } = setUp()
    let calls = 0
    playhead.subscribe(() => (calls += 1))
    screen.paint(0)
    expect(calls).toBe(0)
    playhead.goTo(3)
    screen.finishSeek()
    expect(calls).toBe(2)
    playhead.detach()
    playhead.goTo(9)
    expect(calls).toBe(2)
  })
})
