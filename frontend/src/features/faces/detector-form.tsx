/** Every detector with whether it can run here, and the start of a comparison among those ticked. */
import { useState } from 'react'
import { Link } from 'wouter'
import { ApiError } from '../../shared/api/errors'
import type { Detector, Study, TurnPolicy } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Choices, Field } from '../../shared/ui/field'
import { Await, Empty, Failure } from '../../shared/ui/states'
import { Table } from '../../shared/ui/table'
import { NotInstalled, policies } from './chain-panel'
import { useCompare, useDetectors } from './queries'

const USUAL_FRAMES = 20

export function DetectorForm({ study }: { study: Study }) {
  const { faces } = useText()
  const detectors = useDetectors()
  const mayChoose = study.allowed.includes('detector.choose')
  return (
    <section className="panel detector-panel" aria-labelledby="detectors">
      <div>
        <h2 id="detectors">{mayChoose ? faces.start : faces.title}</h2>
        {mayChoose && <p className="hint">{faces.startHint}</p>}
      </div>
      <Await query={detectors}>
        {(found) =>
          found.length === 0 ? (
            <Empty>{faces.notCheckedYet}</Empty>
          ) : mayChoose ? (
            <StartForm study={study.id} detectors={found} />
          ) : (
            <Detectors all={found} />
          )
        }
      </Await>
    </section>
  )
}

function StartForm({ study, detectors }: { study: string; detectors: Detector[] }) {
  const { faces } = useText()
  const [left, setLeft] = useState<string[]>([])
  const [turns, setTurns] = useState<TurnPolicy[]>(['none'])
  const [frames, setFrames] = useState(String(USUAL_FRAMES))
  const compare = useCompare(study)
  const chosen = detectors.filter(({ name, missing }) => !missing && !left.includes(name))
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        compare.mutate({
          detectors: chosen.map(({ name }) => name),
          turn_policies: turns,
          frames_per_infant: Number(frames),
        })
      }}
    >
      <Detectors
        all={detectors}
        ticked={chosen.map(({ name }) => name)}
        onTick={(name, ticked) => {
          setLeft(ticked ? left.filter((one) => one !== name) : [...left, name])
        }}
      />
      <Choices
        legend={faces.turns}
        options={policies}
        chosen={turns}
        names={faces.policies}
        onChange={setTurns}
      />
      <FramesField value={frames} onChange={setFrames} />
      <div className="actions">
        <button
          type="submit"
          className="button primary"
          disabled={chosen.length === 0 || turns.length === 0 || compare.isPending}
        >
          {faces.compare}
        </button>
      </div>
      <Failure error={compare.error} />
      {compare.error instanceof ApiError && compare.error.code === 'no_frames' && (
        <Link to={`/studies/${study}?tab=frames`} className="button back-to-list">
          {faces.toFrames}
        </Link>
      )}
    </form>
  )
}

function FramesField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { faces } = useText()
  return (
    <Field label={faces.framesPerInfant} hint={faces.framesPerInfantHint}>
      {(wiring) => (
        <input
          {...wiring}
          name="frames_per_infant"
          className="short"
          type="number"
          required
          min={1}
          max={1000}
          value={value}
          onChange={({ target }) => {
            onChange(target.value)
          }}
        />
      )}
    </Field>
  )
}

type DetectorsProps = {
  all: Detector[]
  ticked?: string[]
  onTick?: (name: string, ticked: boolean) => void
}

function Detectors({ all, ticked = [], onTick }: DetectorsProps) {
  const { faces, common } = useText()
  return (
    <Table caption={faces.title} heads={[faces.detector, common.state, faces.weights, faces.licence]}>
      {all.map(({ name, missing, weights, licence }) => (
        <tr key={name}>
          <td>
            {onTick ? (
              <label className="check">
                <input
                  type="checkbox"
                  name={name}
                  disabled={missing !== ''}
                  checked={ticked.includes(name)}
                  onChange={({ target }) => {
                    onTick(name, target.checked)
                  }}
                />
                {name}
              </label>
            ) : (
              name
            )}
          </td>
          <td>
            <NotInstalled why={missing} />
          </td>
          <td className="muted">{weights.join(', ') || '–'}</td>
          <td className="muted">{licence || '–'}</td>
        </tr>
      ))}
    </Table>
  )
}
