/** What a page asks for and says about who answered. */
import type { Page } from 'playwright-core'

/** The addresses with this part that the page asks for from now on. */
export function askedFor(page: Page, part: string): string[] {
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.url().includes(part)) asked.push(request.url())
  })
  return asked
}

/** Every word of the page, read or spoken, that tells an operator: a letter standing alone or a name. */
export const operatorsTold = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const words = [...document.querySelectorAll('main *')].flatMap((element) => {
      // A key's own letter is nobody's.
      if (element.matches('kbd, [title="D"], .transport *')) return []
      const own = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
      const spoken = ['title', 'aria-label', 'alt'].map((name) => element.getAttribute(name) ?? '')
      return [...own.map(({ textContent }) => textContent ?? ''), ...spoken]
    })
    return words.filter((word) => /^\s*[A-Z]\s*$|Operator [A-Z]\b|\b[A-Z] and [A-Z]\b|Reader/.test(word))
  })
