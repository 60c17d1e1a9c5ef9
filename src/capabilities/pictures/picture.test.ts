import { beforeAll, describe, expect, test } from 'vitest'
import { type Plant, plantWithBasics, receive } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import { pictureOf } from './picture.ts'
import { timelineOf } from './timeline.ts'

const at = testStore()
let plant: Plant

interface Node {
  key: string
  column: number
  row: number
  kind: string
  lot: number | null
  material?: string
  standing?: string
  left?: boolean
  first?: string
  last?: string
  lots: number
  certain: number
  onHand?: string
  expandable: boolean
}
interface Picture {
  totals: Record<'forward' | 'back', { lots: number }>
  shown: { nodes: number; lots: number; of: number }
  nodes: Node[]
  links: { from: string; to: string; links: number; certain: number }[]
}

const part = (number: string) => ({ material: 'PART', number })
const steel = (number: string) => ({ material: 'STEEL', number })
const picture = (seed: object, more: object = {}): Promise<Picture> =>
  ask<Picture>(plant.services, 'POST /traces/picture', { direction: 'both', seeds: [{ ...seed, site: plant.site }], ...more })
const named = ({ nodes }: Picture): Map<string, Node> => new Map(nodes.map(node => [node.first ?? node.kind, node]))
const arrows = ({ nodes, links }: Picture): string[] => {
  const name = new Map(nodes.map(({ key, first }) => [key, first]))
  return links.map(({ from, to }) => `${name.get(from)}>${name.get(to)}`).sort()
}

beforeAll(async () => {
  plant = await plantWithBasics(at)
  await plant.ok({ ...receive('STEEL', 'S1', 1000), at: 10 }, { ...receive('STEEL', 'S2', 1000), at: 11 })
  const make = (from: string, number: string, minutes: number, quantity = 10) => ({
    type: 'transform',
    at: minutes,
    inputs: [{ lot: from.startsWith('S') ? steel(from) : part(from), quantity }],
    outputs: [{ lot: part(number), quantity }],
  })
  await plant.ok(make('S1', 'P1', 20), make('S1', 'P2', 21), make('P1', 'Q1', 30, 10), make('S2', 'P3', 31))
  await plant.ok(
    { type: 'partner', code: 'ACME', name: 'Acme', roles: ['customer'] },
    { type: 'ship', shipment: 'D1', customer: 'ACME', lots: [{ lot: part('Q1'), quantity: 10 }], at: 40 },
    { type: 'hold', hold: 'H1', lots: [part('P2')], reason: 'bent', at: 41 },
  )
  for (let n = 0; n < 60; n++) await plant.ok(make('S2', `R${String(n).padStart(2, '0')}`, 50 + n, 2))
})

