import { beforeEach, expect, test, vi } from 'vitest'
import { frameLeft, leaveAt } from './resume'

const kept = new Map<string, string>()

beforeEach(() => {
  kept.clear()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  })
})

test('a person comes back to the frame they left, another one does not', () => {
  leaveAt('7:v1', 480)
  expect(frameLeft('7:v1')).toBe(480)
  expect(frameLeft('8:v1')).toBe(0)
  expect(frameLeft('7:v2')).toBe(0)
})

test('the videos left longest ago are forgotten', () => {
  for (let number = 0; number < 150; number++) leaveAt(`7:v${number}`, number + 1)
  expect(frameLeft('7:v10')).toBe(0)
  expect(frameLeft('7:v149')).toBe(150)
})

test.each(['not json', '[1]', 'null', '{"7:v1":-3}', '{"7:v1":"x"}', '{"7:v1":1.5}'])(
  'nonsense %s is frame 0',
  (text) => {
    kept.set('left-at', text)
    expect(frameLeft('7:v1')).toBe(0)
  },
)
