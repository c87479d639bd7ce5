/** A native modal dialog that exists only while it is open. */
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { useText } from '../i18n/text'
import { Icon } from './icon'

type Props = { title: string; onClose: () => void; children: ReactNode }

export function Dialog({ title, onClose, children }: Props) {
  const element = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const { common } = useText()
  useEffect(() => {
    element.current?.showModal()
  }, [])
  return (
    <dialog ref={element} aria-labelledby={titleId} onClose={onClose}>
      <header className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <button
          type="button"
          className="button quiet square"
          aria-label={common.close}
          onClick={() => element.current?.close()}
        >
          <Icon name="cross" />
        </button>
      </header>
      {children}
    </dialog>
  )
}
