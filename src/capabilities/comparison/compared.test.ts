import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { type Plant, plantWithBasics, receive } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
let plant: Plant
const part = (number: string) => ({ material: 'PART', number })

beforeAll(async () => {
  plant = await plantWithBasics(at, { type: 'person', code: 'BEN' })
  await plant.ok(
    { ...receive('STEEL', 'S1', 100), vendorLot: 'HEAT-1', at: 10 },
    { ...receive('STEEL', 'S2', 100), vendorLot: 'HEAT-1', at: 11 },
  )
  await plant.ok({
    type: 'collect',
    lots: [{ lot: { material: 'STEEL', number: 'S1' } }],
    values: [{ characteristic: 'carbon', value: 0.4 }],
    at: 20,
  })
  for (const [lot, prefix, workCenter, by, begin] of [
    ['S1', 'P', 'WC-1', 'ANNA', 100],
    ['S2', 'N', 'WC-2', 'BEN', 300],
  ] as const) {
    const run = randomUUID()
    await plant.ok(
      { type: 'start', run, at: begin, workCenter, by },
      { type: 'load', run, lot: { material: 'STEEL', number: lot }, quantity: 50, at: begin + 1 },
      ...[1, 2].map(index => ({ type: 'produce', run, lot: part(`${prefix}${index}`), quantity: 10, at: begin + 10 + index })),
      { type: 'finish', run, at: begin + 60 },
    )
  }
  await plant.ok({ type: 'collect', lots: [{ lot: part('P1') }], values: [{ characteristic: 'bore', value: 12, unit: 'mm' }], at: 400 })
})

interface Answer {
  totals: { same: number; different: number }
  rows: {
    group: string
    what: string
    fact?: string
    of?: string
    workCenter?: string
    left: { text: string; certainty?: string }[]
    right: { text: string }[]
    isSame: boolean
  }[]
}
const compare = (one: object, other: object): Promise<Answer> =>
  ask<Answer>(plant.services, 'POST /comparisons', { site: plant.site, lots: [one, other] })
const texts = ({ rows }: Answer, what: string) => {
  const row = rows.find(one => one.what === what)
  return [row?.left.map(({ text }) => text), row?.right.map(({ text }) => text), row?.isSame]
}

test('what differs and what is the same', async () => {
  const answer = await compare(part('P1'), part('N1'))
  expect(texts(answer, 'material')).toEqual([['PART'], ['PART'], true])
  expect(texts(answer, 'STEEL')).toEqual([['S1 (V-1 HEAT-1)'], ['S2 (V-1 HEAT-1)'], false])
  expect(texts(answer, 'work center')).toEqual([['WC-1'], ['WC-2'], false])
  expect(texts(answer, 'person')).toEqual([['ANNA'], ['BEN'], false])
  expect(texts(answer, 'bore')).toEqual([['12 mm'], [], false])
  expect(texts(answer, 'STEEL: carbon')).toEqual([['0.4'], [], false])
  expect(answer.totals.different).toBe(answer.rows.filter(row => !row.isSame && row.group !== 'times').length)
})

test('what a row says in English it also says by its parts', async () => {
  const { rows } = await compare(part('P1'), part('N1'))
  const said = (what: string) => {
    const { fact, of, workCenter } = rows.find(row => row.what === what) ?? {}
    return { fact, of, workCenter }
  }
  expect(said('person')).toEqual({ fact: 'person' })
  expect(said('STEEL: carbon')).toEqual({})
  expect(said('made')).toEqual({ fact: 'made' })
  expect(rows.filter(({ fact }) => fact === 'span').map(({ what, of, workCenter }) => [what, of, workCenter])).toContainEqual([
    'itself at WC-1',
    undefined,
    'WC-1',
  ])
})

test('of one run only what was measured differs', async () => {
  const answer = await compare(part('P1'), part('P2'))
  expect(answer.rows.filter(row => !row.isSame && row.group !== 'times').map(({ what }) => what)).toEqual(['bore'])
})

test('swapped, the sides are swapped and nothing else', async () => {
  const [one, other] = [await compare(part('P1'), part('N2')), await compare(part('N2'), part('P1'))]
  const key = (rows: Answer['rows']) => rows.map(row => `${row.group} ${row.what}`).sort()
  expect(other.totals).toEqual(one.totals)
  expect(key(other.rows)).toEqual(key(one.rows))
  for (const row of one.rows) {
    const back = other.rows.find(({ group, what }) => group === row.group && what === row.what)
    expect([back?.left, back?.right]).toEqual([row.right, row.left])
  }
})

test.each<[string, [object, object], string]>([
  ['a lot nobody knows', [part('P1'), part('P404')], 'no lot "P404"'],
  ['a lot with itself', [part('P1'), part('P1')], 'the same lot'],
  ['a name of several lots', [part('P1'), { number: 'HEAT-1' }], 'is said of 2 lots'],
])('%s is refused', async (_, [one, other], words) => {
  await expect(compare(one, other)).rejects.toThrow(words)
})
