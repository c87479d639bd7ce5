/** The sheet behind `?`: every action with its key, straight from the list. */
import { useLanguage, useText } from '../shared/i18n/text'
import { Dialog } from '../shared/ui/dialog'
import { actions } from './engine/keys'
import { useKeyLabel } from './use-keys'

export function KeySheet({ onClose }: { onClose: () => void }) {
  const { common } = useText()
  const language = useLanguage()
  const labelOf = useKeyLabel()
  return (
    <Dialog title={common.keys} onClose={onClose}>
      <div className="stack">
        <table>
          <tbody>
            {actions.map(({ id, name }) => (
              <tr key={id}>
                <td>{name[language]}</td>
                <td>{labelOf(id) ? <kbd>{labelOf(id)}</kbd> : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="hint">{common.keysNote}</p>
      </div>
    </Dialog>
  )
}
