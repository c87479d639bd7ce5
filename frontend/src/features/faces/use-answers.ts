/** Answers about one frame after the other, the way back through them, and what the server refused. */
import { useRef, useState } from 'react'
import type { FaceFrameDetail, FaceReview } from '../../shared/api/types'
import { pendingId, useReview, useTakeBack, type Said } from './review-queries'

/** What the server refused: an answer (`said`) or its taking back, and why. */
export type Refused = { id: string; said: Said | null; error: unknown }

type Walk = { next: () => void; go: (id: string) => void }

export function useAnswers(study: string, walk: Walk) {
  const [refused, setRefused] = useState<Refused | null>(null)
  const [takenBack, setTakenBack] = useState<string | null>(null)
  const past = useRef<{ id: string; former: FaceReview | null }[]>([])
  const refuse = (id: string, said: Said | null, error: unknown) => {
    past.current = past.current.filter((one) => one.id !== id)
    setRefused({ id, said, error })
    setTakenBack(null)
    walk.go(id)
  }
  const review = useReview(study, ({ id, said }, error) => {
    refuse(id, said, error)
  })
  const takeBack = useTakeBack(study, ({ id }, error) => {
    refuse(id, null, error)
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
      const said = { verdict, reason, box, turn: turn as Said['turn'], adults }
      // Whatever the answer became at the server, it is the one to supersede.
      review.mutate({ id, said, former: { ...former, id: pendingId(id) } })
    } else takeBack.mutate({ id, former: null })
  }
  return { refused, takenBack, answer, undo }
}
