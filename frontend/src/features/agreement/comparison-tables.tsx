/** What each operator answered, window beside window, and how far their coded actions agree. */
import { timecode } from '../../player/engine/frames'
import { CANNOT_ASSESS } from '../../player/engine/scale'
import type { Board, Comparison } from '../../shared/api/types'
import { useFormat, useLanguage, useText } from '../../shared/i18n/text'
import { Table } from '../../shared/ui/table'
import { useActionName } from '../scoring/lane'
import type { Seen } from './seen'

type Props = { seen: Seen[]; board: Board; overlaps?: Comparison['window_overlap'] }

export function WindowsTable({ seen, board, overlaps = [] }: Props) {
  const { agreement, scoring, common } = useText()
  const { percent } = useFormat()
  const items = [...new Set(seen.flatMap(({ answers }) => Object.keys(answers?.values ?? {})))]
  const at = (milliseconds: number) => timecode(milliseconds / 1000)
  const itemName = useItemName(board)
  const named = (names: Partial<Record<string, string>>, key: string) =>
    names[key] ?? key.replaceAll('_', ' ')
  const yesOrNo = (pain: boolean | null | undefined) => (pain ? common.yes : pain === false ? common.no : '–')
  const rows: [string, (one: Seen) => string][] = [
    [agreement.window, ({ window }) => `${at(window.start_ms)}–${at(window.end_ms)}`],
    [agreement.starts, ({ window }) => named(scoring.startEvents, window.start_event)],
    [agreement.ends, ({ window }) => named(scoring.endReasons, window.end_reason)],
    ...items.map((item): [string, (one: Seen) => string] => [
      itemName(item),
      ({ answers, overridden }) =>
        valueText(answers?.values[item], scoring.notAssessable, overridden.includes(item)),
    ]),
    [agreement.total, ({ answers }) => String(answers?.total ?? '–')],
    [agreement.pain, ({ answers }) => yesOrNo(answers?.pain)],
  ]
  return (
    <section className="stack" aria-label={agreement.windows}>
      <h3>{agreement.windows}</h3>
      <Table caption={agreement.windows} heads={['', ...seen.map(({ short }) => short)]}>
        {rows.map(([name, of]) => {
          const said = seen.map(of)
          return (
            <tr key={name} className={new Set(said).size > 1 ? 'differs' : ''}>
              <th scope="row">{name}</th>
              {seen.map(({ key }, index) => (
                <td key={key}>{said[index]}</td>
              ))}
            </tr>
          )
        })}
      </Table>
      {seen.some(({ overridden }) => overridden.length > 0) && (
        <p className="hint">* {agreement.overridden}</p>
      )}
      {overlaps.length > 0 && (
        <p>
          {agreement.windowOverlap}:{' '}
          {overlaps
            .map(
              ({ operators: [one = '', other = ''], overlap }) =>
                `${agreement.pair(one, other)} ${overlap === null ? '–' : percent(overlap)}`,
            )
            .join(' · ')}
        </p>
      )}
    </section>
  )
}

/** The official name of an item of the scale looked at. */
function useItemName({ choices, scale }: Board): (item: string) => string {
  const language = useLanguage()
  const items = choices.find((choice) => choice.scale === scale)?.items ?? []
  return (item) => {
    const name = items.find(({ key }) => key === item)?.name
    return (language === 'it' && name?.it) || name?.en || item
  }
}

const valueText = (value: number | string | undefined, notAssessable: string, overridden: boolean): string =>
  `${value === undefined ? '–' : value === CANNOT_ASSESS ? notAssessable : value}${overridden ? ' *' : ''}`

export function ActionAgreement({ found: { actions } }: { found: Comparison }) {
  const { agreement } = useText()
  const { coefficient, percent } = useFormat()
  const nameOf = useActionName()
  if (actions.every(({ pairs }) => pairs.length === 0)) return null
  const share = (value: number | null) => (value === null ? '–' : percent(value))
  return (
    <section className="stack" aria-label={agreement.actionAgreement}>
      <h3>{agreement.actionAgreement}</h3>
      <Table
        caption={agreement.actionAgreement}
        heads={[
          agreement.action,
          agreement.pairHead,
          agreement.kappa,
          agreement.overlap,
          agreement.agreementShare,
        ]}
      >
        {actions.flatMap(({ action, pairs }) =>
          pairs.map(({ operators: [one = '', other = ''], kappa, overlap, agreement: same, note }) => (
            <tr key={action + one + other}>
              <th scope="row">{nameOf(action)}</th>
              <td>
                {agreement.pair(one, other)}
                {note && <span className="hint line">{note}</span>}
              </td>
              <td className="number">{kappa === null ? '–' : coefficient(kappa)}</td>
              <td className="number">{share(overlap)}</td>
              <td className="number">{share(same)}</td>
            </tr>
          )),
        )}
      </Table>
    </section>
  )
}
