/** What remains of withdrawn consents: a record without the infant. */
import type { Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Mark } from '../../shared/ui/marks'
import { Await, Empty } from '../../shared/ui/states'
import { ShowMore, Table } from '../../shared/ui/table'
import { useWithdrawals } from './queries'

export function WithdrawalsTab({ study }: { study: Study }) {
  const { studies, common } = useText()
  const { moment, number, bytes } = useFormat()
  const query = useWithdrawals(study.id)
  const heads = [
    common.when,
    common.reason,
    studies.withdrawnBy,
    studies.videos,
    studies.files,
    studies.size,
    studies.erased,
  ]
  return (
    <div className="stack">
      <Await query={query}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{studies.withdrawalsNone}</Empty>
          ) : (
            <Table caption={studies.withdrawals} heads={heads}>
              {items.map((item) => (
                <tr key={item.id}>
                  <td>{moment(item.withdrawn_at)}</td>
                  <td>{item.reason}</td>
                  <td>{item.withdrawn_by_name}</td>
                  <td className="number">{number(item.videos)}</td>
                  <td className="number">{number(item.files)}</td>
                  <td className="number">{bytes(item.bytes)}</td>
                  <td>
                    {item.erased_at ? (
                      <Mark icon="check">{moment(item.erased_at)}</Mark>
                    ) : (
                      <Mark icon="waiting" tone="waiting">
                        {studies.erasing}
                      </Mark>
                    )}
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Await>
      <ShowMore query={query} />
    </div>
  )
}
