/** The server's sentences about a coefficient, which come in English, in the person's language. */
import { useLanguage } from '../../shared/i18n/text'

const italian: readonly [RegExp, string][] = [
  [/They have (\d+) videos? in common; two are needed\./, 'Hanno in comune $1 video; ne servono due.'],
  [/Left out: (\d+) of (\d+) pairs, without a kappa\./, 'Lasciate fuori: $1 di $2 coppie, senza kappa.'],
  [
    /Left out: (\d+) of (\d+) videos, which some operator did not rate\./,
    'Lasciati fuori: $1 di $2 video, che qualche operatore non ha valutato.',
  ],
  [
    /Left out: (\d+) of (\d+) videos, with fewer than two ratings\./,
    'Lasciati fuori: $1 di $2 video, con meno di due valutazioni.',
  ],
  [/At least two operators are needed\./, 'Servono almeno due operatori.'],
  [
    /Fewer than two videos were rated by every operator\./,
    'Meno di due video sono stati valutati da ogni operatore.',
  ],
  [/Fewer than two videos have two ratings\./, 'Meno di due video hanno due valutazioni.'],
  [/For scales of two levels only\./, 'Solo per scale di due livelli.'],
  [/Nobody used this level\./, 'Nessuno ha usato questo livello.'],
  [
    /The ratings vary too little between videos to divide by their variance\./,
    'Le valutazioni variano troppo poco tra i video per dividere per la loro varianza.',
  ],
  [
    /No two operators have two videos in common with more than one category in use\./,
    'Nessuna coppia di operatori ha in comune due video con più di una categoria usata.',
  ],
  [
    /All ratings are one category, so there is nothing to correct for chance\./,
    'Tutte le valutazioni sono di una categoria: non c’è nulla da correggere per il caso.',
  ],
  [
    /Both used one and the same category throughout, so there is nothing to correct for chance\./,
    'Entrambi hanno usato sempre la stessa categoria: non c’è nulla da correggere per il caso.',
  ],
  [
    /Low although (\d+)% of the pairs of ratings agree: (\d+)% of the ratings are (\S+), so most agreement is expected by chance\. Read it beside AC1 and the prevalence/,
    'Basso benché il $1 % delle coppie di valutazioni concordi: il $2 % delle valutazioni è $3, quindi quasi tutto l’accordo è atteso per caso. Va letto con AC1 e la prevalenza',
  ],
  [
    /Kappa is low although they agree on (\d+)% of the videos: one category prevails/,
    'Il kappa è basso benché concordino sul $1 % dei video: prevale una categoria',
  ],
  [
    /No interval: undefined in (\d+) of (\d+) draws\./,
    'Nessun intervallo: indefinito in $1 di $2 estrazioni.',
  ],
  [
    /Undefined in (\d+) of (\d+) draws, which are left out\./,
    'Indefinito in $1 di $2 estrazioni, lasciate fuori.',
  ],
  [
    /The interval has no width because no draw differs; it does not show certainty\./,
    'L’intervallo non ha ampiezza perché nessuna estrazione differisce; non è segno di certezza.',
  ],
  [
    /All videos show one infant, so there are no intervals\./,
    'Tutti i video mostrano un solo neonato, quindi non ci sono intervalli.',
  ],
  [
    /Only (\d+) infants: intervals that resample so few are too narrow/,
    'Solo $1 neonati: intervalli ricampionati da così pochi sono troppo stretti',
  ],
  [
    /(\d+)% of the ratings are (\S+): percent agreement, AC1 and Brennan-Prediger say little about the other categories, and kappa and alpha rest on few videos/,
    'Il $1 % delle valutazioni è $2: accordo percentuale, AC1 e Brennan-Prediger dicono poco delle altre categorie, e kappa e alfa poggiano su pochi video',
  ],
]

const translated = (note: string): string =>
  italian.reduce((text, [english, words]) => text.replace(english, words), note)

/** A sentence that is not known stays as it is. Of frames the same is said as of videos, with another word. */
export const inItalian = (note: string): string =>
  /\bframes?\b/.test(note)
    ? translated(note.replace(/\bframe(s?)\b/g, 'video$1'))
        .replace(/\b1 video\b/g, '1 fotogramma')
        .replace(/\bvideo\b/g, 'fotogrammi')
    : translated(note)

export function useNote(): (note: string) => string {
  const language = useLanguage()
  return (note) => (language === 'it' ? inItalian(note) : note)
}

/** Whether a coefficient is low for the prevalence more than for the operators. */
export const isPrevalenceWarning = (note: string): boolean => /^(Low although|Kappa is low)/.test(note)
