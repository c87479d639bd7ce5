/** My own work in a study: what to score next and how far each video is. Shows nobody else's state. */
import { Link, useSearchParams } from 'wouter'
import { timecode } from '../../player/engine/frames'
import type { ScoringTask } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { FilterBar } from '../../shared/ui/filter'
import { Mark } from '../../shared/ui/marks'
import { Await, Empty } from '../../shared/ui/states'
import { ShowMore, Table } from '../../shared/ui/table'
import { useTasks } from './queries'

const icons = { none: 'waiting', started: 'play', submitted: 'check' } as const

export function WorklistTab({ study }: { study: string }) {
  const { scoring } = useText()
  const query = useTasks(study)
  return (
    <Await query={query}>
      {(tasks) =>
        tasks.length === 0 ? (
          <Empty>{scoring.noTasks}</Empty>
        ) : (
          <div className="stack">
            <NextTask tasks={tasks} />
            <Filtered tasks={tasks} />
            <ShowMore query={query} />
          </div>
        )
      }
    </Await>
  )
}

/** What was begun comes before what was not. */
export const nextTask = (tasks: readonly ScoringTask[]): ScoringTask | undefined => {
  const open = tasks.filter(({ state, may_label: may }) => may && state !== 'submitted')
  return open.find(({ state }) => state === 'started') ?? open[0]
}

function NextTask({ tasks }: { tasks: ScoringTask[] }) {
  const { scoring } = useText()
  const next = nextTask(tasks)
  const left = tasks.filter(({ state, may_label: may }) => may && state !== 'submitted').length
  if (!next) return <Mark icon="check">{scoring.allDone}</Mark>
  return (
    <div className="panel panel-head">
      <p>
        {scoring.left(left)} <strong>{next.infant.pseudonym}</strong>{' '}
        <span className="muted">{next.name}</span>
      </p>
      <Link to={`/videos/${next.video}`} className="button primary">
        {next.state === 'started' ? scoring.goOn : scoring.startNext}
      </Link>
    </div>
  )
}

const filters = ['all', 'none', 'started', 'submitted'] as const

function Filtered({ tasks }: { tasks: ScoringTask[] }) {
  const { scoring } = useText()
  const [search] = useSearchParams()
  const chosen = filters.find((one) => one === search.get('work')) ?? 'all'
  const shown = tasks.filter(({ state }) => chosen === 'all' || state === chosen)
  return (
    <>
      <div className="row">
        <FilterBar
          name="work"
          label={scoring.taskFilter}
          options={filters}
          names={scoring.taskFilters}
          current={chosen}
        />
        <span className="muted">{scoring.tasksShown(shown.length, tasks.length)}</span>
      </div>
      {shown.length === 0 ? <Empty>{scoring.noTasksHere}</Empty> : <TaskTable tasks={shown} />}
    </>
  )
}

function TaskTable({ tasks }: { tasks: ScoringTask[] }) {
  const { scoring, recordings, common } = useText()
  return (
    <Table
      caption={scoring.toScore}
      heads={[recordings.infant, recordings.video, recordings.length, common.state]}
    >
      {tasks.map((task) => (
        <tr key={task.video}>
          <td>{task.infant.pseudonym}</td>
          <td>
            <Link to={`/videos/${task.video}`} className="strong-link file-name">
              {task.name}
            </Link>
          </td>
          <td className="number">{timecode(task.duration_ms / 1000)}</td>
          <td>
            {task.may_label ? (
              <Mark icon={icons[task.state]}>{scoring.taskStates[task.state]}</Mark>
            ) : (
              <Mark icon="warning" tone="waiting">
                {scoring.mayNotLabel}
              </Mark>
            )}
          </td>
        </tr>
      ))}
    </Table>
  )
}
