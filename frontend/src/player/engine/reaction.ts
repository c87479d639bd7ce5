/** Reaction time from a few flashes: how late a key is pressed after something is seen. */

export const FLASHES = 10
/** Nobody reacts to a flash sooner; such a press was a guess. */
const FASTEST_MS = 100
/** A press further from the middle than this many median deviations is a slip of attention (Leys et al. 2013). */
const WIDEST = 3
/** A normal distribution's standard deviation in median absolute deviations. */
const SIGMA = 1.4826

export type Reaction = { median: number; kept: number; dropped: number }

/** Waits of 1 to 3 seconds, so that no rhythm can be learnt; `random` is 0 to 1. */
export const waitMs = (random: number): number => Math.round(1_000 + 2_000 * random)

/** The median of the presses that count, in whole milliseconds; null when fewer than half do. */
export function reactionOf(presses: readonly number[]): Reaction | null {
  const real = presses.filter((press) => press >= FASTEST_MS)
  if (real.length === 0) return null
  const middle = median(real)
  // Presses that are all but the same must not make the next one an outlier.
  const spread = Math.max(10, SIGMA * median(real.map((press) => Math.abs(press - middle))))
  const kept = real.filter((press) => Math.abs(press - middle) <= WIDEST * spread)
  if (2 * kept.length < presses.length) return null
  return { median: Math.round(median(kept)), kept: kept.length, dropped: presses.length - kept.length }
}

function median(values: readonly number[]): number {
  const ordered = [...values].sort((one, other) => one - other)
  const half = ordered.length / 2
  const upper = ordered[Math.floor(half)] ?? 0
  return ordered.length % 2 === 1 ? upper : (upper + (ordered[half - 1] ?? upper)) / 2
}
