/** The keys of the labelling screen. */
import type { ActionId } from '../../player/engine/keys'
import { LABEL_ACTION_KEYS, LABEL_REASON_KEYS } from '../../player/engine/label-keys'
import { useKeys, type KeyHandlers } from '../../player/use-keys'
import type { Hand } from './screen-desk'
import type { LabellingDesk } from './use-label-desk'

export function useLabelKeys(labelling: LabellingDesk, hand: Hand): void {
  const { desk, progress } = labelling
  useKeys(
    'labelling',
    hand.asksReason
      ? {}
      : {
          ...answers(hand),
          ...walks(desk, hand.view.mode === 'grid'),
          ...looks(desk, hand),
          ...byKey(LABEL_ACTION_KEYS, (key) => `label.tick.${key}`, progress.actions, hand.tick),
        },
  )
  const because = (reason: string) => {
    hand.say('unusable', reason)
  }
  useKeys(
    'label-reason',
    hand.asksReason
      ? {
          ...byKey(LABEL_REASON_KEYS, (key) => `label-reason.${key}`, progress.reasons, because),
          'label-reason.leave': () => {
            hand.askReason(false)
          },
        }
      : {},
  )
}

/** One key after the other for one thing after the other. */
function byKey<K extends string>(
  keys: readonly K[],
  idOf: (key: K) => ActionId,
  things: readonly string[],
  act: (thing: string) => void,
): KeyHandlers {
  const handlers: KeyHandlers = {}
  keys.forEach((key, place) => {
    const thing = things[place]
    if (thing === undefined) return
    handlers[idOf(key)] = () => {
      act(thing)
    }
  })
  return handlers
}

const answers = (hand: Hand): KeyHandlers => ({
  'label.pain': () => {
    hand.say('pain')
  },
  'label.nonpain': () => {
    hand.say('nonpain')
  },
  'label.unusable': () => {
    hand.askReason(true)
  },
  'label.unsure': () => {
    hand.say('unsure')
  },
  'label.clear': hand.clear,
  'label.accept': hand.accept,
  'label.undo': hand.undo,
  'label.redo': hand.redo,
})

/** How many cells a row of the grid on screen has. */
const rowLength = (): number =>
  Number(document.querySelector('.label-grid')?.getAttribute('data-columns') ?? '1')

function walks(desk: LabellingDesk['desk'], grid: boolean): KeyHandlers {
  const one = (steps: number, extend = false) => {
    return () => {
      desk.move(steps, extend)
    }
  }
  const row = (steps: number, extend = false) => {
    return () => {
      desk.move(steps * (grid ? rowLength() : 10), extend)
    }
  }
  return {
    'label.next': one(1),
    'label.previous': one(-1),
    'label.below': row(1),
    'label.above': row(-1),
    'label.select-next': one(1, true),
    'label.select-previous': one(-1, true),
    'label.select-below': row(1, true),
    'label.select-above': row(-1, true),
    'label.unlabelled': () => {
      desk.goToUnlabelled()
    },
  }
}

function looks(desk: LabellingDesk['desk'], hand: Hand): KeyHandlers {
  const { view } = hand
  return {
    'label.play': () => {
      hand.play(!hand.playing)
    },
    'label.view': () => {
      view.change({ mode: view.mode === 'grid' ? 'one' : 'grid' })
    },
    'label.larger': () => {
      view.larger(1)
    },
    'label.smaller': () => {
      view.larger(-1)
    },
    'label.note': () => {
      document.querySelector<HTMLTextAreaElement>('.label-note textarea')?.focus()
    },
    'label.leave': () => {
      if (hand.playing) hand.play(false)
      else desk.move(0)
    },
  }
}
