/** Videos by operators as a real table; only the rows in sight are drawn. */
import { memo, useEffect, useRef, useState } from 'react'
import type { Board, BoardRow } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Icon, type IconName } from '../../shared/ui/icon'
import { distance, inSight } from './order'
import type { MatrixKeys } from './use-matrix-keys'

type Props = {
  board: Board
  keys: MatrixKeys
  opened: string | null
  /** While the video in question is to be decided, nothing here tells whose answer is whose. */
  blind: boolean
  onOpen: (video: string) => void
}

export function Matrix({ board, keys, opened, blind, onOpen }: Props) {
  const { agreement } = useText()
  const { rows, row: current, column, grid } = keys
  const { frame, height, sight, look } = useSight(rows.length)
  const { first, last } = sight
  useScrollTo(frame, current, height, opened)
  const operators = blind ? [] : board.operators
  const columns = operators.length + 4
  return (
    <div className="matrix-scroll" ref={frame} onScroll={look}>
      <table
        ref={grid}
        className="matrix"
        role="grid"
        // A grid takes the focus as a whole and names its active cell.
        tabIndex={0}
        onFocus={() => {
          keys.setFocused(true)
        }}
        onBlur={() => {
          keys.setFocused(false)
        }}
        aria-label={agreement.tabs.matrix}
        aria-rowcount={rows.length + 1}
        aria-activedescendant={
          rows.length > 0 ? (blind ? `row-${current}` : `cell-${current}-${column}`) : undefined
        }
      >
        <Head operators={operators} />
        <tbody>
          <Gap rows={first} height={height} columns={columns} />
          {rows.slice(first, last).map((row, index) => (
            <Row
              key={row.video}
              row={row}
              index={first + index}
              active={first + index === current ? column : null}
              open={row.video === opened}
              blind={blind}
              onOpen={onOpen}
              onPick={keys.goTo}
            />
          ))}
          <Gap rows={rows.length - last} height={height} columns={columns} />
        </tbody>
      </table>
    </div>
  )
}

function Head({ operators }: Pick<Board, 'operators'>) {
  const { agreement } = useText()
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col">{agreement.video}</th>
        <th scope="col" className="infant">
          {agreement.infant}
        </th>
        {operators.map(({ code, name }) => (
          <th key={code} scope="col" className="value" title={name ?? agreement.operator(code)}>
            <span aria-label={name ?? agreement.operator(code)}>{code}</span>
          </th>
        ))}
        <th scope="col" className="range">
          {agreement.range}
        </th>
        <th scope="col">{agreement.final}</th>
      </tr>
    </thead>
  )
}

function Gap({ rows, height, columns }: { rows: number; height: number; columns: number }) {
  if (rows <= 0) return null
  return (
    <tr aria-hidden="true" className="gap">
      <td colSpan={columns} style={{ height: rows * height }} />
    </tr>
  )
}

/** The rows in sight; every row has the height the style sheet says. */
function useSight(count: number) {
  const frame = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState(36)
  const [window, setWindow] = useState({ top: 0, height: 800 })
  const look = () => {
    const box = frame.current
    if (box) setWindow({ top: box.scrollTop, height: box.clientHeight })
  }
  useEffect(() => {
    const box = frame.current
    if (!box) return
    const observer = new ResizeObserver(() => {
      setHeight(parseFloat(getComputedStyle(box).getPropertyValue('--row')) || 36)
      setWindow({ top: box.scrollTop, height: box.clientHeight })
    })
    observer.observe(box)
    return () => {
      observer.disconnect()
    }
  }, [])
  return { frame, height, look, sight: inSight(window.top, window.height, height, count) }
}

/** Keeps the row in hand in sight, clear of the sticky head. */
function useScrollTo(
  frame: { current: HTMLDivElement | null },
  row: number,
  height: number,
  opened: string | null,
) {
  useEffect(() => {
    const box = frame.current
    if (!box) return
    const top = row * height
    if (top < box.scrollTop) box.scrollTo({ top })
    else if (top + 2 * height + 8 > box.scrollTop + box.clientHeight)
      box.scrollTo({ top: top + 2 * height + 8 - box.clientHeight })
  }, [frame, row, height, opened])
}

type RowProps = {
  row: BoardRow
  index: number
  active: number | null
  open: boolean
  blind: boolean
  onOpen: (video: string) => void
  onPick: (row: number, column?: number) => void
}

// What a row does with a press does not change with the page around it.
const Row = memo(DrawnRow, (one, other) =>
  (['row', 'index', 'active', 'open', 'blind'] as const).every((name) => one[name] === other[name]),
)

function DrawnRow({ row, index, active, open, blind, onOpen, onPick }: RowProps) {
  const { values, median, range } = row
  const pick = (column: number) => {
    onPick(index, column)
    onOpen(row.video)
  }
  const name = row.name.replace(/\.[a-z0-9]{2,4}$/i, '')
  return (
    <tr
      id={`row-${index}`}
      aria-rowindex={index + 2}
      aria-selected={open}
      className={active === null ? '' : 'current'}
      data-video={row.video}
      data-unresolved={row.unresolved}
    >
      <th scope="row" title={row.name}>
        <button
          type="button"
          className="row-open"
          tabIndex={-1}
          onClick={() => {
            pick(0)
          }}
        >
          {name}
        </button>
      </th>
      <td className="infant">{row.infant.pseudonym}</td>
      {(blind ? [] : values).map((value, column) => (
        <Value
          key={column}
          id={`cell-${index}-${column}`}
          value={value}
          median={median}
          active={active === column}
          onPick={() => {
            pick(column)
          }}
        />
      ))}
      <td className="range">
        <span className="range-bar" style={{ '--range': range ?? 0 } as React.CSSProperties} />
        {range ?? '–'}
      </td>
      <td>
        <Final row={row} />
      </td>
    </tr>
  )
}

type ValueProps = {
  id: string
  value: number | null
  median: number | null
  active: boolean
  onPick: () => void
}

/** The mark tells the side, the tint how far; the mark alone is enough in grey. */
function Value({ id, value, median, active, onPick }: ValueProps) {
  const { agreement } = useText()
  const far = distance(value, median)
  const above = far > 0 && (value ?? 0) > (median ?? 0)
  return (
    // The grid's keys open a row; a press on a cell does the same.
    <td id={id} role="gridcell" className={`value ${active ? 'active' : ''}`} data-far={far} onClick={onPick}>
      {value ?? <span aria-label={agreement.noAnswer}>–</span>}
      <span className="side" aria-hidden="true">
        {far === 0 ? '' : above ? '▲' : '▼'}
      </span>
      {far > 0 && <span className="visually-hidden">{above ? agreement.above : agreement.below}</span>}
    </td>
  )
}

const icons: Partial<Record<string, IconName>> = {
  pending: 'waiting',
  adjudicated: 'check',
  excluded: 'cross',
}

function Final({ row: { consensus } }: { row: BoardRow }) {
  const { agreement } = useText()
  const { state, value, stale } = consensus
  const icon = icons[state]
  return (
    <span className={`final ${state}`}>
      {icon && <Icon name={icon} />}
      <strong>{value ?? '–'}</strong> <span className="muted">{agreement.states[state]}</span>
      {stale && (
        <span className="mark waiting" title={agreement.stale}>
          <Icon name="warning" />
          <span className="visually-hidden">{agreement.stale}</span>
        </span>
      )}
    </span>
  )
}
