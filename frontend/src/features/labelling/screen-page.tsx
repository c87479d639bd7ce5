/** Labelling: one frame large, or all of them in a grid; keys label and move on. */
import { useHere } from '../studies/place'
import { useStudy } from '../studies/queries'
import { Link } from 'wouter'
import type { Study } from '../../shared/api/types'
import { useText } from '../../shared/i18n/text'
import { Icon } from '../../shared/ui/icon'
import { usePageTitle } from '../../shared/ui/page'
import { Await, Empty } from '../../shared/ui/states'
import { ScreenDesk } from './screen-desk'
import { useLabelDesk } from './use-label-desk'
import './screen.css'
import './screen-grid.css'
import './screen-side.css'

export default function LabellingPage({ id }: { id: string }) {
  const { labelling } = useText()
  const study = useStudy(id)
  useHere(id, 'label')
  usePageTitle(labelling.title)
  return (
    <div className="stage-page label-page" data-scheme="dark">
      <h1 className="visually-hidden">{labelling.title}</h1>
      <Await query={study} lines={12}>
        {(known) => <Desk study={known} />}
      </Await>
    </div>
  )
}

function Desk({ study }: { study: Study }) {
  const { labelling } = useText()
  const { data, error } = useLabelDesk(study.id)
  const query = {
    data,
    error,
    refetch: () => {
      window.location.reload()
    },
  }
  return (
    <Await query={query} lines={12}>
      {(desk) =>
        desk.state.items.length === 0 ? (
          <Empty
            action={
              <Link to={`/studies/${study.id}`} className="button">
                <Icon name="back" />
                {labelling.back}
              </Link>
            }
          >
            {labelling.nothing}
          </Empty>
        ) : (
          <ScreenDesk study={study} desk={desk} />
        )
      }
    </Await>
  )
}
