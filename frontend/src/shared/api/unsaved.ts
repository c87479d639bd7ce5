/** How many changes still wait on this device; the footer says so. */
let count = 0
const listeners = new Set<() => void>()

export const unsavedChanges = {
  set(next: number): void {
    if (next === count) return
    count = next
    for (const listener of listeners) listener()
  },
  snapshot: (): number => count,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}
