/** A series of a million serials, received as one lot: what is touched becomes a lot of its own, the rest stays one row. */
import { afterAll, describe, expect, it } from 'vitest'
import { expectSound, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import type { AsBuilt } from '../as-built/record.ts'

const at = testStore()
const lot = (number: string): { number: string } => ({ number })
const range = (from = 'A0000001', to = 'A1000000', more: object = {}): Sent => ({
  type: 'receive',
  vendor: 'V-1',
  vendorLot: 'VL-7',
  lot: { material: 'MOTOR', number: 'SER-1', heat: 'H-7', attributes: { revision: 'C' } },
  serials: { from, to, range: true },
  location: 'STORE',
  ...more,
})
const pump = (number: string): Sent => ({
  type: 'transform',
  inputs: [{ lot: lot('STEEL-1'), quantity: 1 }],
  outputs: [{ lot: { material: 'PUMP', number }, quantity: 1 }],
})
const install = (assembly: string, component: string): Sent => ({
  type: 'install',
  assembly: lot(assembly),
  component: { material: 'MOTOR', number: component },
})
const begun = (...more: Sent[]): Promise<Plant> => plantWithBasics(at, receive('STEEL', 'STEEL-1', 100), pump('P1'), range(), ...more)
const idOf = async (plant: Plant, number: string): Promise<number> => {
  const [row] = await plant.rows<{ id: number }>('select id from lot where site = $1 and number = $2', plant.site, number)
  return row?.id ?? 0
}
const motors = async (plant: Plant): Promise<string[]> =>
  (
    await plant.rows<{ text: string }>(
      `select number || ' ' || kind || ' ' || made::float8 as text from lot where site = $1 and material = 'MOTOR' and makings > 0 order by id`,
      plant.site,
    )
  ).map(row => row.text)

describe('a series of one million serials of which three are touched', () => {
  const touched: Sent[] = [
    install('P1', 'A0000005'),
    { type: 'ship', shipment: 'SH-A', customer: 'C-1', lots: [{ lot: lot('A0500000') }] },
    { type: 'hold', hold: 'H-A', lots: [lot('A1000000')], reason: 'dropped' },
  ]

  it('is four rows, and every piece is accounted for', async () => {
    const plant = await begun(
      ...touched.map(event =>
        event.type === 'ship' ? { ...event, shipment: 'SH-1' } : event.type === 'hold' ? { ...event, hold: 'H-1' } : event,
      ),
    )
    expect(await motors(plant)).toEqual(['SER-1 lot 1000000', 'A0000005 serial 1', 'A0500000 serial 1', 'A1000000 serial 1'])
    expect(await plant.onHand('SER-1')).toBe(999_997)
    expect(await plant.places('A1000000')).toEqual({ 'location:STORE': 1 })
    const types = await plant.rows<{ type: string }>(
      `select type from ledger where site = $1 and type in ('serialize', 'install', 'ship', 'hold') order by sequence`,
      plant.site,
    )
    expect(types.map(row => row.type)).toEqual(['serialize', 'install', 'serialize', 'ship', 'serialize', 'hold'])
  })

  it('is told by its ends wherever lots are listed', async () => {
    const plant = await begun()
    const { lots } = await ask<{ lots: { number: string; serials?: string }[] }>(plant.services, `GET /lots?site=${plant.site}`)
    expect(lots.map(({ number, serials }) => [number, serials])).toEqual(
      expect.arrayContaining([
        ['SER-1', 'A0000001..A1000000'],
        ['STEEL-1', undefined],
      ]),
    )
  })

  it('each is a serial like any other: whose it was, what it is in, where it went, what is held', async () => {
    const plant = await begun(...touched)
    const said = await ask<AsBuilt>(plant.services, `GET /lots/${await idOf(plant, 'P1')}/as-built`)
    expect(said.components.find(row => row.number === 'A0000005')).toMatchObject({
      material: 'MOTOR',
      quantity: '1',
      certainty: 'certain',
      vendor: 'V-1',
      vendorLot: 'VL-7',
      heat: 'H-7',
    })
    const back = await ask<{ lots: { number: string }[] }>(plant.services, 'POST /traces', {
      direction: 'back',
      seeds: [{ number: 'P1', site: plant.site }],
    })
    expect(back.lots.map(row => row.number).sort()).toEqual(['A0000005', 'SER-1', 'STEEL-1'])
    const shipped = await ask<AsBuilt>(plant.services, `GET /lots/${await idOf(plant, 'A0500000')}/as-built`)
    expect(shipped.lot).toMatchObject({ kind: 'serial', vendor: 'V-1', made: '1' })
    expect(shipped.shipments).toMatchObject([{ shipment: 'SH-A', quantity: '1' }])
    await plant.refused({ type: 'install', assembly: lot('P1'), component: { material: 'MOTOR', number: 'A1000000' } }, 'lot-on-hold')
    await plant.refused(install('P1', 'A0000005'), 'serial-already-installed')
  })

  it('one that nobody named is found, has a record, and came from where its series came from', async () => {
    const plant = await begun(...touched.slice(0, 1))
    const { lots } = await ask<{ lots: object[] }>(plant.services, `GET /lots?site=${plant.site}&search=A0777777`)
    expect(lots).toMatchObject([{ number: 'SER-1', matched: { kind: 'serialRange', value: 'A0777777' } }])
    const id = await idOf(plant, 'SER-1')
    expect((await ask<AsBuilt>(plant.services, `GET /lots/${id}/as-built?serial=A0777777`)).lot).toMatchObject({
      number: 'A0777777',
      kind: 'serial',
      made: '1',
      vendor: 'V-1',
      series: 'SER-1',
    })
    await expect(ask(plant.services, `GET /lots/${id}/as-built?serial=A0000005`), 'this one was touched').rejects.toMatchObject({
      status: 404,
    })
    await expect(ask(plant.services, `GET /lots/${id}/as-built?serial=A1000001`)).rejects.toMatchObject({ status: 404 })
    const trace = (direction: string): Promise<{ lots: object[] }> =>
      ask(plant.services, 'POST /traces', { direction, seeds: [{ number: 'A0777777', site: plant.site }] })
    expect((await trace('back')).lots).toEqual([])
    expect(await trace('forward')).toMatchObject({
      seeds: [{ number: 'A0777777' }],
      lots: [],
      ends: { quarantine: [{ number: 'A0777777', location: 'STORE', quantity: '1', certainty: 'certain' }] },
    })
  })

  it('one that nobody named went, and came back, as one piece', async () => {
    const away = await begun({ type: 'ship', shipment: 'SH-W', customer: 'C-1', lots: [{ lot: lot('SER-1') }] })
    const record = async (plant: Plant): Promise<AsBuilt> =>
      ask<AsBuilt>(plant.services, `GET /lots/${await idOf(plant, 'SER-1')}/as-built?serial=A0777777`)
    expect((await record(away)).shipments).toMatchObject([{ shipment: 'SH-W', quantity: '1', returned: '0' }])
    await away.ok({ type: 'return', shipment: 'SH-W', customer: 'C-1', lots: [{ lot: lot('SER-1') }], to: 'STORE', reason: 'noise' })
    expect((await record(away)).shipments).toMatchObject([{ shipment: 'SH-W', quantity: '0', returned: '1' }])
  })

  it('is made of one lot for certain only where there is no other it could be made of', async () => {
    const plant = await begun(receive('STEEL', 'STEEL-2', 100), receive('MOTOR', 'M-1', 1))
    const from = async (serials: { from: string; to: string }, ...numbers: string[]): Promise<string[]> => {
      await plant.ok({
        type: 'transform',
        inputs: numbers.map(number => ({ lot: lot(number), quantity: number.startsWith('STEEL') ? 10 : 1 })),
        outputs: [{ lot: { material: 'PUMP' }, serials, quantity: 20 }],
      })
      const id = await idOf(plant, `${serials.from}..${serials.to}`)
      const { components } = await ask<AsBuilt>(plant.services, `GET /lots/${id}/as-built?serial=${serials.from.slice(0, -1)}7`)
      return components.map(line => `${line.number} ${line.certainty}`).toSorted()
    }
    expect(await from({ from: 'T01', to: 'T20' }, 'STEEL-1')).toEqual(['STEEL-1 certain'])
    expect(await from({ from: 'W01', to: 'W20' }, 'STEEL-1', 'STEEL-2')).toEqual(['STEEL-1 possible', 'STEEL-2 possible'])
  })

  it('sent again it is the same: nothing is taken out twice', async () => {
    const plant = await begun()
    const event = plant.complete(install('P1', 'A0000009'))
    const first = await plant.send(event)
    expect(first).toMatchObject([{ status: 'recorded' }])
    expect(await plant.send(event)).toMatchObject([{ status: 'duplicate' }])
    expect(await plant.onHand('SER-1')).toBe(999_999)
  })

  it('a stream that names one again and again, at once, keeps its order', async () => {
    const plant = await begun()
    await plant.ok(
      install('P1', 'A0000020'),
      { type: 'remove', assembly: lot('P1'), component: lot('A0000020') },
      { type: 'hold', hold: 'H-S', lots: [lot('A0000020'), lot('A0000021')], reason: 'noisy' },
      { type: 'dispose', lots: [{ lot: lot('A0000021') }], disposition: 'scrap', reason: 'noisy' },
      { type: 'scrap', lot: lot('A0000022'), quantity: 1, reason: 'bent' },
    )
    expect(await plant.onHand('SER-1')).toBe(999_997)
    await plant.refused(
      { type: 'dispose', lots: [{ lot: lot('A0000023'), quantity: 2 }], disposition: 'scrap', reason: 'noisy' },
      'quantity-exceeds-balance',
    )
  })

  it('what is taken out of a series on hold is held', async () => {
    const plant = await begun({ type: 'hold', hold: 'H-T', lots: [lot('SER-1')], reason: 'doubt' })
    await plant.refused(install('P1', 'A0000030'), 'lot-on-hold')
    expect(await motors(plant)).toEqual(['SER-1 lot 1000000'])
  })

  it('an event that is refused takes nothing out', async () => {
    const plant = await begun()
    await plant.refused({ type: 'ship', shipment: 'SH-B', customer: 'NOBODY', lots: [{ lot: lot('A0000010') }] }, 'unknown-partner')
    await plant.refused({ type: 'scrap', lot: lot('A0000010'), quantity: 2, reason: 'bent' }, 'quantity-exceeds-balance')
    expect(await motors(plant)).toEqual(['SER-1 lot 1000000'])
  })
})

describe('a series is not mixed up', () => {
  it.each<[string, Sent, string]>([
    [
      'a serial that is in it already',
      { type: 'receive', vendor: 'V-1', lot: { material: 'MOTOR', number: 'A0000100' }, quantity: 1 },
      'lot-exists',
    ],
    ['a series that overlaps it', range('A1000000', 'A1000009', { lot: { material: 'MOTOR', number: 'SER-2' } }), 'lot-exists'],
    ['the same series again', range('B1', 'B5'), 'lot-exists'],
    ['ends that make no series', range('A1', 'B5', { lot: { material: 'MOTOR', number: 'SER-3' } }), 'invalid-event'],
    ['another count than it has', range('C1', 'C5', { quantity: 6, lot: { material: 'MOTOR', number: 'SER-4' } }), 'invalid-event'],
    ['a material without serials', range('D1', 'D5', { lot: { material: 'BOLT', number: 'SER-5' } }), 'invalid-event'],
    ['so many of it, without saying which', { type: 'scrap', lot: lot('SER-1'), quantity: 5, reason: 'bent' }, 'invalid-event'],
    ['a part of it moved', { type: 'move', lot: lot('SER-1'), quantity: 5, to: 'DOCK' }, 'invalid-event'],
    ['a part of it split off', { type: 'split', lot: lot('SER-1'), into: [{ number: 'X', quantity: 5 }] }, 'invalid-event'],
    ['a serial outside of it', { type: 'serialize', lot: lot('SER-1'), serials: ['A1000001'] }, 'invalid-event'],
    ['more counted than it stands for', { type: 'adjust', lot: lot('SER-1'), quantity: 1_000_001, reason: 'counted' }, 'lot-exists'],
  ])('%s is refused', async (_, event, code) => {
    const plant = await begun()
    await plant.refused(event, code)
  })

  it('a series in which a serial exists already is refused', async () => {
    const plant = await plantWithBasics(at, receive('MOTOR', 'E0000007', 1))
    await plant.refused(range('E0000001', 'E0000010'), 'lot-exists')
    await plant.ok(range('E0000008', 'E0000010'))
  })

  it('goes as a whole: moved, shipped', async () => {
    const plant = await begun(
      { type: 'move', lot: lot('SER-1'), to: 'DOCK' },
      { type: 'ship', shipment: 'SH-C', customer: 'C-1', lots: [{ lot: lot('SER-1') }] },
    )
    expect(await plant.onHand('SER-1')).toBe(0)
  })
})

describe('where there is a series', () => {
  it('any number of serials of another kind is received, made and split off, each asked for with the others', async () => {
    const plant = await begun(receive('STEEL', 'STEEL-2', 500))
    const numbers = (prefix: string) => Array.from({ length: 200 }, (_, index) => `${prefix}${1000 + index}`)
    await plant.ok(
      { type: 'receive', vendor: 'V-1', vendorLot: 'VL-8', lot: { material: 'MOTOR' }, serials: numbers('Q'), location: 'STORE' },
      { type: 'receive', vendor: 'V-1', lot: { material: 'MOTOR' }, serials: { from: 'R1000', to: 'R1199' }, location: 'STORE' },
      { type: 'split', lot: lot('STEEL-2'), into: numbers('W').map(number => ({ number, quantity: 1 })) },
    )
    const rows = await plant.rows<{ count: number }>(
      `select count(*)::int as count from lot where site = $1 and (number ~ '^[QRW]1')`,
      plant.site,
    )
    expect(rows[0]?.count).toBe(600)
  })
})

describe('part of a series is named by its ends', () => {
  it('and is a lot of its own from then on, as a series itself', async () => {
    const plant = await begun(
      { type: 'ship', shipment: 'SH-R', customer: 'C-1', lots: [{ lot: lot('A0000100..A0000199') }] },
      { type: 'hold', hold: 'H-R', lots: [lot('A0000201..A0000203')], reason: 'doubt' },
      install('P1', 'A0000200'),
      { type: 'move', lot: lot('A0000300..A0000399'), to: 'DOCK' },
      { type: 'scrap', lot: lot('A0000350'), quantity: 1, reason: 'bent' },
    )
    expect(await motors(plant)).toEqual([
      'SER-1 lot 1000000',
      'A0000100..A0000199 lot 100',
      'A0000201..A0000203 lot 3',
      'A0000200 serial 1',
      'A0000300..A0000399 lot 100',
      'A0000350 serial 1',
    ])
    expect(await plant.onHand('SER-1')).toBe(1_000_000 - 100 - 3 - 1 - 100)
    expect(await plant.places('A0000300..A0000399')).toEqual({ 'location:DOCK': 99 })
    await plant.refused({ type: 'install', assembly: lot('P1'), component: { material: 'MOTOR', number: 'A0000202' } }, 'lot-on-hold')
    const { lots } = await ask<{ lots: { number: string }[] }>(plant.services, `GET /lots?site=${plant.site}&search=A0000333`)
    expect(lots.map(row => row.number)).toEqual(['A0000300..A0000399'])
  })

  it.each<[string, string, string]>([
    ['a serial of it is a lot already', 'A0000001..A0000010', 'lot-exists'],
    ['part of it is another lot already', 'A0000150..A0000250', 'lot-exists'],
    ['it is larger than the series', 'A0999999..A1000002', 'unknown-lot'],
    ['it is backwards', 'A0000030..A0000020', 'invalid-event'],
    ['its ends have other letters', 'A0000020..B0000030', 'invalid-event'],
    ['it is of no series', 'Z0000020..Z0000030', 'unknown-lot'],
  ])('is refused where %s', async (_, number, code) => {
    const plant = await begun(install('P1', 'A0000005'), { type: 'move', lot: lot('A0000200..A0000299'), to: 'DOCK' })
    await plant.refused({ type: 'move', lot: lot(number), to: 'DOCK' }, code)
  })

  it('says what could be named instead', async () => {
    const plant = await begun(install('P1', 'A0000005'))
    const refusal = await plant.refused({ type: 'move', lot: lot('A0000001..A0000010'), to: 'DOCK' }, 'lot-exists')
    expect(refusal.detail).toContain('A0000001..A0000004, A0000006..A0000010')
  })

  it('two materials with the same serials are not mixed up', async () => {
    const plant = await begun(range('A0000001', 'A0000009', { lot: { material: 'PUMP', number: 'SER-P' } }))
    await plant.ok(install('P1', 'A0000005'))
    expect(await plant.onHand('SER-P')).toBe(9)
    await plant.refused({ type: 'move', lot: lot('A0000006'), to: 'DOCK' }, 'lot-ambiguous')
  })
})

describe('a series is made here as it is received', () => {
  const run: Sent[] = [
    { type: 'start', run: 'R-1', workCenter: 'WC-1' },
    { type: 'load', run: 'R-1', lot: lot('STEEL-2'), quantity: 2000 },
  ]
  const make = (more: object): Sent => ({ type: 'produce', run: 'R-1', lot: { material: 'MOTOR' }, quantity: 1000, ...more })

  it('in a run: one row, one event, one link to each lot it was made of', async () => {
    const plant = await plantWithBasics(at, receive('STEEL', 'STEEL-2', 5000), ...run, make({ serials: { from: 'M0001', to: 'M1000' } }))
    await plant.ok({ type: 'hold', hold: 'H-M', lots: [lot('M0500')], reason: 'noisy' })
    expect(await motors(plant)).toEqual(['M0001..M1000 lot 1000', 'M0500 serial 1'])
    const [links] = await plant.rows<{ count: number }>(
      `select count(*)::int as count from link k join lot l on l.id = k.child where l.site = $1 and l.number = 'M0001..M1000' and k.until is null`,
      plant.site,
    )
    expect(links?.count).toBe(1)
    const back = await ask<{ lots: { number: string }[] }>(plant.services, 'POST /traces', {
      direction: 'back',
      seeds: [{ number: 'M0500', site: plant.site }],
    })
    expect(back.lots.map(row => row.number).sort()).toEqual(['M0001..M1000', 'STEEL-2'])
  })

  it('numbered by the rule of the material', async () => {
    const plant = await plantWithBasics(at, receive('STEEL', 'STEEL-2', 5000), ...run, make({ quantity: 500 }), make({ quantity: 500 }))
    const [first, second] = await motors(plant)
    expect(first).toMatch(/^\d{5}-0001\.\.\d{5}-0500 lot 500$/)
    expect(second).toMatch(/^\d{5}-0501\.\.\d{5}-1000 lot 500$/)
    await plant.refused(make({ quantity: 9500 }), 'invalid-event')
  })

  it('by a transform, and out of a lot that was counted before it was numbered', async () => {
    const plant = await plantWithBasics(
      at,
      receive('STEEL', 'STEEL-2', 5000),
      {
        type: 'transform',
        inputs: [{ lot: lot('STEEL-2'), quantity: 100 }],
        outputs: [{ lot: { material: 'MOTOR', number: 'BATCH' }, quantity: 100, serials: { from: 'T001', to: 'T100' } }],
      },
      { type: 'serialize', lot: lot('STEEL-2'), serials: { from: 'S0001', to: 'S1000', range: true } },
      { type: 'scrap', lot: lot('S0400'), quantity: 1, reason: 'bent' },
    )
    expect(await motors(plant)).toEqual(['BATCH lot 100'])
    expect(await plant.onHand('S0001..S1000')).toBe(999)
  })

  it.each<[string, object]>([
    ['another count', { serials: { from: 'M1', to: 'M5' }, quantity: 6 }],
    ['no series', { serials: { from: 'M1', to: 'N5' }, quantity: 5 }],
    ['a material without serials', { lot: { material: 'BOLT' }, serials: { from: 'M1', to: 'M5' }, quantity: 5 }],
    ['half a piece', { quantity: 2.5 }],
  ])('%s is refused', async (_, more) => {
    const plant = await plantWithBasics(at, receive('STEEL', 'STEEL-2', 5000), ...run)
    await plant.refused(make(more), 'invalid-event')
  })
})

describe('a serial of a series that has gone', () => {
  const gone = (): Promise<Plant> =>
    begun(
      { type: 'ship', at: 600, shipment: 'SH-G', customer: 'C-1', lots: [{ lot: lot('SER-1') }] },
      { type: 'hold', at: 700, hold: 'H-G', lots: [lot('A0500017')], reason: 'recall' },
    )
  const shipped = async (plant: Plant, number: string): Promise<object[]> =>
    (await ask<AsBuilt>(plant.services, `GET /lots/${await idOf(plant, number)}/as-built`)).shipments

  it('went with it: nothing is shipped twice, and it can be held, returned and put right', async () => {
    const plant = await gone()
    expect(await shipped(plant, 'A0500017')).toMatchObject([{ shipment: 'SH-G', quantity: '1' }])
    expect(await shipped(plant, 'SER-1')).toMatchObject([{ shipment: 'SH-G', quantity: '999999' }])
    expect(await plant.onHand('SER-1')).toBe(0)
    const forward = await ask<{ ends: { call: object[] } }>(plant.services, 'POST /traces', {
      direction: 'forward',
      seeds: [{ number: 'A0500017', site: plant.site }],
    })
    expect(forward.ends.call).toMatchObject([{ number: 'A0500017', shipment: 'SH-G', quantity: '1', certainty: 'certain' }])
    await plant.ok(
      { type: 'return', at: 800, shipment: 'SH-G', customer: 'C-1', lots: [{ lot: lot('A0500017') }], to: 'STORE', reason: 'noisy' },
      { type: 'return', at: 801, shipment: 'SH-G', customer: 'C-1', lots: [{ lot: lot('A0500018') }], to: 'STORE', reason: 'noisy' },
    )
    expect(await plant.onHand('A0500018')).toBe(1)
    expect(await shipped(plant, 'SER-1')).toMatchObject([{ quantity: '999998' }])
  })

  it('so many of it cannot come back without saying which', async () => {
    const plant = await gone()
    await plant.refused(
      { type: 'return', shipment: 'SH-G', customer: 'C-1', lots: [{ lot: lot('SER-1'), quantity: 5 }], to: 'STORE', reason: 'noisy' },
      'invalid-event',
    )
  })

  it('the shipment is corrected only after what was taken out of it', async () => {
    const plant = await gone()
    const events = await plant.rows<{ id: string; type: string }>(
      'select id, type from ledger where site = $1 order by sequence',
      plant.site,
    )
    const of = (type: string): string => events.find(event => event.type === type)?.id ?? ''
    await plant.refused({ type: 'correct', event: of('ship'), reason: 'not shipped' }, 'used-downstream')
    await plant.ok(
      { type: 'correct', event: of('hold'), reason: 'not held' },
      { type: 'correct', event: of('serialize'), reason: 'not named' },
      { type: 'correct', event: of('ship'), reason: 'not shipped' },
    )
    expect(await plant.onHand('SER-1')).toBe(1_000_000)
  })
})

describe('a recall of serials that nobody has named', () => {
  const simulate = (
    plant: Plant,
    numbers: string[],
  ): Promise<{ simulation: string; customers: object[]; balance: object[]; ends: { call: object[] } }> =>
    ask(plant.services, 'POST /recalls/simulations', { seeds: numbers.map(number => ({ number, site: plant.site })) })

  it('names those serials, who has them, and nothing else', async () => {
    const plant = await begun(
      { type: 'ship', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: lot('A0000001..A0000100') }] },
      { type: 'ship', shipment: 'SH-2', customer: 'C-1', lots: [{ lot: lot('SER-1') }] },
    )
    const before = await plant.fingerprint()
    const found = await simulate(plant, ['A0000050', 'A0500017', 'A0500018'])
    expect(found.ends.call).toMatchObject([
      { number: 'A0000050', shipment: 'SH-1', quantity: '1', certainty: 'certain' },
      { number: 'A0500017', shipment: 'SH-2', quantity: '1', certainty: 'certain' },
      { number: 'A0500018', shipment: 'SH-2', quantity: '1', certainty: 'certain' },
    ])
    expect(found.customers).toMatchObject([{ customer: 'C-1', lots: 3, quantity: [{ quantity: '3' }], shipments: ['SH-1', 'SH-2'] }])
    expect(found.balance).toMatchObject([
      { number: 'A0500017', made: '1', call: '1', percent: '100' },
      { number: 'A0500018', made: '1', call: '1' },
      { number: 'A0000050', made: '1', call: '1' },
    ])
    expect(await plant.fingerprint()).toEqual(before)
  })

  it('is opened as it was simulated, and holds these alone', async () => {
    const plant = await begun({ type: 'ship', shipment: 'SH-3', customer: 'C-1', lots: [{ lot: lot('SER-1') }] })
    const { simulation } = await simulate(plant, ['A0500017'])
    const body = { site: plant.site, seeds: [{ number: 'A0500017' }], reason: 'noisy', simulation }
    await ask(plant.services, 'POST /recalls', body)
    expect(await motors(plant)).toEqual(['SER-1 lot 1000000', 'A0500017 serial 1'])
    const after = await simulate(plant, ['A0500017'])
    expect(after.ends.call).toMatchObject([{ number: 'A0500017', shipment: 'SH-3', quantity: '1' }])
  })
})

