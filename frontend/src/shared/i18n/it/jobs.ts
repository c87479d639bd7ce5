import type { jobs as source } from '../en/jobs'

export const jobs: typeof source = {
  title: 'Lavori',
  none: 'Ancora nessun lavoro. Compaiono quando si carica un video.',
  noneLive: 'Nulla in corso.',
  filter: 'Mostra',
  filters: { all: 'Tutti', live: 'In corso', done: 'Finiti' },
  job: 'Lavoro',
  study: 'Studio',
  progress: 'Avanzamento',
  attempts: 'Tentativi',
  kinds: {
    'recordings.ingest_video': 'Preparazione di un video',
    'withdrawals.erase_infant': 'Cancellazione dopo una revoca',
  },
  states: {
    queued: 'In attesa',
    running: 'In corso',
    succeeded: 'Fatto',
    failed: 'Non riuscito',
    cancelled: 'Annullato',
  },
  stages: {
    waiting: 'Attende il suo turno',
    probing: 'Lettura del file',
    hashing: 'Controllo del file',
    copying: 'Creazione della copia da vedere',
    erasing: 'Cancellazione',
  },
  stopping: 'Si sta fermando…',
  cancel: 'Annulla',
  retry: 'Riprova',
}
