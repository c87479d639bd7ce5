import { expect, it } from 'vitest'
import { labelKindOf } from './file-kind'

it.each([
  ['labels.CSV', 'frame,value', 'csv'],
  ['annotations.xml', '<annotations/>', 'cvat'],
  ['export.json', '\n [{"id": 1}]', 'label-studio'],
  ['export.json', '{"images": []}', 'coco'],
  ['export.xlsx', 'PK', null],
  ['export', '', null],
])('%s %s', (name, content, kind) => {
  expect(labelKindOf(name, content)).toBe(kind)
})