describe('picture', () => {
  test('both sides of a lot: columns by step, links that were followed, standing and what is left', async () => {
    const answer = await picture(part('P1'))
    const nodes = named(answer)
    expect(Object.fromEntries([...nodes].map(([name, { column }]) => [name, column]))).toEqual({ P1: 0, Q1: 1, S1: -1 })
    expect(arrows(answer)).toEqual(['P1>Q1', 'S1>P1'])
    expect(nodes.get('Q1')).toMatchObject({ standing: 'transferred', left: false, certain: 1, onHand: '0' })
    expect(nodes.get('S1')).toMatchObject({ standing: 'normal', left: true, kind: 'vendorLot', onHand: '980' })
    expect(answer.totals).toMatchObject({ back: { lots: 1 }, forward: { lots: 1 } })
  })

  test('what is held is drawn as suspect', async () => {
    expect(named(await picture(steel('S1'))).get('P2')).toMatchObject({ standing: 'suspect', column: 1 })
  })

  test('many alike are one node, with the first and last of them; opened they are each one', async () => {
    const answer = await picture(steel('S2'), { direction: 'forward' })
    const many = answer.nodes.find(({ lots }) => lots > 1)
    expect(many).toMatchObject({ first: 'P3', last: 'R59', lots: 61, certain: 61, expandable: true, lot: null })
    expect(answer.links).toEqual([{ from: expect.any(String), to: many?.key, links: 61, certain: 61 }])
    expect(answer.shown).toEqual({ nodes: 2, lots: 1, of: 62 })
    const opened = await picture(steel('S2'), { direction: 'forward', open: [many?.key] })
    expect(opened.shown).toEqual({ nodes: 62, lots: 62, of: 62 })
    expect(opened.links).toHaveLength(61)
  })

  test('too many to be weighed are counted: the same lots, links, standing and what is left; a group opens lot by lot', async () => {
    const counted = (open: string[] = []): Promise<unknown> => {
      const { engine, pool } = plant.services
      return pictureOf(
        engine,
        pool,
        {
          direction: 'both',
          seeds: [
            { ...steel('S1'), site: plant.site },
            { ...steel('S2'), site: plant.site },
          ],
          open,
        },
        { weighedMax: 10 },
      )
    }
    const answer = (await counted()) as Picture
    expect(answer).toMatchObject({ counted: true, shown: { of: 66 } })
    const parts = answer.nodes.filter(({ material }) => material === 'PART')
    expect(parts.map(({ lots, standing, onHand, left, first, last }) => ({ lots, standing, onHand, left, first, last }))).toEqual([
      { lots: 1, standing: 'normal', onHand: '0', left: false, first: 'P1', last: 'P1' },
      { lots: 61, standing: 'normal', onHand: '130', left: true, first: 'P3', last: 'R59' },
      { lots: 1, standing: 'suspect', onHand: '10', left: true, first: 'P2', last: 'P2' },
      { lots: 1, standing: 'transferred', onHand: '0', left: false, first: 'Q1', last: 'Q1' },
    ])
    expect(answer.links.reduce((sum, { links }) => sum + links, 0)).toBe(64)
    const opened = (await counted(parts.map(({ key }) => key))) as Picture
    expect(named(opened).get('R07')).toMatchObject({ lots: 1, onHand: '2', left: true })
    expect(named(opened).get('Q1')).toMatchObject({ lots: 1, onHand: '0', left: false })
    expect(opened.links).toHaveLength(64)
  })

  test('as known before it was made, it is not in the picture', async () => {
    const { rows } = await at.pool.query('select min(sequence) as sequence from ledger where site = $1 and type = $2', [plant.site, 'ship'])
    const answer = await picture(part('P1'), { asKnownAt: { sequence: (rows[0] as { sequence: number }).sequence - 1, site: plant.site } })
    expect(named(answer).get('Q1')).toMatchObject({ standing: 'normal', left: true, onHand: '10' })
  })

  test.each([{ name: 'a lot that is none', body: { seeds: [{ number: 'nowhere' }] }, code: 'unknown-lot' }])(
    '$name is refused with its code',
    async ({ body, code }) => {
      await expect(ask(plant.services, 'POST /traces/picture', { direction: 'both', ...body })).rejects.toMatchObject({ code })
    },
  )
})

interface Timeline {
  counted: boolean
  grouped: boolean
  totals: Record<'forward' | 'back', { lots: number }>
  acts: {
    act: string
    side: number
    certain: boolean
    standing: string
    left: boolean
    lots: number
    lot: number | null
    material: string | null
    first: string
    last: string
    from: string
    to: string
    workCenter: string | null
    run: string | null
    sequence: number
  }[]
}
const timeline = (seed: object, more: object = {}): Promise<Timeline> =>
  ask<Timeline>(plant.services, 'POST /traces/timeline', { direction: 'both', seeds: [{ ...seed, site: plant.site }], ...more })

