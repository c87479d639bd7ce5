/** One's own keys: change any of them, or switch off single characters (WCAG 2.1.4). */
import { useState, type KeyboardEvent } from 'react'
import { actions, conflicts, keyFor, keyLabel, keyOf, remap, type Action } from '../../player/engine/keys'
import { useLanguage, useText } from '../../shared/i18n/text'
import { Table } from '../../shared/ui/table'
import { useMe, useSettings } from './session'

export function KeysPanel() {
  const { accounts } = useText()
  const me = useMe()
  const settings = useSettings()
  return (
    <section className="panel wide" aria-labelledby="keys-title">
      <h2 id="keys-title">{accounts.keysTitle}</h2>
      <label className="check">
        <input
          type="checkbox"
          checked={me.single_keys}
          onChange={({ target }) => {
            settings.mutate({ single_keys: target.checked })
          }}
        />
        {accounts.singleKeys}
      </label>
      <p className="hint">{accounts.singleKeysHint}</p>
      <Table
        caption={accounts.keysTitle}
        heads={[accounts.keyAction, accounts.keyCurrent, accounts.keyChange]}
      >
        {actions.map((action) => (
          <KeyRow
            key={action.id}
            action={action}
            keyMap={me.key_map}
            onChange={(key) => {
              settings.mutate({ key_map: { ...remap(me.key_map, action.id, key) } })
            }}
          />
        ))}
      </Table>
    </section>
  )
}

type RowProps = { action: Action; keyMap: Record<string, string>; onChange: (key: string | null) => void }

function KeyRow({ action, keyMap, onChange }: RowProps) {
  const { accounts } = useText()
  const language = useLanguage()
  const [listening, setListening] = useState(false)
  const name = action.name[language]
  const listen = (event: KeyboardEvent) => {
    if (!listening || event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    const key = event.key === 'Escape' ? null : keyOf(event)
    if (event.key !== 'Escape' && key === null) return
    setListening(false)
    if (key !== null) onChange(key)
  }
  return (
    <tr>
      <td>{name}</td>
      <td>
        <kbd>{keyLabel(keyFor(action, keyMap))}</kbd>
        {conflicts(keyMap).includes(action.id) && <p className="field-error">{accounts.keyConflict}</p>}
      </td>
      <td className="actions">
        <button
          type="button"
          className="button"
          aria-label={`${accounts.keyChange}: ${name}`}
          aria-pressed={listening}
          onClick={() => {
            setListening(true)
          }}
          onKeyDown={listen}
          onBlur={() => {
            setListening(false)
          }}
        >
          {listening ? accounts.keyPress : accounts.keyChange}
        </button>
        {action.id in keyMap && (
          <button
            type="button"
            className="button quiet"
            aria-label={`${accounts.keyReset}: ${name}`}
            onClick={() => {
              onChange(null)
            }}
          >
            {accounts.keyReset}
          </button>
        )}
      </td>
    </tr>
  )
}
