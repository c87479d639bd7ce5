/** The theme on the page; remembered on the device so that the first paint is right. */
import type { Me } from '../shared/api/types'

export type Theme = Me['theme']

const KEY = 'theme'

export function rememberedTheme(): Theme {
  const stored = localStorage.getItem(KEY)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

export function applyTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme)
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}
