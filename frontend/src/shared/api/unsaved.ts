/** How many changes still wait on this device, by what they are; the footer says so. */
const counts = new Map<string, number>()
let total = 0
const listeners = new Set<() => void>()

export const unsavedChanges = {
  set(kind: string, next: number): void {
    counts.set(kind, next)
    const sum = [...counts.values()].reduce((all, one) => all + one, 0)
    if (sum === total) return
    total = sum
    for (const listener of listeners) listener()
  },
  snapshot: (): number => total,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}
