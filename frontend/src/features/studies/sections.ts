/** The sections of a study that a person may use, in the order of a video's way, then what concerns the study itself. */
import type { Allowed, Study } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import type { SectionId } from './place'

export type Section = { id: SectionId; name: string; to: string }

/** These have a page of their own; the others are views of the study's page. */
const pages: Partial<Record<SectionId, string>> = {
  overview: '',
  disagreement: '/disagreement',
  label: '/label',
  review: '/review',
}

/** What a section asks for; any of them is enough, and nothing named is open to every member. */
const needs: Partial<Record<SectionId, Allowed[]>> = {
  'to-score': ['video.score'],
  disagreement: ['agreement.read'],
  frames: ['frames.read'],
  detectors: ['frames.read'],
  label: ['frame.label'],
  labels: ['labels.read', 'frame.label'],
  datasets: ['datasets.read'],
  training: ['training.read'],
  supervision: ['supervision.read'],
  review: ['frame.supervise'],
  report: ['report'],
  members: ['member.read'],
  audit: ['audit.read'],
}

const way: SectionId[] = [
  'overview',
  'infants',
  'videos',
  'to-score',
  'disagreement',
  'frames',
  'detectors',
  'label',
  'labels',
  'datasets',
  'training',
  'supervision',
  'review',
  'report',
]
const house: SectionId[] = ['members', 'protocol', 'withdrawals', 'audit']

export function useSections(study: Study | undefined): Section[][] {
  const names = useSectionNames()
  if (!study) return []
  const may = (id: SectionId) => needs[id]?.some((action) => study.allowed.includes(action)) ?? true
  return [way, house].map((group) =>
    group
      .filter(may)
      .map((id) => ({ id, name: names[id], to: `/studies/${study.id}${pages[id] ?? `?tab=${id}`}` })),
  )
}

export function useSectionNames(): Record<SectionId, string> {
  const text = useText()
  const { studies } = text
  return {
    overview: studies.overview,
    infants: studies.infants,
    videos: studies.videos,
    'to-score': text.scoring.toScore,
    disagreement: text.agreement.title,
    frames: text.frames.title,
    detectors: text.faces.title,
    label: text.labelling.open,
    labels: text.labels.title,
    datasets: text.datasets.title,
    training: text.training.title,
    supervision: text.supervision.title,
    review: text.supervision.open,
    report: text.reports.tab,
    members: studies.members,
    protocol: studies.protocol,
    withdrawals: studies.withdrawals,
    audit: studies.audit,
  }
}
