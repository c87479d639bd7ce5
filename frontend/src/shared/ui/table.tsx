/** A plain table that scrolls sideways on its own when the screen is narrow. */
import type { ReactNode } from 'react'
import { useText } from '../i18n/text'

type TableProps = { caption: string; heads: readonly string[]; children: ReactNode }

export function Table({ caption, heads, children }: TableProps) {
  return (
    // A region that scrolls must be reachable by keyboard (WCAG 2.1.1).
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-scroll" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

type MoreProps = {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}

export function ShowMore({ query }: MoreProps) {
  const { common } = useText()
  if (!query.hasNextPage) return null
  return (
    <button
      type="button"
      className="button"
      disabled={query.isFetchingNextPage}
      onClick={() => {
        query.fetchNextPage()
      }}
    >
      {common.showMore}
    </button>
  )
}
