/** Says, politely, whether everything is saved and whether there is a connection. */
import { onlineManager, useIsMutating, useMutationState } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { unsavedChanges } from '../shared/api/unsaved'
import { useText } from '../shared/i18n/text'

const useOnline = () =>
  useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
  )

export function SaveState() {
  const { common, scoring } = useText()
  const waiting = useSyncExternalStore(unsavedChanges.subscribe, unsavedChanges.snapshot)
  const online = useOnline()
  const saving = useIsMutating() > 0
  const lastFailed = useMutationState({ select: ({ state }) => state.status }).at(-1) === 'error'
  const { saved, saving: busy, failed } = common.saveState
  const [tone, sentence] = !online
    ? ['offline', waiting > 0 ? `${common.offline} ${scoring.waiting(waiting)}` : common.offline]
    : waiting > 0
      ? ['saving', scoring.waiting(waiting)]
      : saving
        ? ['saving', busy]
        : lastFailed
          ? ['failed', failed]
          : ['saved', saved]
  return (
    <p className={`save-state ${tone}`} role="status">
      <span className="dot" aria-hidden="true" />
      <span className="save-text">{sentence}</span>
    </p>
  )
}
