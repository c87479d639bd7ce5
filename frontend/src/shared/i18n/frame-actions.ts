/** Facial actions a frame can show (Neonatal Facial Coding System, Grunau and Craig 1987), by key. */
import type { Language } from './text'

export const frameActionNames: Record<Language, Record<string, string>> = {
  en: {
    brow_bulge: 'Brow bulge',
    eye_squeeze: 'Eye squeeze',
    nasolabial_furrow: 'Nasolabial furrow',
    mouth_stretch: 'Mouth stretch',
    open_lips: 'Open lips',
    lip_purse: 'Lip purse',
    taut_tongue: 'Taut tongue',
    chin_quiver: 'Chin quiver',
    tongue_protrusion: 'Tongue protrusion',
  },
  it: {
    brow_bulge: 'Sopracciglia corrugate',
    eye_squeeze: 'Occhi strizzati',
    nasolabial_furrow: 'Solco nasolabiale',
    mouth_stretch: 'Bocca stirata',
    open_lips: 'Labbra aperte',
    lip_purse: 'Labbra serrate',
    taut_tongue: 'Lingua tesa',
    chin_quiver: 'Tremore del mento',
    tongue_protrusion: 'Protrusione della lingua',
  },
}
