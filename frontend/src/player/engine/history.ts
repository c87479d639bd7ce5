/** What can be undone and done again. */

export type History<T> = { readonly past: readonly T[]; readonly present: T; readonly future: readonly T[] }

const DEEPEST = 500

export const begin = <T>(present: T): History<T> => ({ past: [], present, future: [] })

export const advance = <T>({ past, present }: History<T>, next: T): History<T> => ({
  past: [...past, present].slice(-DEEPEST),
  present: next,
  future: [],
})

export function undo<T>(history: History<T>): History<T> {
  const former = history.past.at(-1)
  if (history.past.length === 0) return history
  return {
    past: history.past.slice(0, -1),
    present: former as T,
    future: [history.present, ...history.future],
  }
}

export function redo<T>(history: History<T>): History<T> {
  if (history.future.length === 0) return history
  return {
    past: [...history.past, history.present],
    present: history.future[0] as T,
    future: history.future.slice(1),
  }
}
