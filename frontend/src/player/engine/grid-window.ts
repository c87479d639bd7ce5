/** Which rows of a grid of equal squares are near the view; only those are drawn. */

export type GridWindow = { columns: number; first: number; last: number; top: number; height: number }

/**
 * `first` up to, not including, `last` are places of items; `top` is where the first row lies, `height` the whole
 * grid's, both in pixels. One row more than seen is drawn above and below per `margin`.
 */
export function gridWindow(
  count: number,
  { width, height, scroll }: { width: number; height: number; scroll: number },
  side: number,
  margin = 2,
): GridWindow {
  const columns = Math.max(1, Math.floor(width / side))
  const rows = Math.ceil(count / columns)
  const firstRow = Math.max(0, Math.min(rows, Math.floor(scroll / side) - margin))
  const lastRow = Math.min(rows, Math.ceil((scroll + height) / side) + margin)
  return {
    columns,
    first: firstRow * columns,
    last: Math.min(count, Math.max(firstRow, lastRow) * columns),
    top: firstRow * side,
    height: rows * side,
  }
}
