/** One study: its overview, and the sections that need no page of their own; `tab` in the address names them. */
import { useState, type ReactNode } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { Study } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Icon } from '../../shared/ui/icon'
import { Page } from '../../shared/ui/page'
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
import { useHere, type SectionId } from './place'
import { useMembers, useStudy } from './queries'
import { useSectionNames, useSections } from './sections'
import { NextStepRow, StudySummary } from './study-summary'
import { WithdrawalsTab } from './withdrawals-tab'

export default function StudyPage({ id }: { id: string }) {
  const query = useStudy(id)
  return <Await query={query}>{(study) => <StudyHome study={study} />}</Await>
}

function StudyHome({ study }: { study: Study }) {
  const [search] = useSearchParams()
  const wanted = search.get('tab') as SectionId | null
  const open = useSections(study).flat()
  const current = open.find(({ id }) => id === wanted && id in views)?.id ?? 'overview'
  const name = useSectionNames()[current]
  useHere(study.id, current)
  if (current === 'overview') return <Overview study={study} />
  return (
    <Page
      title={name}
      back={{ to: `/studies/${study.id}`, name: study.name }}
      actions={SENDS.has(current) && <UploadLink study={study} />}
    >
      <NextStepRow study={study} here={current} />
      {views[current]?.(study)}
    </Page>
  )
}

function Overview({ study }: { study: Study }) {
  const { studies } = useText()
  const [editing, setEditing] = useState(false)
  const actions = (
    <>
      {study.allowed.includes('study.change') && (
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
      <UploadLink study={study} />
    </>
  )
  return (
    <Page title={study.name} back={{ to: '/', name: studies.title }} actions={actions}>
      <StudySummary study={study} />
      {study.allowed.includes('video.score') ? <WorklistTab study={study.id} /> : <VideosTab study={study} />}
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

/** Where sending videos is what one may want to do. */
const SENDS = new Set<SectionId>(['infants', 'videos'])

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

/** What stands in each section. */
const views: Partial<Record<SectionId, (study: Study) => ReactNode>> = {
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
