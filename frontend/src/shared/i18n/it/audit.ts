import type { audit as source } from '../en/audit'

export const audit: typeof source = {
  title: 'Registro',
  intro:
    'Chi ha visto, cambiato, esportato o cancellato che cosa, e perché. Gli eventi non si cambiano né si tolgono.',
  none: 'Nessun evento corrisponde.',
  event: 'Evento',
  who: 'Chi',
  did: 'Azione',
  what: 'Oggetto',
  why: 'Perché',
  detail: 'Dettagli',
  action: 'Azione',
  actor: 'Persona',
  everybody: 'Tutti',
  since: 'Dal',
  until: 'Al',
  clear: 'Togli i filtri',
  chain: 'Catena degli eventi',
  intact: (events) => `Integra: ${events} eventi controllati.`,
  broken: (sequence) => `Interrotta all’evento ${sequence}. Avvisi l’amministratore.`,
}
