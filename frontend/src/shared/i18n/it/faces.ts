import type { faces as source } from '../en/faces'

export const faces: typeof source = {
  title: 'Rilevatori',
}
