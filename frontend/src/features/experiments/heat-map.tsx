/** A face with its heat laid over it: dark where nothing speaks for the class, bright where most does. */
import { useEffect, useRef } from 'react'
import type { HeatMap } from '../../shared/api/types'

type Props = { frame: string; map: HeatMap | undefined; margin: number; opacity: number; label: string }

/** What a face crop shows around the box at every side, in sizes of the box. */
const SHOWN_MARGIN = 0.15

/** Inferno at five places (van der Walt and Smith 2015): brightness grows with the value, no skin tone among them. */
const STOPS = [
  [0, 0, 4],
  [87, 16, 110],
  [188, 55, 84],
  [249, 142, 9],
  [252, 255, 164],
] as const

/** Red, green, blue of a value from 0 to 1. */
export function colourOf(value: number): [number, number, number] {
  const place = Math.min(1, Math.max(0, value)) * (STOPS.length - 1)
  const below = Math.min(STOPS.length - 2, Math.floor(place))
  const [low, high] = [STOPS[below], STOPS[below + 1]]
  if (!low || !high) return [0, 0, 0]
  const mix = (channel: 0 | 1 | 2) =>
    Math.round(low[channel] + (high[channel] - low[channel]) * (place - below))
  return [mix(0), mix(1), mix(2)]
}

/** How far from the edge of the shown crop the network's own crop begins, in percent. */
export const insetOf = (margin: number) => (100 * (SHOWN_MARGIN - margin)) / (1 + 2 * SHOWN_MARGIN)

export function HeatFace({ frame, map, margin, opacity, label }: Props) {
  return (
    <figure className="heat-face">
      <div className="heat-stack">
        <img src={`/api/v1/frames/${frame}/crop/`} alt="" loading="lazy" />
        {map && <Heat map={map} inset={insetOf(margin)} opacity={opacity} />}
      </div>
      <figcaption>{label}</figcaption>
    </figure>
  )
}

function Heat({ map, inset, opacity }: { map: HeatMap; inset: number; opacity: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [height, width] = [map.values.length, map.values[0]?.length ?? 0]
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context || !height || !width) return
    const pixels = context.createImageData(width, height)
    map.values.flat().forEach((value, place) => {
      pixels.data.set([...colourOf(value), Math.round(255 * value)], 4 * place)
    })
    context.putImageData(pixels, 0, 0)
  }, [map, height, width])
  const size = `${100 - 2 * inset}%`
  const place = {
    opacity,
    insetInlineStart: `${inset}%`,
    insetBlockStart: `${inset}%`,
    width: size,
    height: size,
  }
  return <canvas ref={canvas} width={width} height={height} style={place} aria-hidden="true" />
}
