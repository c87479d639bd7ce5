export const faces = {
  title: 'Detectors',
}
