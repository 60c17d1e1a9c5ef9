import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import { pictureOf } from './picture.ts'

const at = testStore()
let plant: Plant
let minute = 100
const part = (number: string) => ({ material: 'PART', number })
const steel = (number: string) => ({ material: 'STEEL', number })

interface Node {
  lots: number
  certain: number
  column: number
  [fact: string]: unknown
}
interface Picture {
  counted: boolean
  nodes: Node[]
  links: { links: number }[]
}

const picture = (weighedMax: number, more: object = {}): Promise<Picture> =>
  pictureOf(
    plant.services.engine,
    plant.services.pool,
    { direction: 'forward', seeds: [{ ...steel('S1'), site: plant.site }], ...more },
    { weighedMax },
  )

/** What is said of lots alike; certainty, and with it the number of nodes, only a weighing tells. */
function told({ nodes }: Picture): Map<string, { lots: number; onHand: number }> {
  const sums = new Map<string, { lots: number; onHand: number }>()
  for (const { lots, material, kind, operation, workCenter, standing, left, onHand, column } of nodes) {
    const key = JSON.stringify([Math.sign(column), material, kind, operation, workCenter, standing, left])
    const sum = sums.get(key) ?? { lots: 0, onHand: 0 }
    sums.set(key, { lots: sum.lots + lots, onHand: sum.onHand + Number(onHand) })
  }
  return sums
}

async function expectSame(): Promise<void> {
  const [counted, weighed] = [await picture(0), await picture(10_000)]
  expect([counted.counted, weighed.counted]).toEqual([true, false])
  expect(told(counted)).toEqual(told(weighed))
}

async function idOf(type: string): Promise<string> {
  const { rows } = await at.pool.query('select id from ledger where site = $1 and type = $2 order by sequence desc limit 1', [
    plant.site,
    type,
  ])
  return (rows[0] as { id: string }).id
}

/** One run at a work center: steel in, parts out. */
function run(workCenter: string, numbers: readonly string[], quantity = 5): Sent[] {
  const run = randomUUID()
  return [
    { type: 'start', run, workCenter, at: minute++ },
    { type: 'load', run, lot: steel('S1'), quantity: quantity * numbers.length, at: minute++ },
    ...numbers.map((number): Sent => ({ type: 'produce', run, lot: part(number), quantity, at: minute++ })),
    { type: 'finish', run, at: minute++ },
  ]
}

beforeAll(async () => {
  plant = await plantWithBasics(at)
  await plant.ok({ ...receive('STEEL', 'S1', 10_000), at: 10 }, { type: 'partner', code: 'ACME', name: 'Acme', roles: ['customer'] })
  await plant.ok(...run('WC-1', ['A1', 'A2', 'A3', 'A4']), ...run('WC-2', ['B1', 'B2', 'B3']))
})

test('counted or weighed, a picture says the same of what lots are, where they were made, how they stand and what is left', async () => {
  await expectSame()
})

test.each<[string, () => Promise<unknown>]>([
  ['lots made since', () => plant.ok(...run('WC-2', ['B4', 'B5']))],
  ['a hold', () => plant.ok({ type: 'hold', hold: 'H1', lots: [part('A2')], reason: 'bent', at: minute++ })],
  [
    'a shipment',
    () => plant.ok({ type: 'ship', shipment: 'D1', customer: 'ACME', lots: [{ lot: part('A3'), quantity: 5 }], at: minute++ }),
  ],
  [
    'a decision that accepts',
    () => plant.ok({ type: 'dispose', lots: [{ lot: part('A2') }], disposition: 'use-as-is', reason: 'straight enough', at: minute++ }),
  ],
  [
    'that decision taken back',
    async () => plant.ok({ type: 'correct', event: await idOf('dispose'), reason: 'not straight', at: minute++ }),
  ],
  [
    'a lot that was not made after all',
    async () => {
      await plant.ok(...run('WC-2', ['C1', 'C2']).slice(0, -1))
      await picture(0)
      return plant.ok({ type: 'correct', event: await idOf('produce'), reason: 'never made', at: minute++ })
    },
  ],
  ['its number made anew somewhere else', () => plant.ok(...run('WC-1', ['C2']))],
  [
    'the projections made anew',
    async () => {
      plant.services.forget()
      return undefined
    },
  ],
])('%s: it is followed', async (_, happens) => {
  await happens()
  await expectSame()
})

test('the first lots of an opened group are drawn, the rest of it beside them, and no link is lost', async () => {
  const closed = await picture(0)
  const opened = await picture(0, { open: closed.nodes.map(({ key }) => key) })
  expect(opened.nodes.every(({ lots }) => lots === 1)).toBe(true)
  expect(opened.nodes.reduce((sum, { lots }) => sum + lots, 0)).toBe(closed.nodes.reduce((sum, { lots }) => sum + lots, 0))
  const links = (one: Picture): number => one.links.reduce((sum, { links }) => sum + links, 0)
  expect(links(opened)).toBe(links(closed))
})

test('as it was known before, also what was decided and shipped', async () => {
  const { rows } = await at.pool.query('select min(sequence) as sequence from ledger where site = $1 and type = $2', [plant.site, 'ship'])
  const asKnownAt = { sequence: (rows[0] as { sequence: number }).sequence - 1, site: plant.site }
  const nodes = told(await picture(0, { asKnownAt }))
  expect([...nodes.keys()].some(key => key.includes('transferred'))).toBe(false)
  expect([...told(await picture(0)).keys()].some(key => key.includes('transferred'))).toBe(true)
})

test('over the door it is counted from 20,000 lots on only', async () => {
  const answer = await ask<Picture>(plant.services, 'POST /traces/picture', { seeds: [{ ...steel('S1'), site: plant.site }] })
  expect(answer.counted).toBe(false)
})
