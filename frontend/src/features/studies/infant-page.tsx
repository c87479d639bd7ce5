/** One infant: facts, consent and its history, videos, and the withdrawal. */
import { useState } from 'react'
import { Link } from 'wouter'
import type { Infant, Study, Tombstone } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Facts, Mark } from '../../shared/ui/marks'
import { Page } from '../../shared/ui/page'
import { Await } from '../../shared/ui/states'
import { VideoList } from '../recordings/videos-tab'
import { ConsentPanel } from './consent-panel'
import { InfantForm } from './infant-form'
import { useEditInfant, useInfant } from './infant-queries'
import { useHere } from './place'
import { useStudy } from './queries'
import { Withdrawal } from './withdrawal'

export default function InfantPage({ id }: { id: string }) {
  const infant = useInfant(id)
  return <Await query={infant}>{(data) => <WithStudy infant={data} />}</Await>
}

function WithStudy({ infant }: { infant: Infant }) {
  const study = useStudy(infant.study)
  useHere(infant.study, 'infants')
  const [tombstone, setTombstone] = useState<Tombstone | null>(null)
  return (
    <Await query={study}>
      {(data) =>
        tombstone ? (
          <Withdrawn study={data} tombstone={tombstone} />
        ) : (
          <InfantHome infant={infant} study={data} onWithdrawn={setTombstone} />
        )
      }
    </Await>
  )
}

type HomeProps = { infant: Infant; study: Study; onWithdrawn: (tombstone: Tombstone) => void }

function InfantHome({ infant, study, onWithdrawn }: HomeProps) {
  const { infants } = useText()
  const [withdrawing, setWithdrawing] = useState(false)
  const actions = study.allowed.includes('infant.withdraw') && (
    <button
      type="button"
      className="button danger"
      onClick={() => {
        setWithdrawing(true)
      }}
    >
      {infants.withdraw}
    </button>
  )
  return (
    <Page
      title={infant.pseudonym}
      back={{ to: `/studies/${study.id}?tab=infants`, name: study.name }}
      actions={actions}
    >
      <div className="stack">
        <div className="columns">
          <ConsentPanel infant={infant} mayRecord={study.allowed.includes('consent.record')} />
          <InfantFacts infant={infant} mayEdit={study.allowed.includes('infant.change')} />
        </div>
        <h2>{infants.videos}</h2>
        <VideoList study={study} infant={infant.id} />
      </div>
      {withdrawing && (
        <Withdrawal
          infant={infant}
          onClose={() => {
            setWithdrawing(false)
          }}
          onWithdrawn={onWithdrawn}
        />
      )}
    </Page>
  )
}

function InfantFacts({ infant, mayEdit }: { infant: Infant; mayEdit: boolean }) {
  const { infants } = useText()
  const { number } = useFormat()
  const [editing, setEditing] = useState(false)
  const edit = useEditInfant(infant.id)
  return (
    <section className="panel" aria-labelledby="infant-facts">
      <div className="panel-head">
        <h2 id="infant-facts">{infants.infant}</h2>
        {mayEdit && (
          <button
            type="button"
            className="button"
            onClick={() => {
              setEditing(true)
            }}
          >
            {infants.edit}
          </button>
        )}
      </div>
      <Facts
        items={[
          [infants.sex, infants.sexes[infant.sex]],
          [infants.ageHours, infant.age_hours !== null && infants.ageHoursValue(number(infant.age_hours))],
          [infants.group, infant.group],
          [infants.context, infant.context.map((one) => infants.contexts[one]).join(', ')],
          [infants.note, infant.note],
        ]}
      />
      {editing && (
        <InfantForm
          title={infants.edit}
          infant={infant}
          save={edit}
          onClose={() => {
            setEditing(false)
          }}
        />
      )}
    </section>
  )
}

function Withdrawn({ study, tombstone }: { study: Study; tombstone: Tombstone }) {
  const { infants, studies } = useText()
  const { moment, number, bytes } = useFormat()
  return (
    <Page title={infants.withdrawn} back={{ to: `/studies/${study.id}?tab=infants`, name: study.name }}>
      <div className="panel" role="status">
        <Mark icon="check">{infants.withdrawnText}</Mark>
        <p>{infants.withdrawnRemains}</p>
        <Facts
          items={[
            [
              infants.tombstone,
              <span key="id" className="mono">
                {tombstone.id}
              </span>,
            ],
            [infants.withdrawn, moment(tombstone.withdrawn_at)],
            [studies.withdrawnBy, tombstone.withdrawn_by_name],
            [studies.videos, number(tombstone.videos)],
            [studies.files, number(tombstone.files)],
            [studies.size, bytes(tombstone.bytes)],
          ]}
        />
        <Link to={`/studies/${study.id}?tab=withdrawals`} className="button back-to-list">
          {infants.toStudy}
        </Link>
      </div>
    </Page>
  )
}
