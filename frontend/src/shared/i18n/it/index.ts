import { accounts } from './accounts'
import { agreement } from './agreement'
import { audit } from './audit'
import { common } from './common'
import { errors } from './errors'
import { faces } from './faces'
import { frames } from './frames'
import { infants } from './infants'
import { jobs } from './jobs'
import { player } from './player'
import { protocol } from './protocol'
import { recordings } from './recordings'
import { scoring } from './scoring'
import { studies } from './studies'

export const it = {
  common,
  accounts,
  studies,
  infants,
  recordings,
  player,
  jobs,
  agreement,
  audit,
  errors,
  faces,
  frames,
  protocol,
  scoring,
}
