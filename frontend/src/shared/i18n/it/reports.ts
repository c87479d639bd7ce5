import type { reports as source } from '../en/reports'

export const reports: typeof source = {
  title: 'Relazioni',
  tab: 'Relazione',
  none: 'Ancora nessuna relazione.',
  make: 'Relazione dello studio',
  hint: 'Metodi, accordo, etichette, rilevatori, dataset, addestramenti e che cosa hanno cambiato i suggerimenti, ogni numero con gli hash da cui viene. Nessuno è nominato; i volti sono nascosti. Un file da leggere, stampare o inviare: a chi darlo lo decidi tu.',
  language: 'Lingua',
  withTraces:
    'Con le risposte del modello lungo video interi. Chi decide sui fotogrammi non può aprire una relazione così.',
  tracesIn: '(con il modello lungo video interi)',
  makeDo: 'Redigi la relazione',
  by: 'Di',
  files: 'File',
  check: 'È ancora vera?',
  checkDo: 'Conta di nuovo',
  checking: 'Conto…',
  holds: 'Oggi ogni numero è lo stesso.',
  moved: (chapters) => `Nel frattempo è cambiato: ${chapters.join(', ')}.`,
  chapters: {
    methods: 'metodi',
    agreement: 'accordo tra operatori',
    frames: 'etichette dei fotogrammi',
    faces: 'volti',
    datasets: 'dataset',
    training: 'addestramento',
    supervision: 'che cosa hanno cambiato i suggerimenti',
    traces: 'il modello lungo video interi',
  },
  erased: 'Cancellata dopo una revoca',
}
