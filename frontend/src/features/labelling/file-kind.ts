/** Which program wrote a file, from its name and how it begins. */
import type { LabelFile } from '../../shared/api/types'

export function labelKindOf(name: string, content: string): LabelFile['kind'] | null {
  const ending = name.toLowerCase().split('.').pop()
  if (ending === 'csv') return 'csv'
  if (ending === 'xml') return 'cvat'
  if (ending !== 'json') return null
  return content.trimStart().startsWith('[') ? 'label-studio' : 'coco'
}
