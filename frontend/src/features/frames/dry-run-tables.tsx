/** A dry run in numbers: by video with the reason where nothing is drawn, by infant, by score. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { DryRun } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Table } from '../../shared/ui/table'

export function DryRunTables({ dryRun }: { dryRun: DryRun }) {
  const { frames } = useText()
  const { number } = useFormat()
  const { exclusions, infants, scores } = dryRun
  return (
    <>
      <div className="plan-tables">
        {exclusions.length > 0 && (
          <Small title={frames.leftOut} heads={[frames.reason, frames.videos]}>
            {exclusions.map(({ reason, videos }) => (
              <tr key={reason} data-reason={reason}>
                <td>{frames.exclusions[reason]}</td>
                <td className="number">{number(videos)}</td>
              </tr>
            ))}
          </Small>
        )}
        <Small title={frames.byScore} heads={[frames.score, frames.count]}>
          {scores.map((row) => (
            <tr key={row.score}>
              <td>{number(row.score)}</td>
              <td className="number">{number(row.frames)}</td>
            </tr>
          ))}
        </Small>
        <Small title={frames.byInfant} heads={[frames.infant, frames.count]}>
          {infants.map((row) => (
            <tr key={row.id}>
              <td>
                <Link to={`/infants/${row.id}`}>{row.pseudonym}</Link>
              </td>
              <td className="number">{number(row.frames)}</td>
            </tr>
          ))}
        </Small>
      </div>
      <h3>{frames.byVideo}</h3>
      <VideoTable dryRun={dryRun} />
    </>
  )
}

type SmallProps = { title: string; heads: string[]; children: ReactNode }

function Small({ title, heads, children }: SmallProps) {
  return (
    <div className="stack">
      <h3>{title}</h3>
      <Table caption={title} heads={heads}>
        {children}
      </Table>
    </div>
  )
}

function VideoTable({ dryRun }: { dryRun: DryRun }) {
  const { frames } = useText()
  const { number } = useFormat()
  const heads = [frames.video, frames.infant, frames.score, frames.rate, frames.count, frames.leftOut]
  const shown = (value: number | null, digits = 0) => (value === null ? '–' : number(value, digits))
  return (
    <Table caption={frames.byVideo} heads={heads}>
      {dryRun.videos.map((row) => (
        <tr key={row.video} data-planned={row.frames} className={row.excluded ? 'left-out' : ''}>
          <td className="file-name">
            <Link to={`/videos/${row.video}`}>{row.name}</Link>
          </td>
          <td>{row.infant.pseudonym}</td>
          <td className="number">{shown(row.score)}</td>
          <td className="number">{shown(row.per_second, 2)}</td>
          <td className="number">{number(row.frames)}</td>
          <td>{row.excluded ? frames.exclusions[row.excluded] : ''}</td>
        </tr>
      ))}
    </Table>
  )
}
