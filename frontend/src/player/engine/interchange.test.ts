import { describe, expect, it } from 'vitest'
import { actionOf, kindOf, namesIn } from './interchange'

describe('names in a file', () => {
  it('finds the state events of a BORIS project', () => {
    const behaviors_conf = {
      0: { code: 'Brow bulge', type: 'State event' },
      1: { code: 'sneeze', type: 'Point event' },
    }
    expect(namesIn('boris', JSON.stringify({ behaviors_conf }))).toEqual(['Brow bulge'])
  })

  it('finds the behaviours of a table, with commas or tabs, quoted or not', () => {
    const table = 'Observation id,x\n\nTime,Subject,Behavior,Status\n1,,"brow, left",START\n2,,eyes,STOP\n'
    expect(namesIn('csv', table)).toEqual(['brow, left', 'eyes'])
    expect(namesIn('csv', 'Time\tSubject\tBehavior\tStatus\n1\t\teyes\tSTART\n')).toEqual(['eyes'])
  })

  it('finds the tiers of an ELAN file', () => {
    expect(namesIn('eaf', '<TIER LINGUISTIC_TYPE_REF="a" TIER_ID="eyes &amp; brow"/>')).toEqual([
      'eyes & brow',
    ])
  })

  it('leaves what it cannot read to the server', () => {
    expect(namesIn('boris', 'no project')).toEqual([])
    expect(namesIn('csv', 'no table')).toEqual([])
  })
})

it('knows files by their ending', () => {
  expect(['a.boris', 'b.EAF', 'c.csv', 'd.tsv', 'e.mp4'].map(kindOf)).toEqual([
    'boris',
    'eaf',
    'csv',
    'csv',
    null,
  ])
})

it('matches names however they are written', () => {
  const actions = ['brow_bulge', 'eye_squeeze']
  const wording = (action: string) => (action === 'eye_squeeze' ? 'Occhi strizzati' : action)
  expect(actionOf('Brow-Bulge', actions, wording)).toBe('brow_bulge')
  expect(actionOf('occhi  strizzati', actions, wording)).toBe('eye_squeeze')
  expect(actionOf('sneeze', actions, wording)).toBeNull()
})
