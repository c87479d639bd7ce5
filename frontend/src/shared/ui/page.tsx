/** The frame of a page: title, the way back, actions, and tabs that live in the URL. */
import { useEffect, type ReactNode } from 'react'
import { Link, useSearchParams } from 'wouter'
import { useText } from '../i18n/text'
import { Icon } from './icon'

type PageProps = {
  title: string
  back?: { to: string; name: string }
  actions?: ReactNode
  children: ReactNode
}

export function usePageTitle(title: string) {
  const { common } = useText()
  useEffect(() => {
    document.title = title ? `${title} · ${common.product}` : common.product
  }, [title, common.product])
}

export function Page({ title, back, actions, children }: PageProps) {
  usePageTitle(title)
  return (
    <>
      <header className="page-head">
        <div>
          {back && (
            <Link to={back.to} className="back-link">
              <Icon name="back" />
              {back.name}
            </Link>
          )}
          <h1>{title}</h1>
        </div>
        {actions && <div className="actions">{actions}</div>}
      </header>
      {children}
    </>
  )
}

export function Tabs({ label, tabs, current }: { label: string; tabs: [string, string][]; current: string }) {
  const [search] = useSearchParams()
  const address = (tab: string) => {
    const next = new URLSearchParams(search)
    next.set('tab', tab)
    return `?${next.toString()}`
  }
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(([id, name]) => (
        <Link key={id} to={address(id)} aria-current={id === current ? 'page' : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  )
}
