/** Connects the key list to the page: one listener per scope, and the person's own keys from context. */
import { createContext, useContext, useEffect, useEffectEvent, useRef } from 'react'
import {
  actionFor,
  actions,
  belongsTo,
  isSingleKey,
  keyFor,
  keyLabel,
  keyOf,
  type ActionId,
  type KeySettings,
  type Scope,
} from './engine/keys'

export const KeySettingsContext = createContext<KeySettings>({ keyMap: {}, singleKeys: true })

export type KeyHandlers = Partial<Record<ActionId, () => void>>

/** `released` acts when a key is let go; such a key does not repeat while it is held. */
export function useKeys(scope: Scope, handlers: KeyHandlers, released: KeyHandlers = {}): void {
  const held = useRef(new Map<string, ActionId>())
  const settings = useContext(KeySettingsContext)
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const key = keyOf(event)
    if (key === null || event.defaultPrevented || belongsTo(document.activeElement as HTMLElement, key))
      return
    if (document.querySelector('dialog:modal')) return
    const id = actionFor(key, scope, settings)
    const handler = id && handlers[id]
    if (!handler) return
    event.preventDefault()
    if (id in released) {
      if (event.repeat) return
      held.current.set(event.code, id)
    }
    handler()
  })
  const onRelease = useEffectEvent((code: string) => {
    const id = held.current.get(code)
    held.current.delete(code)
    if (id) released[id]?.()
  })
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      onKey(event)
    }
    const up = ({ code }: KeyboardEvent) => {
      onRelease(code)
    }
    // A key let go in another window is let go all the same.
    const leave = () => {
      for (const code of [...held.current.keys()]) onRelease(code)
    }
    window.addEventListener('keydown', down)
    window.addEventListener('keyup', up)
    window.addEventListener('blur', leave)
    return () => {
      window.removeEventListener('keydown', down)
      window.removeEventListener('keyup', up)
      window.removeEventListener('blur', leave)
    }
  }, [])
}

/** The key of an action as it reads on screen; null when it is switched off. */
export function useKeyLabel(): (id: ActionId) => string | null {
  const { keyMap, singleKeys } = useContext(KeySettingsContext)
  return (id) => {
    const action = actions.find((one) => one.id === id)
    if (!action) return null
    const key = keyFor(action, keyMap)
    return isSingleKey(key) && !singleKeys ? null : keyLabel(key)
  }
}
