/** The home of one study; its sections are tabs in the URL. */
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { Allowed, Study } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Icon } from '../../shared/ui/icon'
import { Page, Tabs } from '../../shared/ui/page'
import { Await } from '../../shared/ui/states'
import { AuditList } from '../audit/audit-list'
import { DetectorsTab } from '../faces/detectors-tab'
import { FramesTab } from '../frames/frames-tab'
import { VideosTab } from '../recordings/videos-tab'
import { WorklistTab } from '../scoring/worklist-tab'
import { EditStudy } from './edit-study'
import { InfantsTab } from './infants-tab'
import { MembersTab } from './members-tab'
import { ProtocolTab } from './protocol-tab'
import { useMembers, useStudy } from './queries'
import { StudySummary } from './study-summary'
import { WithdrawalsTab } from './withdrawals-tab'

export default function StudyPage({ id }: { id: string }) {
  const query = useStudy(id)
  return <Await query={query}>{(study) => <StudyHome study={study} />}</Await>
}

function StudyHome({ study }: { study: Study }) {
  const { studies, scoring, agreement, frames, faces } = useText()
  const [search] = useSearchParams()
  const [editing, setEditing] = useState(false)
  const may = (action: Allowed) => study.allowed.includes(action)
  const tabs: Tab[] = [
    ...when(may('video.score'), ['to-score', scoring.toScore]),
    ['infants', studies.infants],
    ['videos', studies.videos],
    ...when(may('frames.read'), ['frames', frames.title]),
    ...when(may('frames.read'), ['detectors', faces.title]),
    ...when(may('member.read'), ['members', studies.members]),
    ['protocol', studies.protocol],
    ['withdrawals', studies.withdrawals],
    ...when(may('audit.read'), ['audit', studies.audit]),
  ]
  const wanted = search.get('tab')
  const current = tabs.find(([tab]) => tab === wanted)?.[0] ?? 'videos'
  const actions = (
    <>
      {may('study.change') && (
        <button
          type="button"
          className="button"
          onClick={() => {
            setEditing(true)
          }}
        >
          {studies.edit}
        </button>
      )}
      {may('agreement.read') && (
        <Link to={`/studies/${study.id}/disagreement`} className="button">
          {agreement.title}
        </Link>
      )}
      <UploadLink study={study} />
    </>
  )
  return (
    <Page title={study.name} back={{ to: '/', name: studies.title }} actions={actions}>
      <StudySummary study={study} />
      <Tabs label={studies.sections} tabs={tabs} current={current} />
      <Section study={study} tab={current} />
      {editing && (
        <EditStudy
          study={study}
          onClose={() => {
            setEditing(false)
          }}
        />
      )}
    </Page>
  )
}

type Tab = [id: string, name: string]

const when = (condition: boolean, tab: Tab): Tab[] => (condition ? [tab] : [])

function UploadLink({ study }: { study: Study }) {
  const { recordings } = useText()
  if (!study.allowed.includes('video.upload')) return null
  return (
    <Link to={`/studies/${study.id}/upload`} className="button primary">
      <Icon name="upload" />
      {recordings.upload}
    </Link>
  )
}

function Section({ study, tab }: { study: Study; tab: string }) {
  switch (tab) {
    case 'to-score':
      return <WorklistTab study={study.id} />
    case 'infants':
      return <InfantsTab study={study} />
    case 'frames':
      return <FramesTab study={study} />
    case 'detectors':
      return <DetectorsTab study={study} />
    case 'members':
      return <MembersTab study={study} />
    case 'protocol':
      return <ProtocolTab study={study} />
    case 'withdrawals':
      return <WithdrawalsTab study={study} />
    case 'audit':
      return <StudyAudit study={study.id} />
    default:
      return <VideosTab study={study} />
  }
}

function StudyAudit({ study }: { study: string }) {
  const members = useMembers(study)
  return <AuditList study={study} people={members.data?.map(({ user }) => user) ?? []} />
}
