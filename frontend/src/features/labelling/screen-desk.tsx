/** The desk on screen: what was said of the frame under the cursor, and everything that can be said next. */
import { useState } from 'react'
import type { Content, LabelValue } from '../../player/engine/labels'
import type { LabelTask, Study } from '../../shared/api/types'
import { ScreenBar } from './screen-bar'
import { ScreenGrid } from './screen-grid'
import { ScreenHead } from './screen-head'
import { useLabelKeys } from './screen-keys'
import { ScreenNotices } from './screen-notices'
import { ScreenSide } from './screen-side'
import { ScreenStage } from './screen-stage'
import { ScreenStrip } from './screen-strip'
import type { LabellingDesk } from './use-label-desk'
import { usePictures } from './use-pictures'
import { useView, type View } from './use-view'

/** Everything the parts of the screen can ask for. */
export type Hand = {
  current: LabelTask | undefined
  view: View
  ticked: readonly string[]
  asksReason: boolean
  playing: boolean
  say: (value: Exclude<LabelValue, 'cleared'>, reason?: string) => void
  clear: () => void
  accept: () => void
  askReason: (open: boolean) => void
  tick: (action: string) => void
  write: (note: string) => void
  undo: () => void
  redo: () => void
  play: (on: boolean) => void
}

export function ScreenDesk({ study, desk }: { study: Study; desk: LabellingDesk }) {
  const view = useView()
  const hand = useHand(desk, view)
  const pictures = usePictures(desk.state, view.mode === 'one')
  useLabelKeys(desk, hand)
  const { current } = hand
  return (
    <>
      <ScreenHead study={study} desk={desk} view={view} ready={pictures.ready()} />
      <ScreenNotices desk={desk} />
      <div className="label-body" data-view={view.mode}>
        {view.mode === 'grid' ? (
          <ScreenGrid desk={desk} size={view.size} />
        ) : (
          current && (
            <div className="label-main">
              <ScreenStage task={current} pictures={pictures} desk={desk} hand={hand} />
              <ScreenStrip task={current} desk={desk} />
            </div>
          )
        )}
        {current && (
          <ScreenSide key={current.id} task={current} pictures={pictures} desk={desk} hand={hand} />
        )}
      </div>
      <ScreenBar desk={desk} hand={hand} />
    </>
  )
}

const nothing: Content = { value: 'cleared', reason: '', actions: [], note: '' }

function useHand({ desk, state, keep, progress }: LabellingDesk, view: View): Hand {
  const current = desk.current()
  const label = current ? state.labels.get(current.id) : undefined
  const [draft, setDraft] = useState<{ task: string; actions: readonly string[] }>({ task: '', actions: [] })
  const [reasonFor, setReasonFor] = useState<string | null>(null)
  const [playing, setPlaying] = useState<string | null>(null)
  // What was ticked before the label, else what the label says.
  const ticked = draft.task === current?.id ? draft.actions : (label?.actions ?? [])
  const asksReason = current !== undefined && reasonFor === current.id
  const say: Hand['say'] = (value, reason = '') => {
    const alone = state.anchor === null
    setReasonFor(null)
    setDraft({ task: '', actions: [] })
    const kept = progress.actions.filter((action) => alone && ticked.includes(action))
    keep(desk.say({ value, reason, actions: kept, note: alone ? (label?.note ?? '') : '' }))
  }
  const rest = { say, ...useAmendments({ desk, keep, label, ticked, current, setDraft }) }
  return {
    ...rest,
    current,
    view,
    ticked,
    asksReason,
    playing: current !== undefined && playing === current.id,
    clear: () => {
      setReasonFor(null)
      if (desk.selected().some(({ id }) => state.labels.has(id))) keep(desk.say(nothing))
    },
    accept: () => {
      const value = current?.by_rule
      if (value && !label) say(value)
      else desk.move(1)
    },
    askReason: (open) => {
      setReasonFor(open && current ? current.id : null)
    },
    undo: () => {
      keep(desk.undo())
    },
    redo: () => {
      keep(desk.redo())
    },
    play: (on) => {
      setPlaying(on && current ? current.id : null)
    },
  }
}

type Amending = Pick<LabellingDesk, 'desk' | 'keep'> & {
  label: Content | undefined
  ticked: readonly string[]
  current: LabelTask | undefined
  setDraft: (draft: { task: string; actions: readonly string[] }) => void
}

/** Ticks and notes: on a labelled frame they are said at once, before the label they wait for it. */
function useAmendments({ desk, keep, label, ticked, current, setDraft }: Amending) {
  return {
    tick: (action: string) => {
      if (!current) return
      const actions = ticked.includes(action) ? ticked.filter((one) => one !== action) : [...ticked, action]
      setDraft({ task: current.id, actions })
      if (label) keep(desk.amend({ ...contentOf(label), actions }))
    },
    write: (note: string) => {
      if (label && note !== label.note) keep(desk.amend({ ...contentOf(label), note }))
    },
  }
}

const contentOf = ({ value, reason, actions, note }: Content): Content => ({ value, reason, actions, note })
