import { describe, expect, it } from 'vitest'
import { LabelDesk, type Clock, type Item } from './label-desk'
import type { Content, Label } from './labels'

const said = (value: Content['value']): Content => ({ value, reason: '', actions: [], note: '' })
const items = (count: number, start = 0): Item[] =>
  Array.from({ length: count }, (_, number) => ({ id: `t${start + number}`, label: null }))

class Watch implements Clock {
  at = Date.UTC(2026, 0, 5, 8)
  now = () => new Date(this.at)
  elapsed = () => this.at
}

function desk(count = 6, watch = new Watch()) {
  const made = new LabelDesk<Item>(watch)
  made.load(items(count))
  return made
}

const valuesOf = (made: LabelDesk<Item>) =>
  made.snapshot().items.map(({ id }) => made.labelOf(id)?.value ?? null)

describe('saying', () => {
  it('labels the frame under the cursor and moves on', () => {
    const made = desk()
    const [statement] = made.say(said('pain'))
    expect(statement).toMatchObject({ task: 't0', value: 'pain', supersedes: null, position: 0 })
    expect(made.current()?.id).toBe('t1')
    expect(valuesOf(made)).toEqual(['pain', null, null, null, null, null])
  })

  it('tells how long one looked, and nothing for what was not looked at', () => {
    const watch = new Watch()
    const made = desk(6, watch)
    watch.at += 1_500
    expect(made.say(said('pain'))[0]?.decided_ms).toBe(1_500)
    watch.at += 700
    expect(made.say(said('nonpain'))[0]?.decided_ms).toBe(700)
    expect(made.undo()[0]?.decided_ms).toBeNull()
  })

  it('counts places within a sitting, and begins anew after half an hour', () => {
    const watch = new Watch()
    const made = desk(6, watch)
    const [first] = made.say(said('pain'))
    const [second] = made.say(said('pain'))
    watch.at += 31 * 60_000
    const [third] = made.say(said('pain'))
    expect([first?.position, second?.position, third?.position]).toEqual([0, 1, 0])
    expect(second?.sitting).toBe(first?.sitting)
    expect(third?.sitting).not.toBe(first?.sitting)
  })

  it('labels a range at once, in either direction, and goes on after it', () => {
    const made = desk()
    made.goTo(3)
    made.move(-1, true)
    made.move(-1, true)
    expect(made.selected().map(({ id }) => id)).toEqual(['t1', 't2', 't3'])
    expect(made.say(said('nonpain'))).toHaveLength(3)
    expect(valuesOf(made)).toEqual([null, 'nonpain', 'nonpain', 'nonpain', null, null])
    expect(made.current()?.id).toBe('t4')
    expect(made.snapshot().anchor).toBeNull()
  })

  it('clears nothing where nothing was said', () => {
    const made = desk()
    expect(made.say(said('cleared')).map(({ value }) => value)).toEqual(['cleared'])
    expect(made.snapshot().tally).toEqual({ pain: 0, nonpain: 0, unusable: 0, unsure: 0 })
  })
})

describe('undo', () => {
  it('goes back across frames, to what was there before, and forwards again', () => {
    const made = desk()
    const [first] = made.say(said('pain'))
    made.say(said('nonpain'))
    made.goTo(0)
    made.say(said('unsure'))
    expect(made.undo()[0]).toMatchObject({ task: 't0', value: 'pain' })
    expect(made.current()?.id).toBe('t0')
    made.undo()
    expect(made.undo()[0]).toMatchObject({ task: 't0', value: 'cleared' })
    expect(valuesOf(made)).toEqual([null, null, null, null, null, null])
    expect(made.snapshot().canUndo).toBe(false)
    made.redo()
    expect(valuesOf(made)[0]).toBe('pain')
    expect(first?.value).toBe('pain')
  })

  it('takes back a whole range at once', () => {
    const made = desk()
    made.move(5, true)
    made.say(said('pain'))
    expect(made.undo()).toHaveLength(6)
    expect(valuesOf(made)).toEqual([null, null, null, null, null, null])
  })

  it('keeps the chain: each statement names the one before it', () => {
    const made = desk(1)
    const [one] = made.say(said('pain'))
    const [two] = made.undo()
    const [three] = made.redo()
    expect([two?.supersedes, three?.supersedes]).toEqual([one?.id, two?.id])
  })
})

describe('what the server sends', () => {
  const label = (value: Label['value'], id = 'l1'): Label => ({ id, ...said(value) })

  it('is on screen, and superseded by its id', () => {
    const made = new LabelDesk<Item>()
    made.load([{ id: 't0', label: label('pain') }])
    expect(made.say(said('nonpain'))[0]?.supersedes).toBe('l1')
  })

  it('a label taken back is none, but the next statement rests on it', () => {
    const made = new LabelDesk<Item>()
    made.load([{ id: 't0', label: label('cleared') }])
    expect(made.labelOf('t0')).toBeUndefined()
    expect(made.say(said('pain'))[0]?.supersedes).toBe('l1')
  })

  it('does not take away what was said here meanwhile', () => {
    const made = desk(2)
    made.say(said('pain'))
    made.load([{ id: 't0', label: null }, ...items(2, 5)])
    expect(valuesOf(made)).toEqual(['pain', null, null, null])
  })

  it('an item sent twice is one item', () => {
    const made = new LabelDesk<Item>()
    made.load([...items(2), ...items(3)])
    expect(made.snapshot().items.map(({ id }) => id)).toEqual(['t0', 't1', 't2'])
  })

  it('does not count again what it had counted', () => {
    const made = new LabelDesk<Item>()
    made.load([{ id: 't0', label: label('pain') }, ...items(1, 1)])
    expect(made.snapshot().tally.pain).toBe(0)
    made.say(said('nonpain'))
    expect(made.snapshot().tally).toEqual({ pain: -1, nonpain: 1, unusable: 0, unsure: 0 })
  })
})

describe('filters and walking', () => {
  it('a filter holds what it showed when it was chosen', () => {
    const made = desk(4)
    made.say(said('pain'))
    made.choose('todo')
    expect(made.snapshot().shown).toEqual([1, 2, 3])
    made.goTo(0)
    made.say(said('pain'))
    expect(made.snapshot().shown).toEqual([1, 2, 3])
    made.choose('todo')
    expect(made.snapshot().shown).toEqual([2, 3])
    made.choose('unsure')
    expect([made.snapshot().shown, made.current()]).toEqual([[], undefined])
    expect(made.say(said('pain'))).toEqual([])
    made.choose('all')
    expect(made.snapshot().shown).toEqual([0, 1, 2, 3])
  })

  it('finds the next frame without a label, round the end', () => {
    const made = desk(4)
    made.goTo(3)
    made.say(said('pain'))
    made.goToUnlabelled()
    expect(made.current()?.id).toBe('t0')
    made.say(said('pain'))
    made.goToUnlabelled()
    expect(made.current()?.id).toBe('t2')
  })

  it('goes on by itself when the next frames come after the last one was labelled', () => {
    const made = desk(2)
    made.say(said('pain'))
    made.say(said('pain'))
    expect(made.current()?.id).toBe('t1')
    made.load(items(2, 2))
    expect(made.current()?.id).toBe('t2')
    made.goTo(0)
    made.load(items(2, 4))
    expect(made.current()?.id).toBe('t0')
  })

  it('stays inside', () => {
    const made = desk(2)
    made.move(-5)
    expect(made.snapshot().cursor).toBe(0)
    made.move(50)
    expect(made.snapshot().cursor).toBe(1)
  })
})
