/** The workbench: video and score sheets side by side, the lanes underneath. */
import { useState, type ReactNode } from 'react'
import type { FrameTimes } from '../../player/engine/frames'
import { Player } from '../../player/player'
import { useMe } from '../accounts/session'
import { PainTrace } from '../experiments/pain-trace'
import type { ObservationWindow, ProtocolDocument, Study, Video } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Await, Skeleton } from '../../shared/ui/states'
import { ErrandNotice } from './errand-notice'
import { Lanes } from './lanes'
import { useMyWindows, useProtocolInUse } from './queries'
import { SheetForms } from './sheet-forms'
import { StopNotice } from './stop-notice'
import { useCoding, useSavedCoding, type CodingDesk } from './use-coding'
import { useErrands, type ErrandDesk } from './use-errands'
import { useWindowDesk } from './use-window-desk'
import { WindowBar } from './window-bar'
import './scoring.css'

type Props = {
  study: Study
  video: Video
  times: FrameTimes
  head: (readout: ReactNode) => ReactNode
  facts: ReactNode
}

export function ScoringWorkbench(props: Props) {
  const { video } = props
  const protocol = useProtocolInUse(video.study)
  const windows = useMyWindows(video.id)
  return (
    <Await query={protocol}>
      {(document) => (
        <Await query={windows}>{(mine) => <Desk {...props} protocol={document} windows={mine} />}</Await>
      )}
    </Await>
  )
}

type DeskProps = Props & { protocol: ProtocolDocument; windows: ObservationWindow[] }

function Desk(props: DeskProps) {
  const saved = useSavedCoding(props.video.id)
  return <Await query={saved}>{(coding) => <OpenDesk {...props} saved={coding} />}</Await>
}

type OpenProps = DeskProps & { saved: Parameters<typeof useCoding>[1] }

function OpenDesk({ saved, ...props }: OpenProps) {
  const coding = useCoding(props.video.id, saved)
  const errands = useErrands(props.video.id, (coding?.waiting ?? 1) > 0)
  if (!coding || !errands) return <Skeleton />
  return <ReadyDesk {...props} coding={coding} errands={errands} />
}

type ReadyProps = DeskProps & { coding: CodingDesk; errands: ErrandDesk }

function ReadyDesk({ study, video, times, head, facts, protocol, windows, coding, errands }: ReadyProps) {
  const desk = useWindowDesk(video.id, windows, protocol, errands)
  const { id: person } = useMe()
  return (
    <Player source={`/api/v1/videos/${video.id}/media/`} times={times} place={`${person}:${video.id}`}>
      {(parts) => (
        <>
          {head(
            <>
              {parts.readout}
              <Saved waiting={coding.waiting + errands.waiting} />
            </>,
          )}
          <StopNotice coding={coding} />
          <ErrandNotice errands={errands} times={times} />
          <div className="scoring">
            <div className="scoring-player">{parts.stage}</div>
            <div className="scoring-lanes">
              <WindowBar parts={parts} desk={desk} times={times} />
              <PainTrace quiet study={study} video={video.id} on={{ parts, times }} />
              <Lanes
                parts={parts}
                coding={coding}
                window={desk.span}
                actions={protocol.actions}
                times={times}
                video={video.id}
              />
            </div>
            <SheetForms
              study={video.study}
              desk={desk}
              coding={coding}
              errands={errands}
              protocol={protocol}
            />
          </div>
          <Details>{facts}</Details>
        </>
      )}
    </Player>
  )
}

function Saved({ waiting }: { waiting: number }) {
  const { scoring } = useText()
  return (
    <p className={`saved-note ${waiting > 0 ? 'waiting' : ''}`} data-waiting={waiting}>
      {waiting > 0 ? scoring.waiting(waiting) : scoring.lanesSaved}
    </p>
  )
}

function Details({ children }: { children: ReactNode }) {
  const { player } = useText()
  const [open, setOpen] = useState(false)
  return (
    <details
      open={open}
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open)
      }}
    >
      <summary>{player.facts}</summary>
      {open && children}
    </details>
  )
}
