/** A few line icons, drawn here so that nothing is fetched. Always beside a word or a label. */
const paths = {
  studies: 'M4 5h16v4H4zM4 12h16v7H4z',
  jobs: 'M12 4v4M12 16v4M4 12h4M16 12h4M6.5 6.5l2.7 2.7M14.8 14.8l2.7 2.7M6.5 17.5l2.7-2.7M14.8 9.2l2.7-2.7',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.2.8 3.5 2.8 3.5 5.5',
  audit: 'M6 3h9l4 4v14H6zM9 11h7M9 15h7M9 7h3',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.6-7 8-7s8 3 8 7',
  leave: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  back: 'M15 5l-7 7 7 7',
  add: 'M12 5v14M5 12h14',
  upload: 'M12 16V5M7 9.5L12 4.5l5 5M4 16v4h16v-4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M6 6l12 12M18 6L6 18',
  warning: 'M12 4l9 16H3zM12 10v4M12 17v.5',
  waiting: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2',
  play: 'M7 5v14l11-7z',
  pause: 'M8 5v14M16 5v14',
  next: 'M8 6l7 6-7 6z',
  previous: 'M16 6l-7 6 7 6z',
  nextTen: 'M5 6l6 6-6 6zM13 6l6 6-6 6z',
  previousTen: 'M19 6l-6 6 6 6zM11 6l-6 6 6 6z',
  first: 'M6 5v14M18 6l-8 6 8 6z',
  last: 'M18 5v14M6 6l8 6-8 6z',
  theme: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 3v18',
  keys: 'M3 7h18v10H3zM7 10.5h.5M11 10.5h.5M15 10.5h.5M8 14h8',
} as const

export type IconName = keyof typeof paths

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
