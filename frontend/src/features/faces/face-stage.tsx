/** One frame at a time: look, answer with a key, be on the next one. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { useKeys } from '../../player/use-keys'
import { ApiError } from '../../shared/api/errors'
import type { FaceFrameDetail, FaceReview, Study } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { useSetParameter } from '../../shared/ui/filter'
import { Icon } from '../../shared/ui/icon'
import { Await } from '../../shared/ui/states'
import { FacePanel } from './face-panel'
import { pendingId, prefetch, useFrame, useReview, type Answer, type Said } from './review-queries'
import { StagePicture } from './stage-picture'
import { reasons, useDesk, type Desk } from './use-desk'

type More = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
type Props = { study: Study; ids: readonly string[]; open: string; more: More | null }

/** An answer the server refused: what I said, and why. */
export type Refused = { answer: Answer; error: unknown }

export function FaceStage({ study, ids, open, more }: Props) {
  const query = useFrame(open)
  const walk = useWalk(ids, open, more)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [takenBack, setTakenBack] = useState<string | null>(null)
  const past = useRef<{ id: string; former: FaceReview | null }[]>([])
  const review = useReview(study.id, (answer, error) => {
    past.current = past.current.filter(({ id }) => id !== answer.id)
    setRefused({ answer, error })
    walk.go(answer.id)
  })
  const answer = (frame: FaceFrameDetail, said: Said, supersedes?: string | null) => {
    past.current.push({ id: frame.id, former: frame.review })
    review.mutate({
      id: frame.id,
      said,
      former: frame.review,
      ...(supersedes !== undefined && { supersedes }),
    })
    setRefused(null)
    setTakenBack(null)
    walk.next()
  }
  const undo = () => {
    const last = past.current.pop()
    if (!last) return
    const { id, former } = last
    walk.go(id)
    setTakenBack(id)
    if (former) {
      const { verdict, reason, box, turn, adults } = former
      // Whatever the answer became at the server, it is the one to supersede.
      const answered = { ...former, id: pendingId(id) }
      review.mutate({
        id,
        said: { verdict, reason, box, turn: turn as Said['turn'], adults },
        former: answered,
      })
    }
  }
  return (
    <div className="face-desk" data-scheme="dark">
      <Await query={query} lines={12}>
        {(frame) => (
          <OneFrame
            key={`${frame.id} ${frame.review?.id ?? ''}`}
            frame={frame}
            walk={walk}
            refused={refused?.answer.id === frame.id ? refused : null}
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
  count: number
  next: () => void
  previous: () => void
  go: (id: string) => void
  close: string
}

function useWalk(ids: readonly string[], open: string, more: More | null): Walk {
  const cache = useQueryClient()
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
    count: ids.length,
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
          {faces.placeOf(number(walk.place + 1), number(walk.count))}
        </span>
        <button type="button" className="button" disabled={walk.place <= 0} onClick={walk.previous}>
          <Icon name="previous" />
          {faces.previous}
        </button>
        <button type="button" className="button" disabled={walk.place >= walk.count - 1} onClick={walk.next}>
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

export const isMeanwhile = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'reviewed_meanwhile'

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
