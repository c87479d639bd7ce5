import { describe, expect, it } from 'vitest'
import {
  actionFor,
  actions,
  belongsTo,
  conflicts,
  isSingleKey,
  keyFor,
  keyLabel,
  keyOf,
  remap,
  type Press,
  type Scope,
} from './keys'

const press = (key: string, held: Partial<Press> = {}): Press => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...held,
})
const usual = { keyMap: {}, singleKeys: true }

/** The page on which an action's key acts. */
const alone: ReadonlySet<Scope> = new Set([
  'board',
  'faces',
  'labelling',
  'label-reason',
  'review',
  'review-choice',
])
const pageOf = (scope: Scope): Scope => (alone.has(scope) ? scope : 'scoring')

describe('the list', () => {
  it('has unique ids, both languages, and no clash', () => {
    expect(new Set(actions.map(({ id }) => id)).size).toBe(actions.length)
    for (const { name } of actions) expect([name.en, name.it].every((word) => word.length > 2)).toBe(true)
    expect(conflicts({})).toEqual([])
  })

  it.each(actions.map((action) => [action.key, action.id, pageOf(action.scope)] as const))(
    '%s is %s',
    (key, id, scope) => {
      expect(actionFor(key, scope, usual)).toBe(id)
    },
  )
})

describe('keyOf', () => {
  it('names space, letters and shifted keys', () => {
    expect(keyOf(press(' '))).toBe('Space')
    expect(keyOf(press(' ', { shiftKey: true }))).toBe('Shift+Space')
    expect(keyOf(press('G', { shiftKey: true }))).toBe('g')
    expect(keyOf(press('?', { shiftKey: true }))).toBe('?')
    expect(keyOf(press('ArrowLeft', { shiftKey: true }))).toBe('Shift+ArrowLeft')
    expect(keyOf(press('PageUp'))).toBe('PageUp')
  })

  it.each(['ctrlKey', 'altKey', 'metaKey'] as const)('ignores %s', (modifier) => {
    expect(keyOf(press('ArrowLeft', { [modifier]: true }))).toBeNull()
  })

  it('knows undo, redo and submit with Ctrl or Cmd', () => {
    expect(keyOf(press('z', { ctrlKey: true }))).toBe('Ctrl+z')
    expect(keyOf(press('Z', { metaKey: true, shiftKey: true }))).toBe('Ctrl+Shift+z')
    expect(keyOf(press('Enter', { ctrlKey: true }))).toBe('Ctrl+Enter')
    expect(keyOf(press('c', { ctrlKey: true }))).toBeNull()
  })

  it('ignores Shift on its own', () => {
    expect(keyOf(press('Shift', { shiftKey: true }))).toBeNull()
  })
})

describe('actionFor', () => {
  it('keeps player keys out of other pages, but not the help key', () => {
    expect(actionFor('ArrowRight', 'everywhere', usual)).toBeNull()
    expect(actionFor('?', 'everywhere', usual)).toBe('help')
    expect(actionFor('?', 'player', usual)).toBe('help')
  })

  it('keeps scoring keys off a page that only plays', () => {
    expect(actionFor('1', 'player', usual)).toBeNull()
    expect(actionFor('1', 'scoring', usual)).toBe('code.1')
  })

  it('follows a changed key and frees the usual one', () => {
    const settings = { keyMap: { 'player.next': 'd' }, singleKeys: true }
    expect(actionFor('d', 'player', settings)).toBe('player.next')
    expect(actionFor('ArrowRight', 'player', settings)).toBeNull()
  })

  it('switches off single characters and nothing else', () => {
    const off = { keyMap: {}, singleKeys: false }
    for (const { key, id, scope } of actions)
      expect(actionFor(key, pageOf(scope), off)).toBe(isSingleKey(key) ? null : id)
  })
})

it.each(['en', 'it'] as const)('no two actions have the same name in %s', (language) => {
  const names = actions.map(({ name }) => name[language])
  expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([])
})

describe('conflicts', () => {
  it('names both sides', () => {
    expect(conflicts({ 'player.next': 'ArrowLeft' })).toEqual(['player.next', 'player.previous'])
    expect(conflicts({ 'player.go-to': '?' })).toEqual(['help', 'player.go-to'])
  })
})

describe('remap', () => {
  it('stores a new key, and forgets the usual one', () => {
    const changed = remap({}, 'player.next', 'd')
    expect(changed).toEqual({ 'player.next': 'd' })
    expect(remap(changed, 'player.next', 'ArrowRight')).toEqual({})
    expect(remap(changed, 'player.next', null)).toEqual({})
    expect(remap(changed, 'player.last', 'e')).toEqual({ 'player.next': 'd', 'player.last': 'e' })
  })

  it('shows in keyFor', () => {
    const next = actions.find(({ id }) => id === 'player.next')
    expect(next && keyFor(next, { 'player.next': 'd' })).toBe('d')
  })
})

describe('keyLabel', () => {
  it.each([
    ['Shift+ArrowLeft', 'Shift ←'],
    ['g', 'G'],
    ['Space', 'Space'],
    ['[', '['],
    ['+', '+'],
    ['PageDown', 'Page ↓'],
  ])('%s reads %s', (key, label) => {
    expect(keyLabel(key)).toBe(label)
  })
})

describe('belongsTo', () => {
  it('leaves typing alone', () => {
    for (const type of ['text', 'number', 'search', 'password'])
      expect(belongsTo({ tagName: 'INPUT', type }, 'ArrowLeft')).toBe(true)
    expect(belongsTo({ tagName: 'INPUT' }, 'g')).toBe(true)
    expect(belongsTo({ tagName: 'TEXTAREA' }, 'g')).toBe(true)
    expect(belongsTo({ tagName: 'SELECT' }, 'ArrowDown')).toBe(true)
    expect(belongsTo({ tagName: 'DIV', isContentEditable: true }, 'g')).toBe(true)
  })

  it('leaves Space and Enter to what can be pressed', () => {
    for (const tagName of ['BUTTON', 'A', 'SUMMARY', 'button']) {
      expect(belongsTo({ tagName }, 'Space')).toBe(true)
      expect(belongsTo({ tagName }, 'Enter')).toBe(true)
      expect(belongsTo({ tagName }, 'ArrowLeft')).toBe(false)
    }
    expect(belongsTo({ tagName: 'INPUT', type: 'checkbox' }, 'Space')).toBe(true)
  })

  it('submits while typing, but leaves undo to the text', () => {
    expect(belongsTo({ tagName: 'TEXTAREA' }, 'Ctrl+Enter')).toBe(false)
    expect(belongsTo({ tagName: 'TEXTAREA' }, 'Ctrl+z')).toBe(true)
  })

  it('takes the keys of the scrubber and of the page', () => {
    expect(belongsTo({ tagName: 'INPUT', type: 'range' }, 'ArrowLeft')).toBe(false)
    expect(belongsTo({ tagName: 'INPUT', type: 'range' }, 'Space')).toBe(false)
    expect(belongsTo({ tagName: 'BODY' }, 'Space')).toBe(false)
    expect(belongsTo(null, 'Space')).toBe(false)
  })
})