describe('timeline', () => {
  test('what was received, made and shipped, in the order of time, as it stands now', async () => {
    const { acts, grouped, totals } = await timeline(part('P1'))
    expect(
      acts.map(({ act, side, standing, left, lots, first, lot }) => ({ act, side, standing, left, lots, first, isOne: lot !== null })),
    ).toEqual([
      { act: 'received', side: -1, standing: 'normal', left: true, lots: 1, first: 'S1', isOne: true },
      { act: 'made', side: 0, standing: 'normal', left: false, lots: 1, first: 'P1', isOne: true },
      { act: 'made', side: 1, standing: 'transferred', left: false, lots: 1, first: 'Q1', isOne: true },
      { act: 'shipped', side: 1, standing: 'transferred', left: false, lots: 1, first: 'Q1', isOne: true },
    ])
    expect(grouped).toBe(false)
    expect(totals).toMatchObject({ back: { lots: 1 }, forward: { lots: 1 } })
    for (const { sequence } of acts) expect(sequence).toBeGreaterThan(0)
    expect(acts.find(({ act }) => act === 'shipped')?.from).toBe('2026-03-02T00:40:00.000Z')
  })

  test('lots of one run are one, where they stand alike; a held one beside them', async () => {
    const run = 'R-TIME'
    await plant.ok(
      { type: 'start', run, workCenter: 'WC-1', at: 200 },
      { type: 'load', run, lot: steel('S1'), quantity: 30, at: 201 },
      ...['T1', 'T2', 'T3'].map((number, index) => ({ type: 'produce', run, lot: part(number), quantity: 10, at: 202 + index })),
      { type: 'finish', run, at: 210 },
      { type: 'hold', hold: 'H-T2', lots: [part('T2')], reason: 'bent', at: 211 },
    )
    const { acts } = await timeline(steel('S1'), { direction: 'forward' })
    const told = acts
      .filter(act => act.run === run)
      .map(({ lots, first, last, standing, workCenter, from, to }) => ({ lots, first, last, standing, workCenter, from, to }))
    const at = (minute: string): string => `2026-03-02T03:${minute}:00.000Z`
    expect(told).toEqual([
      { lots: 2, first: 'T1', last: 'T3', standing: 'normal', workCenter: 'WC-1', from: at('22'), to: at('24') },
      { lots: 1, first: 'T2', last: 'T2', standing: 'suspect', workCenter: 'WC-1', from: at('23'), to: at('23') },
    ])
  })

  test('as known before it was shipped, it was not', async () => {
    const { rows } = await at.pool.query('select min(sequence) as sequence from ledger where site = $1 and type = $2', [plant.site, 'ship'])
    const { acts } = await timeline(part('P1'), {
      asKnownAt: { sequence: (rows[0] as { sequence: number }).sequence - 1, site: plant.site },
    })
    expect(acts.map(({ act }) => act)).toEqual(['received', 'made', 'made'])
  })

  test('more lots than are weighed are all there, as they stand; not known to be certain', async () => {
    const { engine, pool } = plant.services
    const asked = { direction: 'both' as const, seeds: [{ ...steel('S2'), site: plant.site }] }
    const [weighed, counted] = [await timelineOf(engine, pool, asked), await timelineOf(engine, pool, asked, { weighedMax: 10 })]
    expect([weighed.counted, counted.counted, counted.grouped]).toEqual([false, true, false])
    const unsure = weighed.acts.map(act => ({ ...act, certain: act.side === 0 }))
    expect(counted.acts).toEqual(expect.arrayContaining(unsure))
    expect(counted.acts).toHaveLength(unsure.length)
  })

  test('more than are sent are grouped by place and time; each lot is in one of them', async () => {
    const { engine, pool } = plant.services
    const asked = { direction: 'forward' as const, seeds: [{ ...steel('S2'), site: plant.site }] }
    const all = await timelineOf(engine, pool, asked)
    const few = await timelineOf(engine, pool, asked, { most: 20 })
    expect([all.grouped, few.grouped]).toEqual([false, true])
    expect(few.acts.length).toBeLessThanOrEqual(20)
    const lots = (acts: { lots: number }[]): number => acts.reduce((sum, act) => sum + act.lots, 0)
    expect(lots(few.acts)).toBe(lots(all.acts))
    const span = (acts: { from: string; to: string }[]): unknown => [
      acts.map(one => one.from).sort()[0],
      acts
        .map(one => one.to)
        .sort()
        .at(-1),
    ]
    expect(span(few.acts)).toEqual(span(all.acts))
  })
})

test('how lots stand, for lists that say the same as the picture', async () => {
  const nodes = [...named(await picture(part('P1'))).values(), ...named(await picture(steel('S1'))).values()].filter(
    ({ lot }) => lot !== null,
  )
  const { lots } = await ask<{ lots: { lot: number; standing: string; left: boolean }[] }>(plant.services, 'POST /lots/standings', {
    lots: [...new Set(nodes.map(({ lot }) => lot))],
  })
  const told = new Map(lots.map(one => [one.lot, one]))
  for (const { lot, standing, left } of nodes) expect(told.get(lot ?? 0)).toMatchObject({ standing, left })
  expect(new Set(lots.map(({ standing }) => standing))).toEqual(new Set(['normal', 'suspect', 'transferred']))
  expect(await ask(plant.services, 'POST /lots/standings', { lots: [2_000_000_000] })).toEqual({ lots: [] })
})
