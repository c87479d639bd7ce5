/** Keeps a broken page from taking the whole application with it. */
import { Component, type ReactNode } from 'react'
import { useText } from '../shared/i18n/text'

export class Crash extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false }

  static getDerivedStateFromError() {
    return { crashed: true }
  }

  override render() {
    return this.state.crashed ? <CrashNote /> : this.props.children
  }
}

function CrashNote() {
  const { common } = useText()
  return (
    <div className="empty">
      <p>{common.crashed}</p>
      <p>{common.workIsSafe}</p>
      <button
        type="button"
        className="button"
        onClick={() => {
          window.location.reload()
        }}
      >
        {common.tryAgain}
      </button>
    </div>
  )
}
