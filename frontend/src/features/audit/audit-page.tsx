/** The audit of the whole site, for its admins. */
import { useFormat, useText } from '../../shared/i18n/text'
import { Mark } from '../../shared/ui/marks'
import { Page } from '../../shared/ui/page'
import { Await } from '../../shared/ui/states'
import { useUsers } from '../accounts/queries'
import { AuditList } from './audit-list'
import { useVerification } from './queries'

export default function AuditPage() {
  const { audit } = useText()
  const users = useUsers()
  return (
    <Page title={audit.title}>
      <div className="stack">
        <p className="muted">{audit.intro}</p>
        <Chain />
        <AuditList people={users.data ?? []} />
      </div>
    </Page>
  )
}

function Chain() {
  const { audit } = useText()
  const { number } = useFormat()
  const verification = useVerification()
  return (
    <Await query={verification} lines={1}>
      {({ events, intact, first_bad_sequence: bad, head }) => (
        <p className="row" title={head}>
          <strong>{audit.chain}</strong>
          {intact ? (
            <Mark icon="check">{audit.intact(number(events))}</Mark>
          ) : (
            <Mark icon="warning" tone="failed">
              {audit.broken(bad === null ? '–' : number(bad))}
            </Mark>
          )}
        </p>
      )}
    </Await>
  )
}
