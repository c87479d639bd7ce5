import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { inItalian, isPrevalenceWarning } from './notes'

it('puts the numbers where Italian has them', () => {
  expect(
    inItalian('Left out: 3 of 6 pairs, without a kappa. Undefined in 591 of 2000 draws, which are left out.'),
  ).toBe('Lasciate fuori: 3 di 6 coppie, senza kappa. Indefinito in 591 di 2000 estrazioni, lasciate fuori.')
  expect(inItalian('They have 1 video in common; two are needed.')).toBe(
    'Hanno in comune 1 video; ne servono due.',
  )
  expect(inItalian('Left out: 3 of 6 frames, with fewer than two ratings.')).toBe(
    'Lasciati fuori: 3 di 6 fotogrammi, con meno di due valutazioni.',
  )
  expect(inItalian('They have 1 frame in common; two are needed.')).toBe(
    'Hanno in comune 1 fotogramma; ne servono due.',
  )
  expect(inItalian('Something new.')).toBe('Something new.')
})

it('knows the first words of the server’s prevalence warnings', () => {
  const source = readFileSync('../annotator/agreement/notes.py', 'utf8')
  for (const start of ['Low although', 'Kappa is low']) {
    expect(source).toContain(start)
    expect(isPrevalenceWarning(`${start} …`)).toBe(true)
  }
})
