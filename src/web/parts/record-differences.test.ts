import { expect, it } from 'vitest'
import { differences } from './record-differences.ts'

const plan = (...characteristics: object[]): Record<string, unknown> => ({ id: 'any', at: 'any', material: 'M', characteristics })

it('tells what is new, what went and what changed, and knows the entries of a list by their code', () => {
  const before = plan({ code: 'bore', max: '2' }, { code: 'width', max: '5' })
  const after = plan({ code: 'colour', kind: 'choice' }, { code: 'bore', max: '3' })
  expect(differences(before, after)).toEqual([
    { path: 'characteristics bore max', was: '2', now: '3' },
    { path: 'characteristics width code', was: 'width', now: undefined },
    { path: 'characteristics width max', was: '5', now: undefined },
    { path: 'characteristics colour code', was: undefined, now: 'colour' },
    { path: 'characteristics colour kind', was: undefined, now: 'choice' },
  ])
})

it('is silent about the event itself', () => {
  expect(differences(plan(), { ...plan(), id: 'other', by: 'ANNA', sequence: 9 })).toEqual([])
})
