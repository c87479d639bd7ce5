/** What the rail leads to: the studies, the sections of the one that is open, and what is not about a study. */
import { Link, useLocation } from 'wouter'
import { usePlace, type Place } from '../features/studies/place'
import { useStudy } from '../features/studies/queries'
import { useSections } from '../features/studies/sections'
import type { Me } from '../shared/api/types'
import { useText } from '../shared/i18n/text'
import { Icon, type IconName } from '../shared/ui/icon'

type Entry = { to: string; icon: IconName; name: string }

/** Pages about one study. */
const WITHIN = /^\/(studies|infants|videos|datasets|training|models)\//

export function Navigation({ me }: { me: Me }) {
  const { nav } = useText().common
  const [path] = useLocation()
  const place = usePlace()
  const rest: Entry[] = [
    { to: '/jobs', icon: 'jobs', name: nav.jobs },
    ...(me.is_site_admin
      ? ([
          { to: '/people', icon: 'people', name: nav.people },
          { to: '/audit', icon: 'audit', name: nav.audit },
        ] satisfies Entry[])
      : []),
    { to: '/account', icon: 'account', name: nav.account },
  ]
  return (
    <div className="rail-nav">
      <nav aria-label={nav.label}>
        <RailLink entry={{ to: '/', icon: 'studies', name: nav.studies }} path={path} />
        {rest.map((entry) => (
          <RailLink key={entry.to} entry={entry} path={path} />
        ))}
      </nav>
      {place && WITHIN.test(path) && <StudyNavigation place={place} />}
    </div>
  )
}

function RailLink({ entry: { to, icon, name }, path }: { entry: Entry; path: string }) {
  return (
    <Link to={to} className="rail-link" aria-current={path === to ? 'page' : undefined}>
      <Icon name={icon} />
      <span>{name}</span>
    </Link>
  )
}

function StudyNavigation({ place: { study, section } }: { place: Place }) {
  const { studies } = useText()
  const { data: known } = useStudy(study)
  const groups = useSections(known)
  return (
    <nav aria-label={studies.sections} className="study-nav">
      {groups.map((group) => (
        <ul key={group[0]?.id}>
          {group.map(({ id, name, to }) => (
            <li key={id}>
              <Link to={to} aria-current={id === section ? 'page' : undefined}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  )
}
