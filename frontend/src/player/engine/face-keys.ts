/** The keys of the face review, part of the one list in `keys.ts`. */

const action = <I extends string>(id: I, key: string, en: string, it: string) => ({
  id: `face.${id}` as const,
  key,
  scope: 'faces' as const,
  name: { en, it },
})

export const REASON_KEYS = ['1', '2', '3', '4', '5'] as const

export const faceActions = [
  action('accept', 'Enter', 'Save the box as the infant’s face', 'Salva il riquadro come volto del neonato'),
  action('box', 'b', 'Draw or change the box', 'Disegna o cambia il riquadro'),
  action('turn', 'r', 'Turn the frame by 90°', 'Ruota il fotogramma di 90°'),
  action(
    'covered',
    'c',
    'Face is covered, then the digit of the reason',
    'Volto coperto, poi la cifra del motivo',
  ),
  ...REASON_KEYS.map((key) =>
    action(`reason.${key}`, key, `Covered: reason ${key}`, `Coperto: motivo ${key}`),
  ),
  action('none', 'n', 'No face', 'Nessun volto'),
  action('adult', 'a', 'Mark an adult’s face', 'Segna il volto di un adulto'),
  action('undo', 'Ctrl+z', 'Take the last answer back', 'Ritira l’ultima risposta'),
  action('remove', 'Delete', 'Remove the box being changed', 'Togli il riquadro che si sta cambiando'),
  action(
    'close',
    'Escape',
    'Leave the box, or back to all frames',
    'Lascia il riquadro, o torna ai fotogrammi',
  ),
  action('right', 'ArrowRight', 'Next frame, or box to the right', 'Fotogramma dopo, o riquadro a destra'),
  action('left', 'ArrowLeft', 'Frame before, or box to the left', 'Fotogramma prima, o riquadro a sinistra'),
  action('up', 'ArrowUp', 'Box up', 'Riquadro in su'),
  action('down', 'ArrowDown', 'Box down', 'Riquadro in giù'),
  action('wider', 'Shift+ArrowRight', 'Box wider', 'Riquadro più largo'),
  action('narrower', 'Shift+ArrowLeft', 'Box narrower', 'Riquadro più stretto'),
  action('shorter', 'Shift+ArrowUp', 'Box lower in height', 'Riquadro più basso'),
  action('taller', 'Shift+ArrowDown', 'Box taller', 'Riquadro più alto'),
]
