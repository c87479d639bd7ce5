/** Two tabs or devices changed one sheet: both answers, side by side, to choose from. */
import { CANNOT_ASSESS, type Value } from '../../player/engine/scale'
import type { ScaleItem } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Table } from '../../shared/ui/table'
import type { Sides } from './use-sheet'
import { useWording } from './wording'

type Props = { sides: Sides; items: readonly ScaleItem[]; onChoose: (side: 'mine' | 'server') => void }

export function SheetSides({ sides: { mine, server, locked }, items, onChoose }: Props) {
  const { scoring, common } = useText()
  const wording = useWording()
  const text = (value: Value | null | undefined) =>
    value === CANNOT_ASSESS ? scoring.notAssessable : (value ?? '–')
  const rows = items.map(({ key, name }): [string, Value | null | undefined, Value | null | undefined] => [
    wording(name),
    mine.overrides?.[key]?.value ?? mine.values?.[key] ?? server.values?.[key],
    server.values?.[key],
  ])
  const whine = (flag: boolean) => (flag ? common.yes : common.no)
  return (
    <div className="notice sheet-sides" role="alert">
      <p>{locked ? scoring.sheetLocked : scoring.sheetChanged}</p>
      <Table caption={scoring.sheetChanged} heads={[scoring.item, scoring.mine, scoring.elsewhere]}>
        {rows.map(([name, own, other]) => (
          <tr key={name}>
            <td>{name}</td>
            <td>{text(own)}</td>
            <td>{text(other)}</td>
          </tr>
        ))}
        {mine.whine !== undefined && (
          <tr>
            <td>{scoring.whine}</td>
            <td>{whine(mine.whine)}</td>
            <td>{whine(server.whine ?? false)}</td>
          </tr>
        )}
      </Table>
      <div className="row">
        {!locked && (
          <button
            type="button"
            className="button primary"
            onClick={() => {
              onChoose('mine')
            }}
          >
            {scoring.keepMine}
          </button>
        )}
        <button
          type="button"
          className="button"
          onClick={() => {
            onChoose('server')
          }}
        >
          {scoring.takeServer}
        </button>
      </div>
    </div>
  )
}
