/** The home of one study; its sections are tabs in the URL. */
import { useState, type ReactNode } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { Allowed, Study } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Icon } from '../../shared/ui/icon'
import { Page, Tabs } from '../../shared/ui/page'
import { Await } from '../../shared/ui/states'
import { AuditList } from '../audit/audit-list'
import { DatasetsTab } from '../datasets/datasets-tab'
import { TrainingTab } from '../experiments/training-tab'
import { DetectorsTab } from '../faces/detectors-tab'
import { FramesTab } from '../frames/frames-tab'
import { LabelsTab } from '../labelling/labels-tab'
import { VideosTab } from '../recordings/videos-tab'
import { ReportTab } from '../reports/report-tab'
import { WorklistTab } from '../scoring/worklist-tab'
import { SupervisionTab } from '../supervision/supervision-tab'
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
  const { studies, agreement, labelling, supervision } = useText()
  const [search] = useSearchParams()
  const [editing, setEditing] = useState(false)
  const may = (action: Allowed) => study.allowed.includes(action)
  const tabs = useTabs(may)
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
      {may('frame.label') && (
        <Link to={`/studies/${study.id}/label`} className="button">
          {labelling.open}
        </Link>
      )}
      {may('frame.supervise') && (
        <Link to={`/studies/${study.id}/review`} className="button">
          {supervision.open}
        </Link>
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
      {sections[current]?.(study)}
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

/** The sections the person may use. */
function useTabs(may: (action: Allowed) => boolean): Tab[] {
  const { studies, scoring, frames, faces, labels, datasets, training, supervision, reports } = useText()
  return [
    ...when(may('video.score'), ['to-score', scoring.toScore]),
    ['infants', studies.infants],
    ['videos', studies.videos],
    ...when(may('frames.read'), ['frames', frames.title]),
    ...when(may('frames.read'), ['detectors', faces.title]),
    ...when(may('labels.read') || may('frame.label'), ['labels', labels.title]),
    ...when(may('datasets.read'), ['datasets', datasets.title]),
    ...when(may('training.read'), ['training', training.title]),
    ...when(may('supervision.read'), ['supervision', supervision.title]),
    ...when(may('report'), ['report', reports.tab]),
    ...when(may('member.read'), ['members', studies.members]),
    ['protocol', studies.protocol],
    ['withdrawals', studies.withdrawals],
    ...when(may('audit.read'), ['audit', studies.audit]),
  ]
}

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

/** What stands in each section; videos where the address names none. */
const sections: Record<string, (study: Study) => ReactNode> = {
  'to-score': ({ id }) => <WorklistTab study={id} />,
  infants: (study) => <InfantsTab study={study} />,
  videos: (study) => <VideosTab study={study} />,
  frames: (study) => <FramesTab study={study} />,
  labels: (study) => <LabelsTab study={study} />,
  datasets: (study) => <DatasetsTab study={study} />,
  training: (study) => <TrainingTab study={study} />,
  supervision: (study) => <SupervisionTab study={study} />,
  report: (study) => <ReportTab study={study} />,
  detectors: (study) => <DetectorsTab study={study} />,
  members: (study) => <MembersTab study={study} />,
  protocol: (study) => <ProtocolTab study={study} />,
  withdrawals: (study) => <WithdrawalsTab study={study} />,
  audit: ({ id }) => <StudyAudit study={id} />,
}

function StudyAudit({ study }: { study: string }) {
  const members = useMembers(study)
  return <AuditList study={study} people={members.data?.map(({ user }) => user) ?? []} />
}
