/** The plan and the report of a run, as the training program writes them. */
import type { FoldCurve, TrainingPreset, TrainingRun, TrainingRunDetail } from '../../shared/api/types'
import { isLive } from '../jobs/queries'

export const FIGURES = [
  'accuracy',
  'precision',
  'recall',
  'specificity',
  'f1',
  'auc',
  'brier',
  'ece',
] as const
export type Figure = (typeof FIGURES)[number]
type Figures = Record<Figure, number | null>
export type Matrix = [[number, number], [number, number]]

export type Part = { rows: number; infants: number; pain_infants: number; pain_rows: number }
export type Split = { name: string; slug: string; training: Part; validation: Part; test: Part }
export type Plan = {
  stamp: string | null
  initialisation: string
  parameters: { trainable: number; total: number } | null
  splits: Split[]
  estimate_seconds: number | null
  epoch_seconds: number | null
  preset: { split: { seed: number }; fit: { max_epochs: number; seed: number } }
}

type Measured = { confusion: Matrix; figures: Figures; rows: number; infants: number; pain_infants: number }
export type Subgroup = {
  column: string
  value: string
  rows: number
  infants: number
  pain_infants: number
  figures: Figures
}
type OfInfant = Pick<Figures, 'accuracy' | 'recall' | 'specificity' | 'f1'>
export type Report = {
  stamp: string | null
  manifest_sha256: string
  folds: (Measured & { fold: string })[]
  pooled: Measured & { intervals: Record<Figure, [number, number] | null> }
  across_folds: Record<Figure, { mean: number | null; sd: number | null }>
  baselines: Record<'majority' | 'all_pain', Partial<Figures>>
  subgroups: Subgroup[]
  per_infant: ({ infant: string; folds: string[]; rows: number; pain_rows: number } & OfInfant)[]
  figures: string[]
  reference: {
    table_5_1: { experiment: string; accuracy: number; accuracy_sd: number; f1: number; f1_sd: number }[]
  }
}

export const planOf = (run: TrainingRunDetail) => run.plan as unknown as Plan | null
export const reportOf = (run: TrainingRunDetail) => run.report as unknown as Report | null

export type RunState =
  'checking' | 'refused' | 'planned' | 'running' | 'waiting' | 'stopped' | 'failed' | 'finished'

/** Where a run stands, by the list's row alone. */
export function stateOfRow(run: TrainingRun): RunState {
  if (run.finished_at) return 'finished'
  if (run.stopped_at) return 'stopped'
  return run.started_at ? 'running' : 'planned'
}

/** Where a run stands, its work looked at. */
export function stateOf(run: TrainingRunDetail): RunState {
  const failed = run.jobs.at(-1)?.state === 'failed'
  if (run.plan === null) return failed ? 'refused' : 'checking'
  const state = stateOfRow(run)
  if (state !== 'running') return state
  if (run.jobs.some(isLive)) return 'running'
  return failed ? 'failed' : 'waiting'
}

export type Progress = { fold: number; folds: number; epoch: number; epochs: number; minutes: number | null }

/** Which fold is at which epoch, and how long it all takes at most at the pace so far; stopping early makes it less. */
export function progressOf(plan: Plan, curves: readonly FoldCurve[]): Progress {
  const epochs = plan.preset.fit.max_epochs
  const here = curves.findIndex(({ finished }) => !finished)
  const place = here < 0 ? Math.max(0, curves.length - 1) : here
  const epoch = curves[place]?.epochs.length ?? 0
  const seen = curves.flatMap((curve) => curve.epochs.flatMap(({ seconds }) => seconds ?? []))
  const pace = seen.length > 0 ? seen.reduce((sum, one) => sum + one, 0) / seen.length : plan.epoch_seconds
  const folds = plan.splits.length
  const left = epochs - epoch + epochs * (folds - place - 1)
  const minutes = pace === null ? null : Math.ceil((pace * left) / 60)
  return { fold: place + 1, folds, epoch, epochs, minutes }
}

/** The data sets that only help training in an experiment, by the name of their domain. */
export function helpingDomains({ settings }: Pick<TrainingPreset, 'settings'>): string[] {
  const { training_only_domains: named = [] } = settings.data as { training_only_domains?: string[] }
  return named
}
