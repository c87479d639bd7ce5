/** The scales of a protocol: one at least; a scale that is added comes with all its items. */
import type { ProtocolDocument } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Await } from '../../shared/ui/states'
import { useWording } from '../scoring/wording'
import { useScales } from './queries'

type Scales = ProtocolDocument['scales']
type Props = { study: string; scales: Scales; onChange: (scales: Scales) => void }

export function ScaleFields({ study, scales, onChange }: Props) {
  const { protocol } = useText()
  const wording = useWording()
  const query = useScales(study)
  const isUsed = (key: string) => scales.some(({ scale }) => scale === key)
  return (
    <fieldset className="choices scale-choices">
      <legend>{protocol.scales}</legend>
      <p className="hint">{protocol.scalesHint}</p>
      <Await query={query} lines={3}>
        {(known) =>
          known.map(({ key, name, items }) => (
            <label key={key} className="check">
              <input
                type="checkbox"
                name={`scale-${key}`}
                checked={isUsed(key)}
                disabled={isUsed(key) && scales.length === 1}
                onChange={({ target }) => {
                  const others = scales.filter(({ scale }) => scale !== key)
                  onChange(target.checked ? [...others, { scale: key, items }] : others)
                }}
              />
              {wording(name)}
            </label>
          ))
        }
      </Await>
    </fieldset>
  )
}
