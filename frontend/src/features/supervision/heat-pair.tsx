/** Why the model says what it says: the face twice, with what speaks for pain and what against it. */
import { useText } from '../../shared/i18n/text'
import { Await } from '../../shared/ui/states'
import { HeatFace } from '../experiments/heat-map'
import { useMaps } from './queries'
import type { Heat } from './review-desk'
import '../experiments/experiments.css'

const CLASSES = ['pain', 'nonpain'] as const

export function HeatPair({ frame, margin, heat }: { frame: string; margin: number; heat: Heat }) {
  const { supervision } = useText()
  const query = useMaps(frame, true)
  return (
    <section className="review-heat" aria-label={supervision.heat}>
      <Await query={query} lines={1}>
        {(maps) => {
          const [first] = maps
          if (!first) return <p className="muted">{supervision.heatNone}</p>
          const size = `${first.values.length} × ${first.values[0]?.length ?? 0}`
          return (
            <>
              {CLASSES.map((target) => (
                <HeatFace
                  key={target}
                  frame={frame}
                  map={maps.find((map) => map.target === target)}
                  margin={margin}
                  opacity={heat.opacity}
                  label={supervision.heatFor[target]}
                />
              ))}
              <p className="muted">{supervision.heatCaption(size)}</p>
            </>
          )
        }}
      </Await>
    </section>
  )
}
