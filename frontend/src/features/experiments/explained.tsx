/** Frames a model explains: the face with its heat, which frames and how strong, and panels to publish. */
import { useState } from 'react'
import type { ExplainedFrame, HeatMap, Model } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Field } from '../../shared/ui/field'
import { Await } from '../../shared/ui/states'
import { HeatFace } from './heat-map'
import { panelsOf } from './panels'
import { type Order, useExplained } from './queries'

const ORDERS = ['doubtful', 'pain', 'nonpain'] as const

export function Explained({ model }: { model: Model }) {
  const { training } = useText()
  const [order, setOrder] = useState<Order>('doubtful')
  const [opacity, setOpacity] = useState(0.6)
  const query = useExplained(model.id, order)
  return (
    <section className="panel" aria-labelledby="heat">
      <h2 id="heat">{training.heat}</h2>
      <p className="hint">{training.heatHint}</p>
      <Controls order={order} onOrder={setOrder} opacity={opacity} onOpacity={setOpacity} />
      <Await query={query}>
        {({ frames, withheld }) => (
          <>
            {withheld && <p className="hint">{training.withheld}</p>}
            {frames.length > 0 && <Panels model={model} frames={frames} />}
            {frames.length === 0 ? (
              <p>{training.noMaps}</p>
            ) : (
              <ul className="heat-grid">
                {frames.map((frame) => (
                  <OneFrame key={frame.frame} frame={frame} opacity={opacity} margin={model.margin} />
                ))}
              </ul>
            )}
          </>
        )}
      </Await>
    </section>
  )
}

type ControlProps = {
  order: Order
  onOrder: (order: Order) => void
  opacity: number
  onOpacity: (opacity: number) => void
}

function Controls({ order, onOrder, opacity, onOpacity }: ControlProps) {
  const { training } = useText()
  return (
    <div className="heat-controls">
      <Field label={training.order}>
        {(wiring) => (
          <select
            {...wiring}
            value={order}
            onChange={({ currentTarget }) => {
              onOrder(currentTarget.value as Order)
            }}
          >
            {ORDERS.map((one) => (
              <option key={one} value={one}>
                {training.orders[one]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <label className="heat-opacity">
        {training.opacity}
        <input
          type="range"
          min={0}
          max={1}
          step={0.1}
          value={opacity}
          onChange={({ currentTarget }) => {
            onOpacity(Number(currentTarget.value))
          }}
        />
      </label>
    </div>
  )
}

const MOST_PANELS = 12

/** Figures to publish: nobody can be recognised on them, so they may leave the building. */
function Panels({ model, frames }: { model: Model; frames: ExplainedFrame[] }) {
  const { training } = useText()
  const { percent } = useFormat()
  const caption = (frame: ExplainedFrame, map: HeatMap | null) =>
    map
      ? training.mapFor[map.target === 'pain' ? 'pain' : 'nonpain']
      : training.probability(percent(frame.probability))
  const save = async () => {
    const picture = await panelsOf(frames.slice(0, MOST_PANELS), model.margin, caption)
    if (!picture) return
    const link = document.createElement('a')
    link.href = URL.createObjectURL(picture)
    link.download = `model-${model.number}-panels.png`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <p className="row">
      <button
        type="button"
        className="button"
        onClick={() => {
          void save()
        }}
      >
        {training.panels}
      </button>
      <span className="hint">{training.panelsHint}</span>
    </p>
  )
}

type OneFrameProps = { frame: ExplainedFrame; opacity: number; margin: number }

function OneFrame({ frame, opacity, margin }: OneFrameProps) {
  const { training } = useText()
  const { percent } = useFormat()
  const map = frame.maps.find(({ predicted }) => predicted)
  const target = map?.target === 'pain' ? 'pain' : 'nonpain'
  const label = `${frame.pseudonym} · ${training.probability(percent(frame.probability))} · ${training.mapFor[target]}`
  return (
    <li>
      <HeatFace frame={frame.frame} map={map} margin={margin} opacity={opacity} label={label} />
    </li>
  )
}
