/** The one list of keyboard actions: it drives handlers, tooltips, the help sheet and every person's own keys. */

import { faceActions } from './face-keys'
import { labelActions, labelReasonActions } from './label-keys'
import { reviewActions, reviewChoiceActions } from './review-keys'

export type Scope =
  | 'everywhere'
  | 'player'
  | 'scoring'
  | 'board'
  | 'faces'
  | 'labelling'
  | 'label-reason'
  | 'review'
  | 'review-choice'

type ActionShape = { id: string; key: string; scope: Scope; name: { en: string; it: string } }

export const CODING_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const
export type CodingId = `code.${(typeof CODING_KEYS)[number]}`

/** The lanes of the workbench from the top; which action each codes is the study's choice. */
const codingActions = CODING_KEYS.map((key) => ({
  id: `code.${key}` as CodingId,
  key: key as string,
  scope: 'scoring' as Scope,
  name: { en: `Code lane ${key} (hold or tap)`, it: `Codifica la riga ${key} (tenere o toccare)` },
}))

export const actions = [
  {
    id: 'help',
    key: '?',
    scope: 'everywhere',
    name: { en: 'Show the keys', it: 'Mostra i tasti' },
  },
  {
    id: 'player.play',
    key: 'Space',
    scope: 'player',
    name: { en: 'Play or pause', it: 'Avvia o metti in pausa' },
  },
  {
    id: 'player.next',
    key: 'ArrowRight',
    scope: 'player',
    name: { en: 'Next frame', it: 'Fotogramma successivo' },
  },
  {
    id: 'player.previous',
    key: 'ArrowLeft',
    scope: 'player',
    name: { en: 'Previous frame', it: 'Fotogramma precedente' },
  },
  {
    id: 'player.next-ten',
    key: 'PageDown',
    scope: 'player',
    name: { en: 'Ten frames forward', it: 'Avanti di dieci fotogrammi' },
  },
  {
    id: 'player.previous-ten',
    key: 'PageUp',
    scope: 'player',
    name: { en: 'Ten frames back', it: 'Indietro di dieci fotogrammi' },
  },
  {
    id: 'player.next-second',
    key: 'Shift+ArrowRight',
    scope: 'player',
    name: { en: 'One second forward', it: 'Avanti di un secondo' },
  },
  {
    id: 'player.previous-second',
    key: 'Shift+ArrowLeft',
    scope: 'player',
    name: { en: 'One second back', it: 'Indietro di un secondo' },
  },
  {
    id: 'player.first',
    key: 'Home',
    scope: 'player',
    name: { en: 'First frame', it: 'Primo fotogramma' },
  },
  {
    id: 'player.last',
    key: 'End',
    scope: 'player',
    name: { en: 'Last frame', it: 'Ultimo fotogramma' },
  },
  { id: 'player.slower', key: '[', scope: 'player', name: { en: 'Slower', it: 'Più lento' } },
  { id: 'player.faster', key: ']', scope: 'player', name: { en: 'Faster', it: 'Più veloce' } },
  {
    id: 'player.go-to',
    key: 'g',
    scope: 'player',
    name: { en: 'Go to a frame', it: 'Vai a un fotogramma' },
  },
  ...codingActions,
  {
    id: 'window.in',
    key: 'i',
    scope: 'scoring',
    name: { en: 'Window starts at this frame', it: 'La finestra inizia qui' },
  },
  {
    id: 'window.out',
    key: 'o',
    scope: 'scoring',
    name: { en: 'Window ends after this frame', it: 'La finestra finisce qui' },
  },
  {
    id: 'window.loop',
    key: 'l',
    scope: 'scoring',
    name: { en: 'Play the window in a loop', it: 'Ripeti la finestra' },
  },
  {
    id: 'interval.next',
    key: 'ArrowDown',
    scope: 'scoring',
    name: { en: 'Next edge of an interval', it: 'Estremo successivo di un intervallo' },
  },
  {
    id: 'interval.previous',
    key: 'ArrowUp',
    scope: 'scoring',
    name: { en: 'Previous edge of an interval', it: 'Estremo precedente di un intervallo' },
  },
  {
    id: 'interval.remove',
    key: 'Delete',
    scope: 'scoring',
    name: { en: 'Remove the interval here', it: 'Togli l’intervallo qui' },
  },
  { id: 'undo', key: 'Ctrl+z', scope: 'scoring', name: { en: 'Undo', it: 'Annulla l’ultima modifica' } },
  { id: 'redo', key: 'Ctrl+Shift+z', scope: 'scoring', name: { en: 'Redo', it: 'Ripristina' } },
  {
    id: 'sheet.submit',
    key: 'Ctrl+Enter',
    scope: 'scoring',
    name: { en: 'Submit the score sheet', it: 'Invia la scheda' },
  },
  {
    id: 'board.next',
    key: 'd',
    scope: 'board',
    name: { en: 'Next unresolved disagreement', it: 'Prossimo disaccordo da risolvere' },
  },
  {
    id: 'board.open',
    key: 'Enter',
    scope: 'board',
    name: { en: 'Open the video of this row', it: 'Apri il video di questa riga' },
  },
  {
    id: 'board.close',
    key: 'Escape',
    scope: 'board',
    name: { en: 'Close the video', it: 'Chiudi il video' },
  },
  { id: 'board.up', key: 'ArrowUp', scope: 'board', name: { en: 'Row above', it: 'Riga sopra' } },
  { id: 'board.down', key: 'ArrowDown', scope: 'board', name: { en: 'Row below', it: 'Riga sotto' } },
  {
    id: 'board.left',
    key: 'ArrowLeft',
    scope: 'board',
    name: { en: 'Cell to the left', it: 'Cella a sinistra' },
  },
  {
    id: 'board.right',
    key: 'ArrowRight',
    scope: 'board',
    name: { en: 'Cell to the right', it: 'Cella a destra' },
  },
  ...faceActions,
  ...labelActions,
  ...labelReasonActions,
  ...reviewActions,
  ...reviewChoiceActions,
] as const satisfies readonly ActionShape[]

