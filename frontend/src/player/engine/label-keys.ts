/** The keys of frame labelling, part of the one list in `keys.ts`. Digits, because letters differ between languages. */

const action = <I extends string>(id: I, key: string, en: string, it: string) => ({
  id: `label.${id}` as const,
  key,
  scope: 'labelling' as const,
  name: { en, it },
})

export const LABEL_ACTION_KEYS = ['5', '6', '7', '8', '9'] as const
export const LABEL_REASON_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

export const labelActions = [
  action('pain', '1', 'Pain', 'Dolore'),
  action('nonpain', '2', 'No pain', 'Nessun dolore'),
  action(
    'unusable',
    '3',
    'Unusable, then the digit of the reason',
    'Inutilizzabile, poi la cifra del motivo',
  ),
  action('unsure', '4', 'Unsure', 'Incerto'),
  action('clear', '0', 'Clear the label', 'Togli l’etichetta'),
  ...LABEL_ACTION_KEYS.map((key, place) =>
    action(`tick.${key}`, key, `Tick facial action ${place + 1}`, `Segna l’azione facciale ${place + 1}`),
  ),
  action('accept', 'Enter', 'Accept what is pre-filled', 'Accetta il valore precompilato'),
  action('next', 'ArrowRight', 'On to the next frame', 'Avanti di un fotogramma'),
  action('previous', 'ArrowLeft', 'Back to the frame before', 'Indietro di un fotogramma'),
  action('below', 'ArrowDown', 'A row down', 'Una riga in giù'),
  action('above', 'ArrowUp', 'A row up', 'Una riga in su'),
  action(
    'select-next',
    'Shift+ArrowRight',
    'Select up to the next frame',
    'Seleziona fino al fotogramma dopo',
  ),
  action(
    'select-previous',
    'Shift+ArrowLeft',
    'Select up to the frame before',
    'Seleziona fino al precedente',
  ),
  action('select-below', 'Shift+ArrowDown', 'Select a row down', 'Seleziona una riga in giù'),
  action('select-above', 'Shift+ArrowUp', 'Select a row up', 'Seleziona una riga in su'),
  action('unlabelled', 'n', 'Next frame without a label', 'Prossimo fotogramma senza etichetta'),
  action('undo', 'Ctrl+z', 'Undo the last label', 'Annulla l’ultima etichetta'),
  action('redo', 'Ctrl+Shift+z', 'Redo the last label', 'Ripristina l’ultima etichetta'),
  action('play', 'Space', 'Play five seconds before and after', 'Guarda cinque secondi prima e dopo'),
  action('view', 'g', 'Grid or one frame', 'Griglia o un fotogramma'),
  action('larger', '+', 'Larger', 'Più grande'),
  action('smaller', '-', 'Smaller', 'Più piccolo'),
  action('note', 'e', 'Write a note', 'Scrivi una nota'),
  action('leave', 'Escape', 'Leave the selection or the film', 'Lascia la selezione o il filmato'),
]

const reason = (key: string) => ({
  id: `label-reason.${key}` as const,
  key,
  scope: 'label-reason' as const,
  name: { en: `Unusable: reason ${key}`, it: `Inutilizzabile: motivo ${key}` },
})

/** While the reasons are open the digits mean them. */
export const labelReasonActions = [
  ...LABEL_REASON_KEYS.map((key) => reason(key)),
  {
    id: 'label-reason.leave' as const,
    key: 'Escape',
    scope: 'label-reason' as const,
    name: { en: 'Back without a reason', it: 'Indietro senza motivo' },
  },
]
