/** One frame at a time: look, answer with a key, be on the next one. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { useKeys } from '../../player/use-keys'
import type { FaceFrameDetail, Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { useSetParameter } from '../../shared/ui/filter'
import { Icon } from '../../shared/ui/icon'
import { Await } from '../../shared/ui/states'
import { FacePanel } from './face-panel'
import { prefetch, useFrame, type Said } from './review-queries'
import { StagePicture } from './stage-picture'
import { useAnswers, type Refused } from './use-answers'
import { reasons, useDesk, type Desk } from './use-desk'

type More = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
type Props = { study: Study; ids: readonly string[]; open: string; more: More | null }

export function FaceStage({ study, ids, open, more }: Props) {
  const query = useFrame(open)
  const walk = useWalk(ids, open, more)
  const { refused, takenBack, answer, undo } = useAnswers(study.id, walk)
  return (
    <div className="face-desk" data-scheme="dark">
      <Await query={query} lines={12}>
        {(frame) => (
          <OneFrame
            key={`${frame.id} ${frame.review?.id ?? ''}`}
            frame={frame}
            walk={walk}
            refused={refused?.id === frame.id ? refused : null}
            takenBack={takenBack === frame.id}
            onAnswer={(said, supersedes) => {
              answer(frame, said, supersedes)
            }}
            onUndo={undo}
          />
        )}
      </Await>
    </div>
  )
}

type Walk = {
  place: number
  /** How many there are; with a plus while more are still to be read. */
  count: string
  isLast: boolean
  next: () => void
  previous: () => void
  go: (id: string) => void
  close: string
}

function useWalk(ids: readonly string[], open: string, more: More | null): Walk {
  const cache = useQueryClient()
  const { number } = useFormat()
  const [search] = useSearchParams()
  const setParameter = useSetParameter()
  const place = ids.indexOf(open)
  useEffect(() => {
    for (const id of ids.slice(place + 1, place + 3)) prefetch(cache, id)
    if (place >= ids.length - 3 && more?.hasNextPage && !more.isFetchingNextPage) more.fetchNextPage()
  }, [cache, ids, place, more])
  const go = (id: string | undefined) => {
    if (id) setParameter('frame', id)
  }
  const others = new URLSearchParams(search)
  others.delete('frame')
  return {
    place,
    count: number(ids.length) + (more?.hasNextPage ? '+' : ''),
    isLast: place >= ids.length - 1,
    go,
    next: () => {
      go(ids[place + 1])
    },
    previous: () => {
      go(ids[place - 1])
    },
    close: `?${others.toString()}`,
  }
}

type FrameProps = {
  frame: FaceFrameDetail
  walk: Walk
  refused: Refused | null
  takenBack: boolean
  onAnswer: (said: Said, supersedes?: string | null) => void
  onUndo: () => void
}

function OneFrame({ frame, walk, refused, takenBack, onAnswer, onUndo }: FrameProps) {
  const { faces } = useText()
  const { number } = useFormat()
  const [search, setSearch] = useSearchParams()
  const [showArms, setShowArms] = useState(search.has('comparison'))
  const desk = useDesk(frame, onAnswer)
  useDeskKeys(desk, walk, onUndo, () => {
    setSearch(new URLSearchParams(walk.close))
  })
  return (
    <>
      <header className="row face-head">
        <Link to={walk.close} className="button">
          <Icon name="back" />
          {faces.toGrid}
        </Link>
        <span className="number" data-place={walk.place + 1}>
          {faces.placeOf(number(walk.place + 1), walk.count)}
        </span>
        <button type="button" className="button" disabled={walk.place <= 0} onClick={walk.previous}>
          <Icon name="previous" />
          {faces.previous}
        </button>
        <button type="button" className="button" disabled={walk.isLast} onClick={walk.next}>
          {faces.next}
          <Icon name="next" />
        </button>
      </header>
      <div className="face-columns">
        <div className="face-stage" data-active={desk.active ?? ''}>
          <StagePicture frame={frame} desk={desk} showArms={showArms} />
        </div>
        <FacePanel
          frame={frame}
          desk={desk}
          refused={refused}
          takenBack={takenBack}
          showArms={showArms}
          onShowArms={setShowArms}
          onUndo={onUndo}
          onAnswer={onAnswer}
        />
      </div>
    </>
  )
}

function useDeskKeys(desk: Desk, walk: Walk, undo: () => void, close: () => void) {
  const editing = desk.active !== null
  const step = (dx: number, dy: number) => () => {
    desk.nudge(dx, dy)
  }
  const stretch = (dx: number, dy: number) => () => {
    desk.resize(dx, dy)
  }
  const because = (place: number) => () => {
    const reason = reasons[place]
    if (reason) desk.covered(reason)
  }
  useKeys('faces', {
    'face.accept': desk.accept,
    'face.box': desk.editFace,
    'face.turn': desk.turnOn,
    'face.covered': desk.askReason,
    'face.none': desk.none,
    'face.adult': desk.addAdult,
    'face.undo': undo,
    'face.close': () => {
      if (!desk.leave()) close()
    },
    'face.right': editing ? step(1, 0) : walk.next,
    'face.left': editing ? step(-1, 0) : walk.previous,
    ...(editing && {
      'face.up': step(0, -1),
      'face.down': step(0, 1),
      'face.wider': stretch(1, 0),
      'face.narrower': stretch(-1, 0),
      'face.taller': stretch(0, 1),
      'face.shorter': stretch(0, -1),
      'face.remove': desk.remove,
    }),
    ...(desk.asksReason && {
      'face.reason.1': because(0),
      'face.reason.2': because(1),
      'face.reason.3': because(2),
      'face.reason.4': because(3),
      'face.reason.5': because(4),
    }),
  })
}