export type Action = (typeof actions)[number]
export type ActionId = Action['id']

/** A person's own keys by action id; what is absent keeps its usual key. */
export type KeyMap = Readonly<Record<string, string>>
export type KeySettings = { keyMap: KeyMap; singleKeys: boolean }

export type Press = { key: string; shiftKey: boolean; ctrlKey: boolean; altKey: boolean; metaKey: boolean }

/** The written form of a key press (`Shift+ArrowLeft`, `Space`, `?`), or null where a key must not act. */
export function keyOf(press: Press): string | null {
  if (press.altKey || press.key === 'Shift') return null
  if (press.ctrlKey || press.metaKey) return chordOf(press)
  if (press.key === ' ') return press.shiftKey ? 'Shift+Space' : 'Space'
  // Shift already shows in a printed character: `?` is `?` on every keyboard.
  if (press.key.length === 1) return press.key.toLowerCase()
  return press.shiftKey ? `Shift+${press.key}` : press.key
}

/** The few chords that act; every other one belongs to the browser. */
function chordOf({ key, shiftKey }: Press): string | null {
  if (key.toLowerCase() === 'z') return shiftKey ? 'Ctrl+Shift+z' : 'Ctrl+z'
  return key === 'Enter' ? 'Ctrl+Enter' : null
}

/** True for keys that type a character: speech input can fire them by accident, so they can be switched off. */
export const isSingleKey = (key: string): boolean => key.length === 1

export const keyFor = (action: Action, keyMap: KeyMap): string => keyMap[action.id] ?? action.key

/** The action a key stands for in one scope; actions that work everywhere count in every scope. */
export function actionFor(key: string, scope: Scope, settings: KeySettings): ActionId | null {
  if (!settings.singleKeys && isSingleKey(key)) return null
  const found = actions.find(
    (action) => reaches(action.scope, scope) && keyFor(action, settings.keyMap) === key,
  )
  return found?.id ?? null
}

/** Actions that share a key with another one within reach, by id. */
export function conflicts(keyMap: KeyMap): ActionId[] {
  const clashes = (one: Action, other: Action) =>
    one.id !== other.id &&
    keyFor(one, keyMap) === keyFor(other, keyMap) &&
    (reaches(one.scope, other.scope) || reaches(other.scope, one.scope))
  return actions.filter((one) => actions.some((other) => clashes(one, other))).map(({ id }) => id)
}

/** The map with one action changed; the usual key is not stored. */
export function remap(keyMap: KeyMap, id: ActionId, key: string | null): KeyMap {
  const usual = actions.find((action) => action.id === id)?.key
  const others = Object.entries(keyMap).filter(([other]) => other !== id)
  return Object.fromEntries(key === null || key === usual ? others : [...others, [id, key]])
}

const symbols: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
}

/** How a key reads on a button or in the sheet. */
export const keyLabel = (key: string): string =>
  key
    .split(/\+(?=.)/)
    .map((part) => symbols[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(' ')

/** What is under the cursor or in focus, as far as keys care. */
export type Focus = { tagName: string; type?: string; isContentEditable?: boolean }

const typedInputs = new Set(['range', 'checkbox', 'radio', 'button', 'submit', 'file'])

/** True while a key belongs to the focused element: text being typed, a list, or a button's own Space and Enter. */
export function belongsTo(focus: Focus | null, key: string): boolean {
  if (!focus || key === 'Ctrl+Enter') return false
  const tag = focus.tagName.toUpperCase()
  if (tag === 'TEXTAREA' || tag === 'SELECT' || focus.isContentEditable) return true
  if (tag === 'INPUT' && !typedInputs.has(focus.type ?? 'text')) return true
  return (key === 'Space' || key === 'Enter') && isPressed(tag, focus.type)
}

const isPressed = (tag: string, type: string | undefined): boolean =>
  ['BUTTON', 'A', 'SUMMARY'].includes(tag) || (tag === 'INPUT' && type !== 'range')

/** The workbench has the player on the same page. */
const reaches = (scope: Scope, into: Scope): boolean =>
  scope === 'everywhere' || scope === into || (scope === 'player' && into === 'scoring')
