/** The chain somebody is putting together: detectors asked one after the other until a face is found. */
import { useState } from 'react'
import type { Arm } from '../../shared/api/types'
import { useChoice } from './queries'
import { armName, armNamed } from './result'

export type Chain = {
  arms: Arm[]
  margin: number
  /** Whether somebody is changing it. */
  open: boolean
  edit: () => void
  add: (arm: Arm) => void
  remove: (place: number) => void
  /** One place up. */
  raise: (place: number) => void
  setPolicy: (place: number, policy: Arm['turn_policy']) => void
  setMargin: (margin: number) => void
  /** Back to the choice in force. */
  forget: () => void
}

type Draft = { arms: Arm[]; margin: number }

export function useChain(study: string): Chain {
  const choice = useChoice(study)
  const [draft, setDraft] = useState<Draft | null>(null)
  const inForce: Draft = {
    arms: choice.data?.arms.map(armNamed) ?? [],
    margin: choice.data?.margin ?? 0,
  }
  const now = draft ?? inForce
  const setArms = (arms: Arm[]) => {
    setDraft({ ...now, arms })
  }
  return {
    ...now,
    open: draft !== null,
    edit: () => {
      setDraft(inForce)
    },
    add: (arm) => {
      if (!now.arms.some((one) => armName(one) === armName(arm))) setArms([...now.arms, arm])
    },
    remove: (place) => {
      setArms(now.arms.filter((_, index) => index !== place))
    },
    raise: (place) => {
      const arm = now.arms[place]
      if (arm) setArms(now.arms.filter((_, index) => index !== place).toSpliced(place - 1, 0, arm))
    },
    setPolicy: (place, turn_policy) => {
      setArms(now.arms.map((arm, index) => (index === place ? { ...arm, turn_policy } : arm)))
    },
    setMargin: (margin) => {
      setDraft({ ...now, margin })
    },
    forget: () => {
      setDraft(null)
    },
  }
}
