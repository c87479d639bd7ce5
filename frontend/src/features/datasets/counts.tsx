/** What a dataset holds, or would hold, in numbers: by class, by infant, and everything left out with its reason. */
import type { ReactNode } from 'react'
import type { DatasetInfant, DatasetSummary } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Mark } from '../../shared/ui/marks'
import { Table } from '../../shared/ui/table'
import { shareOfPain } from './rules'

export function Sums({ summary }: { summary: DatasetSummary }) {
  const { datasets } = useText()
  const { number, percent } = useFormat()
  const share = shareOfPain(summary)
  const items: [string, string, string][] = [
    [
      datasets.rows,
      number(summary.rows),
      (summary.upstream ? datasets.ofFrames : datasets.ofPictures)(number(summary.frames)),
    ],
    [
      datasets.pain,
      number(summary.pain),
      datasets.ofInfants(number(summary.pain_infants), summary.pain_infants),
    ],
    [
      datasets.nonpain,
      number(summary.nonpain),
      datasets.ofInfants(number(summary.nonpain_infants), summary.nonpain_infants),
    ],
    [datasets.infants, number(summary.infants), share === null ? '' : datasets.prevalence(percent(share))],
  ]
  return (
    <dl className="counts" data-rows={summary.rows}>
      {items.map(([name, value, hint]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <span className="count">{value}</span>
            <span className="hint line">{hint}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

export function Warnings({ summary }: { summary: DatasetSummary }) {
  const { datasets } = useText()
  if (summary.warnings.length === 0) return null
  return (
    <div className="notice" role="status">
      <ul className="list">
        {summary.warnings.map((warning) => (
          <li key={warning} data-warning={warning}>
            <Mark icon="warning">{datasets.warnings[warning]}</Mark>
          </li>
        ))}
      </ul>
    </div>
  )
}

export function LeftOut({ summary }: { summary: DatasetSummary }) {
  const { datasets } = useText()
  const { number } = useFormat()
  const { exclusions, upstream } = summary
  const videos = upstream?.excluded ?? []
  return (
    <>
      {videos.length > 0 && (
        <Small title={datasets.videosLeftOut} heads={[datasets.reason, datasets.videos, datasets.infants]}>
          {videos.map((one) => (
            <Line
              key={one.reason}
              words={datasets.videoReasons[one.reason]}
              numbers={[one.videos, one.infants]}
            />
          ))}
        </Small>
      )}
      <Small
        title={upstream ? datasets.framesLeftOut : datasets.picturesLeftOut}
        heads={[datasets.reason, upstream ? datasets.frames : datasets.pictures, datasets.infants]}
      >
        {exclusions.length === 0 && (
          <tr>
            <td colSpan={3}>{datasets.nothingLeftOut}</td>
          </tr>
        )}
        {exclusions.map(({ reason, frames, infants }) => (
          <tr key={reason} data-reason={reason}>
            <td>{datasets.reasons[reason]}</td>
            <td className="number">{number(frames)}</td>
            <td className="number">{number(infants)}</td>
          </tr>
        ))}
      </Small>
    </>
  )
}

export function Sources({ summary }: { summary: DatasetSummary }) {
  const { datasets } = useText()
  return (
    <Small title={datasets.bySource} heads={[datasets.source, datasets.pain, datasets.nonpain]}>
      {summary.sources.map((one) => (
        <Line key={one.source} words={datasets.sources[one.source]} numbers={[one.pain, one.nonpain]} />
      ))}
    </Small>
  )
}

/** What pictures from elsewhere were called there. */
export function OriginalClasses({ summary }: { summary: DatasetSummary }) {
  const { datasets } = useText()
  const classes = Object.entries(summary.original_classes ?? {})
  if (classes.length === 0) return null
  return (
    <Small title={datasets.originalClasses} heads={[datasets.classHead, datasets.pictures]}>
      {classes.map(([name, count]) => (
        <Line key={name} words={name} numbers={[count]} />
      ))}
    </Small>
  )
}

export function Infants({ infants }: { infants: DatasetInfant[] }) {
  const { datasets } = useText()
  const heads = [datasets.infant, datasets.pain, datasets.nonpain, datasets.rows]
  return (
    <Small title={datasets.byInfant} heads={heads}>
      {infants.map(({ infant, pseudonym, pain, nonpain }) => (
        <Line key={infant} words={pseudonym ?? infant} numbers={[pain, nonpain, pain + nonpain]} />
      ))}
    </Small>
  )
}

function Line({ words, numbers }: { words: string; numbers: number[] }) {
  const { number } = useFormat()
  return (
    <tr>
      <td>{words}</td>
      {numbers.map((value, place) => (
        // The columns of a table have no other name than their place.
        <td key={place} className="number">
          {number(value)}
        </td>
      ))}
    </tr>
  )
}

type SmallProps = { title: string; heads: string[]; children: ReactNode }

export function Small({ title, heads, children }: SmallProps) {
  return (
    <div className="stack dataset-table">
      <h3>{title}</h3>
      <Table caption={title} heads={heads}>
        {children}
      </Table>
    </div>
  )
}
