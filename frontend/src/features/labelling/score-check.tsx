/** Labels that do not fit the score of their video, furthest first, both numbers side by side. */
import { Link } from 'wouter'
import type { ScoreCheck } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Await } from '../../shared/ui/states'
import { Table } from '../../shared/ui/table'
import { useScoreCheck } from './labels-queries'
import { raterName } from './raters'

export function ScoreCheckPanel({ study }: { study: string }) {
  const { labels } = useText()
  const { number } = useFormat()
  const query = useScoreCheck(study)
  return (
    <section className="panel stack" aria-labelledby="label-score">
      <h2 id="label-score">{labels.score}</h2>
      <Await query={query}>
        {({ checked, incomplete, outliers }) => (
          <>
            <p className="hint">{labels.scoreHint(number(checked), number(incomplete))}</p>
            {outliers.length > 0 ? (
              <Outliers outliers={outliers} />
            ) : (
              checked > 0 && <p>{labels.scoreFits}</p>
            )}
          </>
        )}
      </Await>
    </section>
  )
}

function Outliers({ outliers }: Pick<ScoreCheck, 'outliers'>) {
  const { labels } = useText()
  const { number, percent } = useFormat()
  const heads = [labels.video, labels.infant, labels.rater, labels.scoreHead, labels.expected, labels.found]
  return (
    <Table caption={labels.score} heads={heads}>
      {outliers.map(({ video, name, infant, rater, score, expected: [low = 0, high = 1], pain, judged }) => (
        <tr key={video + rater.code}>
          <td className="file-name">
            <Link to={`/videos/${video}`}>{name}</Link>
          </td>
          <td>{infant.pseudonym}</td>
          <th scope="row">{raterName(rater)}</th>
          <td className="number">{number(score)}</td>
          <td className="number">{labels.range(percent(low), percent(high))}</td>
          <td className="number">{labels.foundOf(percent(pain / judged), number(pain), number(judged))}</td>
        </tr>
      ))}
    </Table>
  )
}
