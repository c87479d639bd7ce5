/** The cell in hand, and the keys that move it. */
import { useMemo, useRef, useState } from 'react'
import { useKeys, type KeyHandlers } from '../../player/use-keys'
import type { Board, BoardRow } from '../../shared/api/types'
import { inOrder, nextUnresolved, type Order } from './order'

export type MatrixKeys = {
  rows: BoardRow[]
  row: number
  column: number
  grid: { current: HTMLTableElement | null }
  goTo: (row: number, column?: number) => void
  goToNext: () => void
  setFocused: (focused: boolean) => void
}

export function useMatrixKeys(
  board: Board,
  order: Order,
  opened: string | null,
  open: (video: string | null) => void,
): MatrixKeys {
  const rows = useMemo(() => inOrder(board.rows, order), [board.rows, order])
  const [at, setAt] = useState({ row: 0, column: 0 })
  const [focused, setFocused] = useState(false)
  const grid = useRef<HTMLTableElement>(null)
  const row = Math.min(at.row, Math.max(0, rows.length - 1))
  const goTo = (next: number, column = at.column) => {
    setAt({
      row: Math.max(0, Math.min(rows.length - 1, next)),
      column: Math.max(0, Math.min(board.operators.length - 1, column)),
    })
  }
  const goToNext = () => {
    const next = nextUnresolved(rows, row)
    if (next === null) return
    goTo(next)
    if (opened) open(rows[next]?.video ?? null)
    else grid.current?.focus({ preventScroll: true })
  }
  const inGrid: KeyHandlers = {
    'board.open': () => {
      open(rows[row]?.video ?? null)
    },
    'board.up': () => {
      goTo(row - 1)
    },
    'board.down': () => {
      goTo(row + 1)
    },
    'board.left': () => {
      goTo(row, at.column - 1)
    },
    'board.right': () => {
      goTo(row, at.column + 1)
    },
  }
  const close = () => {
    open(null)
    grid.current?.focus({ preventScroll: true })
  }
  // Outside the table the arrows belong to the page and to the player.
  useKeys('board', {
    'board.next': goToNext,
    ...(focused && inGrid),
    ...(opened && { 'board.close': close }),
  })
  return { rows, row, column: at.column, grid, goTo, goToNext, setFocused }
}
