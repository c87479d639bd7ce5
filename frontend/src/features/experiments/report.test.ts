import { describe, expect, it } from 'vitest'
import type { FoldCurve, Job, TrainingRunDetail } from '../../shared/api/types'
import { type Plan, progressOf, stateOf } from './report'

const run = (fields: Partial<TrainingRunDetail>) =>
  ({
    plan: { splits: [] },
    jobs: [],
    started_at: null,
    stopped_at: null,
    finished_at: null,
    ...fields,
  }) as unknown as TrainingRunDetail

const jobs = (...states: Job['state'][]) => states.map((state) => ({ state })) as Job[]
const started = '2026-01-01T00:00:00Z'

describe('where a run stands', () => {
  it('is checked before anything', () => {
    expect(stateOf(run({ plan: null, jobs: jobs('running') }))).toBe('checking')
    expect(stateOf(run({ plan: null, jobs: jobs('failed') }))).toBe('refused')
  })

  it('waits to be started, runs, waits for the machine, fails, stops, ends', () => {
    expect(stateOf(run({}))).toBe('planned')
    expect(stateOf(run({ started_at: started, jobs: jobs('succeeded', 'running') }))).toBe('running')
    expect(stateOf(run({ started_at: started, jobs: jobs('succeeded') }))).toBe('waiting')
    expect(stateOf(run({ started_at: started, jobs: jobs('succeeded', 'failed') }))).toBe('failed')
    expect(stateOf(run({ started_at: started, stopped_at: started }))).toBe('stopped')
    expect(stateOf(run({ started_at: started, finished_at: started }))).toBe('finished')
  })
})

describe('how far a run is', () => {
  const plan = {
    epoch_seconds: 60,
    splits: [{}, {}, {}],
    preset: { fit: { max_epochs: 10 } },
  } as unknown as Plan
  const curve = (finished: boolean, ...seconds: number[]) =>
    ({ finished, epochs: seconds.map((one) => ({ seconds: one })) }) as unknown as FoldCurve

  it('counts every epoch that may come at the pace of the plan before there is one', () => {
    const none = [curve(false), curve(false), curve(false)]
    expect(progressOf(plan, none)).toEqual({ fold: 1, folds: 3, epoch: 0, epochs: 10, minutes: 30 })
  })

  it('goes by the epochs seen as soon as there are some', () => {
    const second = [curve(true, 30, 30), curve(false, 30, 30, 30), curve(false)]
    expect(progressOf(plan, second)).toEqual({ fold: 2, folds: 3, epoch: 3, epochs: 10, minutes: 9 })
  })

  it('ends at nothing', () => {
    const full = Array.from({ length: 10 }, () => 30)
    expect(progressOf(plan, [curve(true, ...full), curve(true, ...full), curve(true, ...full)]).minutes).toBe(
      0,
    )
  })
})
