import { describe, expect, it } from 'vitest'
import type { CaptureResult } from '../../../src/capabilities/capture.ts'
import { expectSound, opening, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const begun = (...more: Sent[]): Promise<Plant> => plantWithBasics(at, ...more)
const idOf = (result: CaptureResult | undefined): string => result?.id ?? ''
/** Records the events and answers their ids. */
const ids = async (plant: Plant, ...events: Sent[]): Promise<string[]> => (await plant.ok(...events)).map(idOf)
const correct = (event: string | undefined, replacement?: Sent): Sent => ({
  type: 'correct',
  event,
  reason: 'said wrong',
  ...(replacement ? { replacement } : {}),
})
const scrap = (number: string, quantity: number): Sent => ({ type: 'scrap', lot: { number }, quantity, reason: 'rust' })
const identifiers = async (plant: Plant, number: string): Promise<string[]> =>
  (
    await plant.rows<{ text: string }>(
      `select i.kind || ' ' || i.value as text from identifier i join lot l on l.id = i.lot where l.site = $1 and l.number = $2 and i.until is null order by 1`,
      plant.site,
      number,
    )
  ).map(row => row.text)

describe('what is received', () => {
  const named = (more: object): object => ({ lot: { material: 'STEEL', number: 'S-1', ...more } })
  const deliveries: [string, object, object, number | null, string[]][] = [
    [
      'each delivery names it',
      { customerLot: 'C-7' },
      { customerLot: 'C-8', dateCode: '2610' },
      null,
      ['customerLot C-7', 'customerLot C-8', 'dateCode 2610'],
    ],
    [
      'alike, and the first was not',
      { customerLot: 'C-7', heat: 'H-1' },
      { customerLot: 'C-7', heat: 'H-1' },
      0,
      ['customerLot C-7', 'heat H-1'],
    ],
    ['alike, and the second was not', { customerLot: 'C-7' }, { customerLot: 'C-7', dateCode: '2610' }, 1, ['customerLot C-7']],
    ['and only the second, which was not', {}, { heat: 'H-1' }, 1, []],
    ['and only the first, which was not', { dateCode: '2610' }, {}, 0, []],
  ]
  it.each(deliveries)('%s', async (_, first, second, wrong, names) => {
    const plant = await begun()
    const done = await ids(plant, ...[first, second].map(more => receive('STEEL', 'S-1', 10, { vendorLot: 'A', ...named(more) })))
    if (wrong !== null) await plant.ok(correct(done[wrong]))
    expect([...new Set(await identifiers(plant, 'S-1'))]).toEqual([...names, 'vendorLot A'].sort())
    expect(await plant.onHand('S-1')).toBe(wrong === null ? 20 : 10)
  })

  it('void: the lot is gone and its number free', async () => {
    const plant = await begun()
    const [receipt] = await ids(plant, receive('STEEL', 'S-1', 10))
    await plant.ok(correct(receipt))
    await plant.refused(scrap('S-1', 1), 'unknown-lot', '/lot/number')
    await plant.ok(receive('STEEL', 'S-1', 7, { vendor: 'V-2', vendorLot: 'other' }))
    expect(await plant.onHand('S-1')).toBe(7)
    expect(await identifiers(plant, 'S-1')).toEqual(['vendorLot other'])
  })

  it('replaced: the same lot with what is right, in the place of the first', async () => {
    const plant = await begun()
    const [receipt] = await ids(plant, receive('STEEL', 'S-1', 10), scrap('S-1', 3))
    await plant.ok(correct(receipt, receive('STEEL', 'S-1', 100, { vendorLot: 'VL-right' })))
    expect(await plant.onHand('S-1')).toBe(97)
    expect(await identifiers(plant, 'S-1')).toEqual(['vendorLot VL-right'])
  })

  it('of another kind: a lot that should have been a serial', async () => {
    const plant = await begun({ type: 'material', code: 'VALVE', unit: 'ea', tracking: 'lot' })
    const [receipt] = await ids(plant, receive('VALVE', 'X-1', 5))
    await plant.ok(correct(receipt), { type: 'material', code: 'VALVE', unit: 'ea', tracking: 'serial' }, receive('VALVE', 'X-1', 1))
    expect(await plant.rows('select kind from lot where site = $1', plant.site)).toEqual([{ kind: 'serial' }])
  })

  it('one of two deliveries: the other stays, and so does the vendor lot it is found by', async () => {
    const plant = await begun()
    const [first] = await ids(plant, receive('STEEL', 'S-1', 10), receive('STEEL', 'S-1', 5))
    await plant.ok(correct(first))
    expect(await plant.onHand('S-1')).toBe(5)
    expect(await identifiers(plant, 'S-1')).toEqual(['vendorLot VL-S-1'])
  })

  const leaning: [string, Sent][] = [
    [
      'used',
      { type: 'transform', inputs: [{ lot: { number: 'S-1' }, quantity: 5 }], outputs: [{ lot: { material: 'PART' }, quantity: 1 }] },
    ],
    ['scrapped', scrap('S-1', 5)],
    ['used up and counted back', { type: 'adjust', lot: { number: 'S-1' }, quantity: 0, reason: 'count' }],
    ['moved', { type: 'move', lot: { number: 'S-1' }, to: 'DOCK' }],
    ['measured', { type: 'collect', lots: [{ lot: { number: 'S-1' } }], values: [{ characteristic: 'D', value: 1 }] }],
    ['held', { type: 'hold', hold: 'H', lots: [{ lot: { number: 'S-1' } }], reason: 'suspect' }],
    ['loaded', { type: 'load', run: 'R-0', lot: { number: 'S-1' } }],
  ]
  it.each(leaning)('used-downstream when it was %s since', async (_, event) => {
    const plant = await begun({ type: 'start', run: 'R-0' })
    const [receipt] = await ids(plant, receive('STEEL', 'S-1', 10), event)
    await plant.refused(correct(receipt), 'used-downstream', '/event')
  })

  it('replaced by too little for what was used since', async () => {
    const plant = await begun()
    const [receipt] = await ids(plant, receive('STEEL', 'S-1', 10), scrap('S-1', 6))
    await plant.refused(correct(receipt, receive('STEEL', 'S-1', 5)), 'used-downstream', '/event')
    await plant.ok(correct(receipt, receive('STEEL', 'S-1', 6)))
    expect(await plant.onHand('S-1')).toBe(0)
  })

  it('moved meanwhile: the books of the places are brought in line', async () => {
    const plant = await begun()
    const [receipt] = await ids(plant, receive('STEEL', 'S-1', 10), { type: 'move', lot: { number: 'S-1' }, to: 'DOCK' })
    await plant.ok(correct(receipt, receive('STEEL', 'S-1', 8)))
    expect(await plant.places('S-1')).toEqual({ 'location:DOCK': 8 })
  })
})

describe('corrections of corrections', () => {
  it('an event is corrected once; then its replacement is', async () => {
    const plant = await begun()
    const [receipt] = await ids(plant, receive('STEEL', 'S-1', 10))
    const [correction] = await plant.ok(correct(receipt, { ...receive('STEEL', 'S-1', 20), id: '6f1c2ba6-0a3c-4a0e-9b61-0f4f6c1b7a01' }))
    await plant.refused(correct(receipt), 'already-corrected', '/event')
    await plant.refused(correct(correction?.id ?? ''), 'invalid-event', '/event')
    await plant.ok(correct('6f1c2ba6-0a3c-4a0e-9b61-0f4f6c1b7a01', receive('STEEL', 'S-1', 30)))
    expect(await plant.onHand('S-1')).toBe(30)
    await plant.refused(correct('6f1c2ba6-0a3c-4a0e-9b61-0f4f6c1b7a01'), 'already-corrected', '/event')
  })

  it('a correction sent again is a duplicate, and so is its replacement', async () => {
    const plant = await begun()
    const [receipt] = await ids(plant, receive('STEEL', 'S-1', 10))
    const correction = plant.complete(correct(receipt, receive('STEEL', 'S-1', 20)))
    await plant.ok(correction)
    const [again, replacement] = await plant.send(correction, correction.replacement as Sent)
    expect([again?.status, replacement?.status]).toEqual(['duplicate', 'duplicate'])
    expect(await plant.onHand('S-1')).toBe(20)
  })

  const refused: [string, (receipt: string) => Sent, string, string][] = [
    ['an event that is not there', () => correct('00000000-0000-4000-8000-00000000abcd'), 'unknown-event', '/event'],
    ['no reason', receipt => ({ type: 'correct', event: receipt }), 'invalid-event', '/reason'],
    ['an empty reason', receipt => ({ type: 'correct', event: receipt, reason: '' }), 'invalid-event', '/reason'],
    [
      'a replacement at another site',
      receipt => correct(receipt, { ...receive('STEEL', 'S-1', 1), site: 'elsewhere' }),
      'invalid-event',
      '/replacement/site',
    ],
    [
      'a replacement under the id of the first',
      receipt => correct(receipt, { ...receive('STEEL', 'S-1', 1), id: receipt }),
      'invalid-event',
      '/replacement/id',
    ],
    [
      'a replacement that is refused',
      receipt => correct(receipt, receive('GOLD', 'S-1', 1)),
      'unknown-material',
      '/replacement/lot/material',
    ],
    [
      'a replacement with a quantity that is none',
      receipt => correct(receipt, receive('STEEL', 'S-1', -1)),
      'invalid-event',
      '/replacement/quantity',
    ],
    ['a replacement that is a correction', receipt => correct(receipt, correct(receipt)), 'invalid-event', '/replacement/type'],
    [
      'a replacement from the future',
      receipt => correct(receipt, { ...receive('STEEL', 'S-1', 1), at: '2026-05-01T00:00:00Z' }),
      'time-in-future',
      '/replacement/at',
    ],
  ]
  it.each(refused)('refuses %s', async (_, event, code, pointer) => {
    const plant = await begun()
    const [receipt] = await ids(plant, receive('STEEL', 'S-1', 10))
    await plant.refused(event(receipt ?? ''), code, pointer)
  })

  it('of another site it knows nothing', async () => {
    const [here, there] = [await begun(), await begun()]
    const [receipt] = await ids(there, receive('STEEL', 'S-1', 10))
    await here.refused(correct(receipt), 'unknown-event', '/event')
  })

  it('a badge in a replacement is kept as the person', async () => {
    const plant = await begun()
    const [receipt] = await ids(plant, receive('STEEL', 'S-1', 10))
    await plant.ok(correct(receipt, { ...receive('STEEL', 'S-1', 9), by: 'badge-anna' }))
    expect(await plant.rows(`select 1 from ledger where body like '%badge-anna%'`)).toEqual([])
  })

  it('a replacement keeps the time that was written, however it was written', async () => {
    const plant = await begun()
    const [receipt] = await ids(plant, receive('STEEL', 'S-1', 10))
    await plant.ok(correct(receipt, { ...receive('STEEL', 'S-1', 9), at: '2026-03-02T08:00:00,5+0100' }))
    expect(
      (
        await plant.rows<{ at: number }>(
          `select m.at from movement m join lot l on l.id = m.lot where l.site = $1 and m.until is null`,
          plant.site,
        )
      ).map(row => Number(row.at)),
    ).toEqual([Date.parse('2026-03-02T07:00:00.500Z')])
  })
})

describe('in runs', () => {
  const orders: Sent[] = [
    {
      type: 'workOrder',
      number: 'WO-1',
      material: 'TRAY',
      quantity: 100,
      operations: [{ sequence: 10, name: 'Fill', workCenter: 'WC-1', components: [{ material: 'BOLT', per: 1 }] }],
    },
  ]
  const stocked = (): Promise<Plant> => begun(...orders, receive('BOLT', 'B-1', 100), receive('BOLT', 'B-2', 100))
  const load = (number: string, quantity?: number): Sent => ({
    type: 'load',
    run: 'R-1',
    lot: { number },
    position: 'X',
    ...(quantity === undefined ? {} : { quantity }),
  })
  const produce = (number: string, quantity: number): Sent => ({ type: 'produce', run: 'R-1', lot: { number }, quantity })
  const start: Sent = { type: 'start', run: 'R-1', workOrder: 'WO-1' }

  it('a load of the wrong lot, replaced: the outputs are made of the right one', async () => {
    const plant = await stocked()
    const [, wrong] = await ids(plant, start, load('B-1', 50), produce('T-1', 30))
    await plant.ok(correct(wrong, { ...load('B-2', 50), at: 101 }))
    expect(await plant.links('T-1')).toEqual([])
    const [, second] = await ids(
      plant,
      { ...start, run: 'R-2' },
      { ...load('B-1', 50), run: 'R-2', at: 200 },
      { ...produce('T-2', 30), run: 'R-2', at: 210 },
    )
    await plant.ok(correct(second, { ...load('B-2', 50), run: 'R-2', at: 200 }))
    expect(await plant.links('T-2')).toEqual(['B-2 30 of 30'])
    expect([await plant.onHand('B-1'), await plant.onHand('B-2')]).toEqual([100, 0])
  })

  it('a report of the output, replaced and voided', async () => {
    const plant = await stocked()
    const [, , report] = await ids(
      plant,
      start,
      load('B-1', 50),
      { ...produce('T-1', 30), at: 60 },
      { ...produce('T-2', 10), at: 70 },
      { type: 'finish', run: 'R-1', at: 80 },
    )
    await plant.ok(correct(report, { ...produce('T-1', 20), at: 60 }))
    expect([await plant.links('T-1'), await plant.links('T-2')]).toEqual([['B-1 20 of 20'], ['B-1 10 of 10']])
    expect(await plant.onHand('T-1')).toBe(20)
  })

  it('a start: the run is not known any more, or starts as it should have', async () => {
    const plant = await stocked()
    const [wrong] = await ids(plant, { type: 'start', run: 'R-1' })
    await plant.ok(correct(wrong, start), load('B-1', 50), produce('T-1', 10))
    expect(await plant.links('T-1')).toEqual(['B-1 10 of 10'])
    const [second] = await ids(plant, { type: 'start', run: 'R-2' })
    await plant.ok(correct(second))
    await plant.refused({ type: 'finish', run: 'R-2' }, 'unknown-run', '/run')
    await plant.ok({ type: 'start', run: 'R-2' })
  })

  it('a start with something reported on it is used downstream', async () => {
    const plant = await stocked()
    const [begin] = await ids(plant, start, load('B-1', 5))
    await plant.refused(correct(begin), 'used-downstream', '/event')
  })

  it('a finish: the run is open again', async () => {
    const plant = await stocked()
    const [, , end] = await ids(plant, start, load('B-1', 50), { type: 'finish', run: 'R-1' })
    expect(await plant.openEnds()).toEqual(['B-1 unaccounted-quantity'])
    await plant.ok(correct(end), produce('T-1', 50))
    expect(await plant.openEnds()).toEqual([])
  })

  it('a load that was taken off later', async () => {
    const plant = await stocked()
    const [, loaded] = await ids(plant, start, load('B-1', 50), { type: 'unload', run: 'R-1', lot: { number: 'B-1' }, quantity: 20 })
    await plant.refused(correct(loaded), 'used-downstream', '/event')
  })

  it('an output that was used since', async () => {
    const plant = await stocked()
    const [, , report] = await ids(plant, start, load('B-1', 50), produce('T-1', 30), scrap('T-1', 1))
    await plant.refused(correct(report), 'used-downstream', '/event')
  })
})

describe('master data', () => {
  it('the last statement: the one before is true again', async () => {
    const plant = await begun()
    const [, wrong] = await ids(plant, { type: 'location', code: 'L', name: 'right' }, { type: 'location', code: 'L', name: 'wrong' })
    await plant.ok(correct(wrong))
    expect(
      await plant.rows(`select body->>'name' as name from master where site = $1 and code = 'L' and until is null`, plant.site),
    ).toEqual([{ name: 'right' }])
  })

  it('a statement in between: the last one stays true', async () => {
    const plant = await begun()
    const [, wrong] = await ids(plant, ...['first', 'wrong', 'last'].map(name => ({ type: 'location', code: 'L', name })))
    await plant.ok(correct(wrong))
    expect(
      await plant.rows(`select body->>'name' as name from master where site = $1 and code = 'L' and until is null`, plant.site),
    ).toEqual([{ name: 'last' }])
  })

  it('the unit of a material, as long as there is nothing of it', async () => {
    const plant = await begun()
    const gold = (unit: string): Sent => ({ type: 'material', code: 'GOLD', unit })
    const [wrong] = await ids(plant, gold('kg'))
    const right = plant.complete(gold('g'))
    await plant.ok(correct(wrong, right))
    const [received] = await ids(plant, receive('GOLD', 'G-1', 5))
    await plant.refused(correct(right.id, gold('kg')), 'used-downstream', '/event')
    await plant.ok(correct(right.id, { ...gold('g'), description: 'fine' }))
    await plant.ok(correct(received))
    const [last] = await plant.rows<{ id: string }>('select id from replacement order by since desc limit 1')
    await plant.ok(correct(last?.id ?? '', gold('kg')), receive('GOLD', 'G-1', 5))
    expect(await plant.rows(`select unit, made::int from lot where site = $1 and number = 'G-1'`, plant.site)).toEqual([
      { unit: 'kg', made: 5 },
    ])
  })

  it('the only statement of a material cannot go, of a location it can', async () => {
    const plant = await begun()
    const [gold, moon] = await ids(plant, { type: 'material', code: 'GOLD' }, { type: 'location', code: 'MOON' })
    await plant.refused(correct(gold), 'used-downstream', '/event')
    await plant.ok(correct(moon))
    await plant.refused(receive('STEEL', 'S-1', 1, { location: 'MOON' }), 'unknown-location', '/location')
  })

  it('a badge that was given to the wrong person', async () => {
    const plant = await begun()
    const [wrong] = await ids(plant, { type: 'person', code: 'BERT', badge: 'badge-2' })
    await plant.ok(correct(wrong), { type: 'person', code: 'CARL', badge: 'badge-2' })
    const [result] = await plant.ok({ ...opening('PART', 'P-1', 1), by: 'badge-2' })
    expect((await plant.event(result?.id ?? null)).by).toBe('CARL')
  })
})

describe('holds, shipments, returns, renumberings', () => {
  const hold: Sent = { type: 'hold', hold: 'H-1', lots: [{ lot: { number: 'S-1' } }], reason: 'suspect' }
  const release: Sent = { type: 'release', hold: 'H-1', reason: 'checked' }
  const ship = (number: string): Sent => ({ type: 'ship', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { number } }] })

  it('a hold that was placed by mistake', async () => {
    const plant = await begun(receive('STEEL', 'S-1', 10))
    const [placed] = await ids(plant, hold)
    await plant.refused(ship('S-1'), 'lot-on-hold', '/lots/0/lot')
    await plant.ok(correct(placed), hold)
    await plant.refused(ship('S-1'), 'lot-on-hold', '/lots/0/lot')
  })

  it('a release that was given by mistake: the lot is held again', async () => {
    const plant = await begun(receive('STEEL', 'S-1', 10), hold)
    const [released] = await ids(plant, release)
    await plant.ok(correct(released))
    await plant.refused(ship('S-1'), 'lot-on-hold', '/lots/0/lot')
    await plant.ok(release, ship('S-1'))
  })

  it('a decision that was wrong: the lot is held again', async () => {
    const plant = await begun(receive('STEEL', 'S-1', 10), hold)
    const [decided] = await ids(plant, { type: 'dispose', lots: [{ lot: { number: 'S-1' } }], disposition: 'use-as-is', reason: 'checked' })
    await plant.ok(correct(decided))
    await plant.refused(ship('S-1'), 'lot-on-hold', '/lots/0/lot')
  })

  it('a shipment: the quantity is back; one that came back since is not', async () => {
    const plant = await begun(receive('STEEL', 'S-1', 10), receive('STEEL', 'S-2', 10))
    const [shipped] = await ids(plant, ship('S-1'))
    await plant.ok(correct(shipped))
    expect(await plant.places('S-1')).toEqual({ 'location:STORE': 10 })
    const [second, returned] = await ids(plant, ship('S-2'), {
      type: 'return',
      shipment: 'SH-1',
      customer: 'C-1',
      lots: [{ lot: { number: 'S-2' }, quantity: 4 }],
      reason: 'wrong',
    })
    await plant.refused(correct(second), 'used-downstream', '/event')
    await plant.ok(correct(returned))
    expect(await plant.onHand('S-2')).toBe(0)
    await plant.ok(correct(second))
    expect(await plant.onHand('S-2')).toBe(10)
  })

  it('the first of two loads of one shipment: the shipment of the other stays', async () => {
    const plant = await begun(receive('STEEL', 'S-1', 10), receive('STEEL', 'S-2', 10))
    const [first] = await ids(plant, ship('S-1'), ship('S-2'))
    await plant.ok(correct(first))
    expect(await plant.rows('select shipment, customer from shipment where site = $1 and until is null', plant.site)).toEqual([
      { shipment: 'SH-1', customer: 'C-1' },
    ])
    await plant.ok({ type: 'return', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { number: 'S-2' } }], reason: 'wrong' })
  })

  it('a renumbering: the number is back and the other free; one that was renumbered on is not', async () => {
    const plant = await begun(receive('STEEL', 'S-1', 10))
    const [renumbered] = await ids(plant, { type: 'renumber', lot: { number: 'S-1' }, number: 'S-2' })
    await plant.ok(correct(renumbered), receive('STEEL', 'S-2', 3))
    expect([await plant.onHand('S-1'), await plant.onHand('S-2')]).toEqual([10, 3])
    const [once] = await ids(
      plant,
      { type: 'renumber', lot: { number: 'S-1' }, number: 'S-3' },
      { type: 'renumber', lot: { number: 'S-3' }, number: 'S-4' },
    )
    await plant.refused(correct(once), 'used-downstream', '/event')
  })

  it('a renumbering, replaced by another number or by the same', async () => {
    const plant = await begun(receive('STEEL', 'S-1', 10))
    const [renumbered] = await ids(plant, { type: 'renumber', lot: { number: 'S-1' }, number: 'S-2' })
    await plant.ok(
      correct(renumbered, {
        type: 'renumber',
        lot: { number: 'S-1' },
        number: 'S-2',
        note: 'as the label says',
        id: '6f1c2ba6-0a3c-4a0e-9b61-0f4f6c1b7a02',
      }),
    )
    await plant.ok(correct('6f1c2ba6-0a3c-4a0e-9b61-0f4f6c1b7a02', { type: 'renumber', lot: { number: 'S-1' }, number: 'S-3' }))
    expect(await plant.onHand('S-3')).toBe(10)
    expect(await identifiers(plant, 'S-3')).toEqual(['formerNumber S-1', 'vendorLot VL-S-1'])
  })
})

