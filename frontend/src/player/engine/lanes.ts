/** Coded intervals: half-open frame indices, joined per action as the server joins them. */

/** Frames `start` up to, not including, `end`. */
export type Span = { readonly start: number; readonly end: number }
export type Interval = Span & { readonly id: string; readonly action: string }
export type Edge = 'start' | 'end'

/** What happens to one interval; a null span takes it away. */
export type Change = { id: string; action: string; span: Span | null }

/** The same frames as few, ordered spans; spans that overlap or touch become one. */
export function tidy(spans: readonly Span[]): Span[] {
  const joined: Span[] = []
  for (const { start, end } of [...spans].sort(byStart)) {
    const last = joined.at(-1)
    if (last && start <= last.end) joined.splice(-1, 1, { start: last.start, end: Math.max(last.end, end) })
    else joined.push({ start, end })
  }
  return joined
}

/** The parts inside the window; spans outside vanish. */
export const clip = (spans: readonly Span[], window: Span): Span[] =>
  spans
    .map(({ start, end }) => ({ start: Math.max(start, window.start), end: Math.min(end, window.end) }))
    .filter(({ start, end }) => start < end)

/** How many frames of the window at least one span covers. */
export const covered = (spans: readonly Span[], window: Span): number =>
  tidy(clip(spans, window)).reduce((sum, { start, end }) => sum + end - start, 0)

export const ofAction = (intervals: readonly Interval[], action: string): Interval[] =>
  intervals.filter((interval) => interval.action === action)

/** The list with one interval put in; those of its action that it overlaps or touches become part of it. */
export function put(intervals: readonly Interval[], next: Interval): Interval[] {
  let { start, end } = next
  const rest = [...intervals].filter(({ id }) => id !== next.id).sort(byStart)
  const touches = (one: Interval) => one.action === next.action && one.start <= end && one.end >= start
  for (let taken = rest.find(touches); taken; taken = rest.find(touches)) {
    rest.splice(rest.indexOf(taken), 1)
    start = Math.min(start, taken.start)
    end = Math.max(end, taken.end)
  }
  return [...rest, { ...next, start, end }].sort(inOrder)
}

export const without = (intervals: readonly Interval[], id: string): Interval[] =>
  intervals.filter((interval) => interval.id !== id)

/** Puts one edge at `frame`; an interval keeps at least one frame and stays inside the video. */
export function moveEdge(
  intervals: readonly Interval[],
  id: string,
  edge: Edge,
  frame: number,
  frames: number,
): Interval[] {
  const found = intervals.find((interval) => interval.id === id)
  if (!found) return [...intervals]
  const moved =
    edge === 'start'
      ? { ...found, start: Math.min(Math.max(0, frame), found.end - 1) }
      : { ...found, end: Math.max(Math.min(frames, frame), found.start + 1) }
  return put(intervals, moved)
}

export function nudge(
  intervals: readonly Interval[],
  id: string,
  edge: Edge,
  by: number,
  frames: number,
): Interval[] {
  const found = intervals.find((interval) => interval.id === id)
  return found ? moveEdge(intervals, id, edge, found[edge] + by, frames) : [...intervals]
}

/** Every interval of `ids` moved by `by` frames, kept inside the video: an interval may not leave it altogether. */
export function shift(
  intervals: readonly Interval[],
  ids: ReadonlySet<string>,
  by: number,
  frames: number,
): Interval[] {
  const staying = intervals.filter(({ id }) => !ids.has(id))
  const moving = intervals
    .filter(({ id }) => ids.has(id))
    .map((interval) => ({
      ...interval,
      start: Math.min(frames - 1, Math.max(0, interval.start + by)),
      end: Math.max(1, Math.min(frames, interval.end + by)),
    }))
  return moving.reduce<Interval[]>(put, staying)
}

/** The first and last frames of the intervals, in order, each once. */
export const edges = (intervals: readonly Interval[]): number[] =>
  [...new Set(intervals.flatMap(({ start, end }) => [start, end - 1]))].sort((one, other) => one - other)

/** The nearest edge before or after `frame`; null when there is none. */
export function nextEdge(intervals: readonly Interval[], frame: number, direction: 1 | -1): number | null {
  const all = edges(intervals)
  const found = direction === 1 ? all.find((edge) => edge > frame) : all.findLast((edge) => edge < frame)
  return found ?? null
}

/** The interval at `frame`; the shortest where several actions are seen at once. */
export const intervalAt = (intervals: readonly Interval[], frame: number): Interval | null =>
  intervals
    .filter(({ start, end }) => start <= frame && frame < end)
    .sort((one, other) => one.end - one.start - (other.end - other.start))[0] ?? null

/** The changes that turn one list into the other. */
export function difference(before: readonly Interval[], after: readonly Interval[]): Change[] {
  const former = new Map(before.map((interval) => [interval.id, interval]))
  const remaining = new Set(after.map(({ id }) => id))
  const removed = before
    .filter(({ id }) => !remaining.has(id))
    .map(({ id, action }) => ({ id, action, span: null }))
  const written = after
    .filter((interval) => !sameInterval(former.get(interval.id), interval))
    .map(({ id, action, start, end }) => ({ id, action, span: { start, end } }))
  return [...removed, ...written]
}

/** The list with changes carried out as they are stated. */
export function withChanges(intervals: readonly Interval[], changes: readonly Change[]): Interval[] {
  const byId = new Map(intervals.map((interval) => [interval.id, interval]))
  for (const { id, action, span } of changes)
    if (span) byId.set(id, { id, action, ...span })
    else byId.delete(id)
  return [...byId.values()].sort(inOrder)
}

const sameInterval = (one: Interval | undefined, other: Interval): boolean =>
  one?.action === other.action && one.start === other.start && one.end === other.end

const byStart = (one: Span, other: Span): number => one.start - other.start || one.end - other.end

const inOrder = (one: Interval, other: Interval): number =>
  one.start - other.start || (one.action < other.action ? -1 : Number(one.action > other.action))
