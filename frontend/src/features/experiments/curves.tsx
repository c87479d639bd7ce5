/** How each fold learns: loss over epochs, as lines and as a table. */
import type { FoldCurve, TrainingRunDetail } from '../../shared/api/types'
import { useFormat, useText } from '../../shared/i18n/text'
import { Await } from '../../shared/ui/states'
import { Table } from '../../shared/ui/table'
import { useCurves } from './queries'

const [WIDTH, HEIGHT, EDGE] = [640, 220, 32]

export function Curves({ run }: { run: TrainingRunDetail }) {
  const { training } = useText()
  const query = useCurves(run)
  return (
    <section className="panel" aria-labelledby="curves">
      <h2 id="curves">{training.curves}</h2>
      <p className="hint">{training.curvesHint}</p>
      <Await query={query}>
        {(folds) => (
          <>
            <Drawing folds={folds} />
            <Last folds={folds} />
          </>
        )}
      </Await>
    </section>
  )
}

/** Points of one line; epochs without a number leave a gap. */
function pathOf(values: (number | null)[], longest: number, highest: number): string {
  const x = (epoch: number) => EDGE + ((WIDTH - 2 * EDGE) * epoch) / Math.max(1, longest - 1)
  const y = (value: number) => HEIGHT - EDGE - ((HEIGHT - 2 * EDGE) * value) / highest
  let pen = 'M'
  return values
    .map((value, epoch) => {
      if (value === null) {
        pen = 'M'
        return ''
      }
      const step = `${pen}${x(epoch).toFixed(1)} ${y(value).toFixed(1)}`
      pen = 'L'
      return step
    })
    .join('')
}

function Drawing({ folds }: { folds: FoldCurve[] }) {
  const { training } = useText()
  const { number } = useFormat()
  const all = folds.flatMap(({ epochs }) => epochs.flatMap((one) => [one.loss, one.validation_loss]))
  const highest = Math.max(...all.filter((value) => value !== null), 0)
  const longest = Math.max(...folds.map(({ epochs }) => epochs.length), 0)
  if (longest === 0 || highest === 0) return null
  return (
    <svg className="curves" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={training.curves}>
      <path className="axis" d={`M${EDGE} ${EDGE}V${HEIGHT - EDGE}H${WIDTH - EDGE}`} />
      <text x={EDGE} y={EDGE - 10}>{`${training.loss} ${number(highest, 2)}`}</text>
      <text x={WIDTH - EDGE} y={HEIGHT - 8} textAnchor="end">{`${training.epoch} ${number(longest)}`}</text>
      {folds.map(({ fold, epochs }) => (
        <g key={fold}>
          <path
            d={pathOf(
              epochs.map(({ loss }) => loss),
              longest,
              highest,
            )}
          />
          <path
            className="validation"
            d={pathOf(
              epochs.map((one) => one.validation_loss),
              longest,
              highest,
            )}
          />
        </g>
      ))}
    </svg>
  )
}

function Last({ folds }: { folds: FoldCurve[] }) {
  const { training } = useText()
  const { number } = useFormat()
  const shown = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : number(value, 3)
  const heads = [training.fold, training.epoch, training.loss, training.validationLoss, training.accuracy]
  return (
    <Table caption={training.folds} heads={heads}>
      {folds.map(({ fold, epochs }) => {
        const last = epochs.at(-1)
        return (
          <tr key={fold}>
            <th scope="row">{fold}</th>
            <td className="number">{last ? number(last.epoch) : '–'}</td>
            <td className="number">{shown(last?.loss)}</td>
            <td className="number">{shown(last?.validation_loss)}</td>
            <td className="number">{shown(last?.validation_accuracy)}</td>
          </tr>
        )
      })}
    </Table>
  )
}