describe('a correction', () => {
  it('of the receipt keeps what was taken out of it, and its size', async () => {
    const plant = await begun(install('P1', 'A0000005'))
    const [event] = await plant.rows<{ id: string }>(
      `select id from ledger where site = $1 and body::jsonb->'lot'->>'number' = 'SER-1' and type = 'receive'`,
      plant.site,
    )
    const replacement = (more: Sent): object => ({ type: 'correct', event: event?.id, reason: 'misread', replacement: { ...more, at: 2 } })
    await plant.refused(replacement(range('A0000006', 'A1000000')) as Sent, 'lot-exists')
    await plant.refused({ type: 'correct', event: event?.id, reason: 'never came' }, 'used-downstream')
    await plant.ok(replacement(range('A0000001', 'A0900000', { vendorLot: 'VL-8' })) as Sent)
    expect(await plant.onHand('SER-1')).toBe(899_999)
  })

  it('is tried out with a serial that nobody has named', async () => {
    const plant = await begun(install('P1', 'A0000005'))
    const [event] = await plant.rows<{ id: string }>(`select id from ledger where site = $1 and type = 'install'`, plant.site)
    const before = await plant.fingerprint()
    const seen = await ask<{ refused: unknown; lots: { first: { number: string }[] } }>(plant.services, 'POST /corrections/preview', {
      site: plant.site,
      event: event?.id,
      replacement: plant.complete(install('P1', 'A0000006')),
    })
    expect(seen.refused).toBeNull()
    expect(seen.lots.first.map(row => row.number).sort()).toEqual(['A0000005', 'SER-1'])
    expect(await plant.fingerprint()).toEqual(before)
  })
})

afterAll(() => expectSound(at), 120_000)
