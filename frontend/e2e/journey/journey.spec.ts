/** The whole way of a study by the people who go it: from its creation to a family that withdraws. */
import { after, before, describe } from 'node:test'
import { closing } from './closing.ts'
import { frames } from './frames.ts'
import { learning } from './learning.ts'
import { scoring } from './scoring.ts'
import { settingUp } from './setting-up.ts'
import { Walk } from './walk.ts'

describe('a journey', () => {
  const walk = new Walk()

  before(() => walk.begin())
  after(() => walk.browser.close())

  settingUp(walk)
  scoring(walk)
  frames(walk)
  learning(walk)
  closing(walk)
})
