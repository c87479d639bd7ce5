/** What a file of BORIS or ELAN calls its actions, read just far enough to match them with the study's. */

export type FileKind = 'boris' | 'csv' | 'eaf'

export function kindOf(name: string): FileKind | null {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase()
  if (ending === 'boris' || ending === 'eaf') return ending
  return ending === 'csv' || ending === 'tsv' || ending === 'txt' ? 'csv' : null
}

/** The names of actions in a file; empty when it cannot be read, which is for the server to explain. */
export function namesIn(kind: FileKind, content: string): string[] {
  try {
    return [...new Set(readers[kind](content))].filter((name) => name !== '').sort()
  } catch {
    return []
  }
}

const readers: Record<FileKind, (content: string) => string[]> = {
  boris: (content) => {
    const project = JSON.parse(content) as { behaviors_conf: Record<string, { code: string; type: string }> }
    return Object.values(project.behaviors_conf)
      .filter(({ type }) => type.startsWith('State'))
      .map(({ code }) => code)
  },
  csv: (content) => {
    const lines = content.split(/\r?\n/)
    const head = lines.findIndex((line) => /^Time[,\t]/.test(line))
    const mark = lines[head]?.[4] ?? ','
    const [names, ...rows] = lines.slice(head).map((line) => cells(line, mark))
    const at = names?.indexOf('Behavior') ?? -1
    return head < 0 || at < 0 ? [] : rows.flatMap((row) => row[at] ?? [])
  },
  eaf: (content) =>
    [...content.matchAll(/<TIER\b[^>]*\bTIER_ID="([^"]*)"/g)].map(([, name = '']) => plain(name)),
}

function cells(line: string, mark: string): string[] {
  const found = line.matchAll(new RegExp(`(?:^|${mark})(?:"((?:[^"]|"")*)"|([^${mark}]*))`, 'g'))
  return [...found].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '')
}

const plain = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')

/** The study's action a name stands for: by its key, however it is written, or by its name on screen. */
export function actionOf(
  name: string,
  actions: readonly string[],
  wording: (action: string) => string,
): string | null {
  const bare = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/[\s_-]+/g, ' ')
      .trim()
  return actions.find((action) => [bare(action), bare(wording(action))].includes(bare(name))) ?? null
}
