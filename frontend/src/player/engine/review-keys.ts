/** The keys of the review screen, part of the one list in `keys.ts`. */

const action = <I extends string>(id: I, key: string, en: string, it: string) => ({
  id: `review.${id}` as const,
  key,
  scope: 'review' as const,
  name: { en, it },
})

export const REVIEW_CHOICE_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

export const reviewActions = [
  action('pain', '1', 'Final: pain', 'Definitivo: dolore'),
  action('nonpain', '2', 'Final: no pain', 'Definitivo: nessun dolore'),
  action(
    'unusable',
    '3',
    'Final: unusable, then the digit of the reason',
    'Definitivo: inutilizzabile, poi la cifra del motivo',
  ),
  action('confirm', 'Enter', 'Confirm what the raters say, or go on', 'Conferma i valutatori, o avanti'),
  action('approve-run', 'Shift+Enter', 'Approve the run of equal frames', 'Approva la serie di uguali'),
  action('send-back', 'r', 'Send back to the rater', 'Rimanda al valutatore'),
  action('next', 'j', 'Next case', 'Caso successivo'),
  action('previous', 'k', 'Case before', 'Caso precedente'),
  action('undo', 'Ctrl+z', 'Take back the last decision', 'Ritira l’ultima decisione'),
  action('heat', 'h', 'Heat maps on or off', 'Mappe di calore sì o no'),
  action('fainter', '[', 'Heat maps fainter', 'Mappe di calore più tenui'),
  action('stronger', ']', 'Heat maps stronger', 'Mappe di calore più forti'),
  action('note', 'n', 'Write a note on the decision', 'Scrivi una nota sulla decisione'),
]

const choice = (key: string) => ({
  id: `review-choice.${key}` as const,
  key,
  scope: 'review-choice' as const,
  name: { en: `Review: choice ${key}`, it: `Revisione: scelta ${key}` },
})

/** While the screen asks why, the digits mean the answers. */
export const reviewChoiceActions = [
  ...REVIEW_CHOICE_KEYS.map((key) => choice(key)),
  {
    id: 'review-choice.leave' as const,
    key: 'Escape',
    scope: 'review-choice' as const,
    name: { en: 'Back without a decision', it: 'Indietro senza decidere' },
  },
]
