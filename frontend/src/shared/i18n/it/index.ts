import { accounts } from './accounts'
import { agreement } from './agreement'
import { audit } from './audit'
import { common } from './common'
import { datasets } from './datasets'
import { errors } from './errors'
import { faces } from './faces'
import { frames } from './frames'
import { infants } from './infants'
import { jobs } from './jobs'
import { labelling } from './labelling'
import { labels } from './labels'
import { player } from './player'
import { protocol } from './protocol'
import { recordings } from './recordings'
import { reports } from './reports'
import { scoring } from './scoring'
import { studies } from './studies'
import { supervision } from './supervision'
import { training } from './training'

export const it = {
  common,
  accounts,
  studies,
  supervision,
  infants,
  recordings,
  player,
  jobs,
  labelling,
  agreement,
  audit,
  datasets,
  training,
  errors,
  reports,
  faces,
  frames,
  labels,
  protocol,
  scoring,
}