describe('assemblies and containers', () => {
  const pumps = (...more: Sent[]): Promise<Plant> =>
    begun(receive('MOTOR', 'M-1', 1), opening('PUMP', 'U-1', 1), opening('PUMP', 'U-2', 1), receive('BOLT', 'B-1', 10), ...more)
  const install = (assembly: string, component: string, more: object = {}): Sent => ({
    type: 'install',
    assembly: { number: assembly },
    component: { number: component },
    ...more,
  })
  const remove = (assembly: string, component: string, more: object = {}): Sent => ({
    type: 'remove',
    assembly: { number: assembly },
    component: { number: component },
    ...more,
  })

  it('an installation: the component is back; one that was removed since is not', async () => {
    const plant = await pumps()
    const [installed] = await ids(plant, install('U-1', 'M-1'))
    await plant.ok(correct(installed))
    expect([await plant.onHand('M-1'), await plant.links('U-1')]).toEqual([1, []])
    const [again] = await ids(plant, install('U-2', 'M-1'), remove('U-2', 'M-1'))
    await plant.refused(correct(again), 'used-downstream', '/event')
  })

  it('a removal: the component is in there again', async () => {
    const plant = await pumps(install('U-1', 'M-1'))
    const [removed] = await ids(plant, remove('U-1', 'M-1'))
    await plant.ok(correct(removed))
    expect([await plant.onHand('M-1'), await plant.links('U-1')]).toEqual([0, ['M-1 1 of 1']])
    await plant.refused(install('U-2', 'M-1'), 'serial-already-installed', '/component')
  })

  it('a removal of a part after which more was removed', async () => {
    const plant = await pumps(install('U-1', 'B-1', { quantity: 10 }))
    const [first, second] = await ids(plant, remove('U-1', 'B-1', { quantity: 4 }), remove('U-1', 'B-1', { quantity: 3 }))
    await plant.refused(correct(first), 'used-downstream', '/event')
    await plant.ok(correct(second))
    expect(await plant.onHand('B-1')).toBe(4)
    expect((await plant.links('U-1')).sort()).toEqual(['B-1 4 of 4 removed', 'B-1 6 of 6'])
  })

  it('a removal of what a run had built in', async () => {
    const plant = await pumps(
      { type: 'start', run: 'R-1' },
      { type: 'load', run: 'R-1', lot: { number: 'M-1' }, quantity: 1 },
      { type: 'produce', run: 'R-1', lot: { material: 'PUMP', number: 'U-3' }, quantity: 1 },
      { type: 'finish', run: 'R-1' },
    )
    const [removed] = await ids(plant, remove('U-3', 'M-1'))
    expect(await plant.links('U-3')).toEqual(['M-1 1 of 1 removed'])
    await plant.ok(correct(removed))
    expect([await plant.onHand('M-1'), await plant.links('U-3')]).toEqual([0, ['M-1 1 of 1']])
  })

  it('the first packing of a container that has something else in it', async () => {
    const plant = await pumps(receive('STEEL', 'S-1', 10))
    const pack = (number: string): Sent => ({ type: 'pack', container: 'BOX', contents: [{ lot: { number } }] })
    const [first] = await ids(plant, pack('S-1'), pack('B-1'))
    await plant.ok(correct(first))
    expect([await plant.places('S-1'), await plant.places('B-1')]).toEqual([{ 'location:STORE': 10 }, { 'container:BOX': 10 }])
    await plant.ok({ type: 'unpack', container: 'BOX' })
  })

  it('a move of a container that has since taken in what it stood in', async () => {
    const plant = await pumps(
      { type: 'pack', container: 'OUTER', contents: [{ lot: { number: 'B-1' }, quantity: 1 }], to: 'STORE' },
      { type: 'pack', container: 'INNER', contents: [{ lot: { number: 'B-1' }, quantity: 1 }] },
      { type: 'move', container: 'INNER', to: 'OUTER' },
    )
    const [moved] = await ids(
      plant,
      { type: 'move', container: 'INNER', to: 'DOCK' },
      { type: 'pack', container: 'INNER', contents: [{ container: 'OUTER' }] },
    )
    await plant.refused(correct(moved), 'used-downstream', '/event')
  })

  it('a move of a container that was moved on', async () => {
    const plant = await pumps({ type: 'pack', container: 'BOX', contents: [{ lot: { number: 'B-1' } }], to: 'STORE' })
    const [moved] = await ids(plant, { type: 'move', container: 'BOX', to: 'DOCK' }, { type: 'move', container: 'BOX', to: 'WC-1' })
    await plant.ok(correct(moved))
    expect(await plant.rows('select place from container where site = $1 and until is null', plant.site)).toEqual([
      { place: 'workCenter:WC-1' },
    ])
  })
})

describe('what was short before', () => {
  it('may be corrected although it stays short', async () => {
    const plant = await begun(receive('STEEL', 'S-1', 10))
    const [first] = await plant.send({ ...scrap('S-1', 15), late: true })
    const [second] = await plant.send({ ...scrap('S-1', 5), late: true })
    expect([first?.status, second?.status, await plant.onHand('S-1')]).toEqual(['exception', 'exception', -10])
    await plant.ok(correct(second?.id ?? ''))
    expect(await plant.onHand('S-1')).toBe(-5)
    expect(await plant.exceptions()).toEqual(['quantity-exceeds-balance'])
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
