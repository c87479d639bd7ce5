/** All frames as small crops in a window of equal squares: thousands scroll as one does. */
import { memo, useEffect, useLayoutEffect, useRef, useState, type MouseEvent } from 'react'
import { timecode } from '../../player/engine/frames'
import { gridWindow } from '../../player/engine/grid-window'
import type { Label } from '../../player/engine/labels'
import type { LabelTask } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { cropOf, thumbnailOf } from './desk-pictures'
import { useLabelText } from './screen-marks'
import type { LabellingDesk } from './use-label-desk'

export function ScreenGrid({ desk: labelling, size }: { desk: LabellingDesk; size: number }) {
  const { labelling: text } = useText()
  const { desk, state } = labelling
  const scroller = useRef<HTMLDivElement>(null)
  const view = useViewport(scroller, size)
  const { columns, first, last, top, height } = gridWindow(state.shown.length, view, size)
  useCursorInView(scroller, state.cursor, columns, size)
  const picked = new Set(desk.selected().map(({ id }) => id))
  const places = Array.from({ length: Math.max(0, last - first) }, (_, number) => first + number)
  return (
    <div
      ref={scroller}
      className="label-grid"
      role="listbox"
      tabIndex={0}
      aria-label={`${text.grid}. ${text.gridHint}`}
      aria-multiselectable
      aria-activedescendant={`cell-${state.cursor}`}
      data-columns={columns}
    >
      <div className="label-sheet" style={{ height }}>
        <div
          className="label-window"
          style={{ transform: `translateY(${top}px)`, gridTemplateColumns: `repeat(${columns}, ${size}px)` }}
        >
          {places.map((place) => {
            const task = state.items[state.shown[place] ?? -1]
            if (!task) return null
            return (
              <Cell
                key={task.id}
                task={task}
                label={state.labels.get(task.id)}
                place={place}
                size={size}
                cursor={place === state.cursor}
                picked={picked.has(task.id)}
                flung={view.flung}
                desk={desk}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

type CellProps = {
  task: LabelTask
  label: Label | undefined
  place: number
  size: number
  cursor: boolean
  picked: boolean
  flung: boolean
  desk: LabellingDesk['desk']
}

const Cell = memo(function Cell({ task, label, place, size, cursor, picked, flung, desk }: CellProps) {
  const { labelling } = useText()
  const textOf = useLabelText()
  const value = label?.value ?? ''
  const [seen, setSeen] = useState(!flung)
  if (!flung && !seen) setSeen(true)
  const choose = ({ shiftKey }: MouseEvent) => {
    desk.goTo(place, shiftKey)
  }
  return (
    // Keys act on the whole list, which names this cell as its active one.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={`cell-${place}`}
      className="label-cell"
      role="option"
      tabIndex={-1}
      aria-selected={picked}
      aria-label={`${task.pseudonym} ${timecode(task.pts_ms / 1000)}. ${textOf(label)}`}
      data-value={value}
      data-cursor={cursor || undefined}
      style={{ height: size }}
      onClick={choose}
    >
      {seen && <img src={task.crop ? cropOf(task.frame) : thumbnailOf(task.frame)} alt="" decoding="async" />}
      {label && label.value !== 'cleared' && <span aria-hidden="true">{labelling.letters[label.value]}</span>}
    </div>
  )
})

type Viewport = { width: number; height: number; scroll: number; flung: boolean }

/** Faster than this nobody sees a picture, and asking for each would only delay those where the scrolling ends. */
const FLUNG_PX_PER_MS = 2
const SETTLED_MS = 120

/** How large the grid's view is and how far it is scrolled, in whole rows: between them nothing is drawn anew. */
function useViewport(scroller: { current: HTMLDivElement | null }, row: number): Viewport {
  const [view, setView] = useState<Viewport>({ width: 800, height: 600, scroll: 0, flung: false })
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    let [asked, settling] = [0, 0]
    let former = { at: performance.now(), top: element.scrollTop }
    const read = () => {
      asked = 0
      const { clientWidth: width, clientHeight: height, scrollTop: top } = element
      const at = performance.now()
      const flung = Math.abs(top - former.top) > FLUNG_PX_PER_MS * (at - former.at)
      former = { at, top }
      clearTimeout(settling)
      if (flung) settling = window.setTimeout(read, SETTLED_MS)
      const now = { width, height, scroll: Math.floor(top / row) * row, flung }
      setView((before) => (isSame(before, now) ? before : now))
    }
    const ask = () => {
      asked ||= requestAnimationFrame(read)
    }
    read()
    const observer = new ResizeObserver(ask)
    observer.observe(element)
    element.addEventListener('scroll', ask, { passive: true })
    return () => {
      cancelAnimationFrame(asked)
      clearTimeout(settling)
      observer.disconnect()
      element.removeEventListener('scroll', ask)
    }
  }, [scroller, row])
  return view
}

const isSame = (one: Viewport, other: Viewport) =>
  one.width === other.width &&
  one.height === other.height &&
  one.scroll === other.scroll &&
  one.flung === other.flung

/** The cursor never leaves the view; nothing else scrolls by itself. */
function useCursorInView(
  scroller: { current: HTMLDivElement | null },
  cursor: number,
  columns: number,
  size: number,
): void {
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const top = Math.floor(cursor / columns) * size
    const bottom = top + size - element.clientHeight
    if (top < element.scrollTop) element.scrollTo({ top })
    else if (bottom > element.scrollTop) element.scrollTo({ top: bottom })
  }, [scroller, cursor, columns, size])
}
