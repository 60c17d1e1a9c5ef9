import { describe, expect, it } from 'vitest'
import { expectSound, opening, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const begun = (...more: Sent[]): Promise<Plant> => plantWithBasics(at, ...more)
const lots = (...more: Sent[]): Promise<Plant> =>
  begun(receive('STEEL', 'S-1', 100), receive('STEEL', 'S-2', 50), receive('BOLT', 'B-1', 10), receive('MOTOR', 'M-1', 1), ...more)

describe('lots: refused', () => {
  const cases: [string, Sent, string, string][] = [
    [
      'split of more than there is',
      { type: 'split', lot: { number: 'S-1' }, into: [{ quantity: 60 }, { quantity: 60 }] },
      'quantity-exceeds-balance',
      '/into',
    ],
    [
      'split onto a number that is taken',
      { type: 'split', lot: { number: 'S-1' }, into: [{ number: 'S-2', quantity: 6 }] },
      'lot-exists',
      '/into/0/number',
    ],
    [
      'split onto itself',
      { type: 'split', lot: { number: 'S-1' }, into: [{ number: 'S-1', quantity: 6 }] },
      'lot-exists',
      '/into/0/number',
    ],
    [
      'split into the same number twice',
      {
        type: 'split',
        lot: { number: 'S-1' },
        into: [
          { number: 'X', quantity: 6 },
          { number: 'X', quantity: 6 },
        ],
      },
      'lot-exists',
      '/into/1/number',
    ],
    ['split of a serial', { type: 'split', lot: { number: 'M-1' }, into: [{ quantity: 1 }] }, 'invalid-event', '/lot'],
    ['split into nothing', { type: 'split', lot: { number: 'S-1' }, into: [] }, 'invalid-event', '/into'],
    [
      'merge of two materials',
      { type: 'merge', lots: [{ lot: { number: 'S-1' } }, { lot: { number: 'B-1' } }] },
      'invalid-event',
      '/lots/1',
    ],
    [
      'merge of more than there is',
      { type: 'merge', lots: [{ lot: { number: 'S-1' }, quantity: 101 }] },
      'quantity-exceeds-balance',
      '/lots/0/quantity',
    ],
    [
      'merge of nothing left',
      { type: 'merge', lots: [{ lot: { number: 'S-1' } }, { lot: { number: 'S-1' } }] },
      'quantity-exceeds-balance',
      '/lots/1',
    ],
    ['merge of no lots', { type: 'merge', lots: [] }, 'invalid-event', '/lots'],
    ['renumber onto a number that is taken', { type: 'renumber', lot: { number: 'S-1' }, number: 'S-2' }, 'lot-exists', '/number'],
    ['renumber onto its own number', { type: 'renumber', lot: { number: 'S-1' }, number: 'S-1' }, 'invalid-event', '/number'],
    ['renumber of a lot nobody knows', { type: 'renumber', lot: { number: 'S-9' }, number: 'S-8' }, 'unknown-lot', '/lot/number'],
    [
      'serialize more than there is',
      { type: 'serialize', lot: { number: 'B-1' }, serials: { from: 'N01', to: 'N11' } },
      'quantity-exceeds-balance',
      '/serials',
    ],
    [
      'serialize onto a serial that is there',
      { type: 'serialize', lot: { number: 'B-1' }, serials: ['N1', 'B-1'] },
      'lot-exists',
      '/serials/1',
    ],
    ['serialize a serial twice', { type: 'serialize', lot: { number: 'B-1' }, serials: ['N1', 'N1'] }, 'invalid-event', '/serials/1'],
    ['move to a place nobody stated', { type: 'move', lot: { number: 'S-1' }, to: 'MOON' }, 'unknown-location', '/to'],
    [
      'move of more than there is',
      { type: 'move', lot: { number: 'S-1' }, quantity: 101, to: 'DOCK' },
      'quantity-exceeds-balance',
      '/quantity',
    ],
    ['move of nothing named', { type: 'move', to: 'DOCK' }, 'invalid-event', '/lot'],
    ['move of a lot and a container', { type: 'move', lot: { number: 'S-1' }, container: 'BOX', to: 'DOCK' }, 'invalid-event', '/lot'],
    ['move of a container nobody packed', { type: 'move', container: 'BOX', to: 'DOCK' }, 'unknown-container', '/container'],
    ['unpack of a container nobody packed', { type: 'unpack', container: 'BOX' }, 'unknown-container', '/container'],
    [
      'pack of a container nobody packed',
      { type: 'pack', container: 'BOX', contents: [{ container: 'BAG' }] },
      'unknown-container',
      '/contents/0',
    ],
    [
      'pack of more than there is',
      { type: 'pack', container: 'BOX', contents: [{ lot: { number: 'S-1' }, quantity: 101 }] },
      'quantity-exceeds-balance',
      '/contents/0/quantity',
    ],
    ['pack of nothing', { type: 'pack', container: 'BOX', contents: [] }, 'invalid-event', '/contents'],
    [
      'scrap of more than there is',
      { type: 'scrap', lot: { number: 'S-1' }, quantity: 101, reason: 'rust' },
      'quantity-exceeds-balance',
      '/quantity',
    ],
    ['scrap without a reason', { type: 'scrap', lot: { number: 'S-1' }, quantity: 1 }, 'invalid-event', '/reason'],
    ['scrap of half a serial', { type: 'scrap', lot: { number: 'M-1' }, quantity: '0.5', reason: 'bent' }, 'invalid-event', '/quantity'],
    [
      'shipment of half a serial',
      { type: 'ship', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { number: 'M-1' }, quantity: '0.5' }] },
      'invalid-event',
      '/lots/0/quantity',
    ],
    ['move of half a serial', { type: 'move', lot: { number: 'M-1' }, quantity: '0.5', to: 'DOCK' }, 'invalid-event', '/quantity'],
    [
      'two factors of one unit',
      {
        type: 'material',
        code: 'BAG',
        unit: 'kg',
        units: [
          { unit: 'g', factor: '0.001' },
          { unit: 'g', factor: 1 },
        ],
      },
      'invalid-event',
      '/units/1/unit',
    ],
    [
      "a factor of the material's own unit",
      { type: 'material', code: 'BAG', unit: 'kg', units: [{ unit: 'kg', factor: 2 }] },
      'invalid-event',
      '/units/0/unit',
    ],
    ['adjust of a serial to two', { type: 'adjust', lot: { number: 'M-1' }, quantity: 2, reason: 'count' }, 'invalid-event', '/quantity'],
    [
      'adjust at a place nobody stated',
      { type: 'adjust', lot: { number: 'S-1' }, quantity: 2, reason: 'count', location: 'MOON' },
      'unknown-location',
      '/location',
    ],
    ['observe of a container nobody packed', { type: 'observe', containers: ['BOX'] }, 'unknown-container', '/containers/0'],
    ['observe of a lot nobody knows', { type: 'observe', lots: [{ lot: { number: 'S-9' } }] }, 'unknown-lot', '/lots/0/lot/number'],
    ['values of nothing named', { type: 'collect', values: [{ characteristic: 'D', value: 1 }] }, 'invalid-event', '/lots'],
    [
      'values of a lot nobody knows',
      { type: 'collect', lots: [{ lot: { number: 'S-9' } }], values: [{ characteristic: 'D', value: 1 }] },
      'unknown-lot',
      '/lots/0/lot/number',
    ],
    ['no values', { type: 'collect', lots: [{ lot: { number: 'S-1' } }], values: [] }, 'invalid-event', '/values'],
  ]
  it.each(cases)('%s', async (_, event, code, pointer) => {
    await (await lots()).refused(event, code, pointer)
  })
})

async function expiryOf(plant: Plant, number: string): Promise<string | null | undefined> {
  const [row] = await plant.rows<{ day: string | null }>(
    `select to_char(to_timestamp(expires_at / 1000), 'YYYY-MM-DD') as day from lot where site = $1 and number = $2`,
    plant.site,
    number,
  )
  return row?.day
}

describe('split, merge, serialize', () => {
  it('split gives the parts, keeps the rest, and links each part to the lot', async () => {
    const plant = await lots({
      type: 'split',
      lot: { number: 'S-1' },
      into: [
        { number: 'S-1a', quantity: '33.3' },
        { number: 'S-1b', quantity: '0.7' },
      ],
    })
    expect([await plant.onHand('S-1'), await plant.onHand('S-1a'), await plant.onHand('S-1b')]).toEqual([66, 33.3, 0.7])
    expect(await plant.links('S-1a')).toEqual(['S-1 33.3 of 33.3'])
    expect(await plant.places('S-1b')).toEqual({ 'location:STORE': 0.7 })
  })

  it('splits into very many parts that it numbers itself', async () => {
    const plant = await begun(opening('PART', 'P-1', 5000))
    const [result] = await plant.ok({ type: 'split', lot: { number: 'P-1' }, into: Array.from({ length: 5000 }, () => ({ quantity: 1 })) })
    expect(new Set(result?.lots?.map(lot => lot.number)).size).toBe(5000)
  })

  it('merge makes a new lot, or adds to one that is there, and takes the earliest expiry', async () => {
    const expiring = (number: string, expiresAt: string): Sent =>
      receive('STEEL', number, 10, { lot: { material: 'STEEL', number, expiresAt } })
    const plant = await begun(expiring('E-1', '2027-01-01'), expiring('E-2', '2026-12-01'), receive('STEEL', 'S-3', 5), {
      type: 'merge',
      lots: [{ lot: { number: 'E-1' } }, { lot: { number: 'E-2' }, quantity: 4 }],
      into: { number: 'E-3' },
    })
    expect(await plant.links('E-3')).toEqual(['E-1 10 of 14', 'E-2 4 of 14'])
    expect(await expiryOf(plant, 'E-3')).toBe('2026-12-01')
    await plant.ok({ type: 'merge', lots: [{ lot: { number: 'E-3' } }], into: { number: 'S-3' } })
    expect([await plant.onHand('S-3'), await plant.onHand('E-3')]).toEqual([19, 0])
  })

  it('a lot that is named among what is merged into it takes nothing of itself', async () => {
    const plant = await lots({ type: 'merge', lots: [{ lot: { number: 'S-1' } }, { lot: { number: 'S-2' } }], into: { number: 'S-1' } })
    expect(await plant.links('S-1')).toEqual(['S-2 50 of 50'])
    expect([await plant.onHand('S-1'), await plant.onHand('S-2')]).toEqual([150, 0])
    await expectSound(at)
  })

  it('what is merged into a lot makes it expire with it, until that is taken back', async () => {
    const expiring = (number: string, expiresAt: string): Sent =>
      receive('STEEL', number, 10, { lot: { material: 'STEEL', number, expiresAt } })
    const plant = await begun(expiring('X-1', '2027-01-01'), expiring('X-2', '2026-12-01'), expiring('X-3', '2027-06-01'))
    const into = (number: string): Sent => ({ type: 'merge', lots: [{ lot: { number } }], into: { number: 'X-1' } })
    await plant.ok(into('X-3'))
    expect(await expiryOf(plant, 'X-1')).toBe('2027-01-01')
    const [merged] = await plant.ok(into('X-2'))
    expect(await expiryOf(plant, 'X-1')).toBe('2026-12-01')
    await plant.ok({ type: 'correct', event: merged?.id, reason: 'another pallet' })
    expect(await expiryOf(plant, 'X-1')).toBe('2027-01-01')
  })

  const lot = { material: 'STEEL', number: 'I-1', heat: 'H-7', expiresAt: '2027-01-01', attributes: { revision: 'C', color: 'red' } }
  const whole = receive('STEEL', 'I-1', 10, { lot })
  const alike = (more: object, vendor = 'V-1'): Sent[] => [
    whole,
    receive('STEEL', 'I-2', 10, { vendor, vendorLot: 'VL-I-1', lot: { ...lot, number: 'I-2', ...more } }),
    { type: 'merge', lots: [{ lot: { number: 'I-1' } }, { lot: { number: 'I-2' } }], into: { number: 'I-9' } },
  ]
  const all = { vendor: 'V-1', vendorLot: 'VL-I-1', heat: 'H-7', day: '2027-01-01', attributes: lot.attributes }
  const aged: Sent = { type: 'material', code: 'STEEL', unit: 'kg', shelfLifeDays: 10 }
  const passedOn: [string, Sent[], object][] = [
    ['a part has all of it', [whole, { type: 'split', lot: { number: 'I-1' }, into: [{ number: 'I-9', quantity: 4 }] }], all],
    ['a serial has all of it', [whole, { type: 'serialize', lot: { number: 'I-1' }, serials: ['I-9'] }], all],
    [
      'a part of a part has all of it',
      [
        whole,
        { type: 'split', lot: { number: 'I-1' }, into: [{ number: 'I-5', quantity: 4 }] },
        { type: 'split', lot: { number: 'I-5' }, into: [{ number: 'I-9', quantity: 1 }] },
      ],
      all,
    ],
    [
      'a part does not begin to age when it is parted',
      [receive('STEEL', 'I-1', 10), aged, { type: 'split', lot: { number: 'I-1' }, into: [{ number: 'I-9', quantity: 4 }] }],
      { day: null },
    ],
    ['two alike have all of it as one', alike({}), all],
    [
      'of two, what both have',
      alike({ heat: 'H-8', attributes: { revision: 'C', color: 'blue' } }),
      { ...all, heat: null, attributes: { revision: 'C' } },
    ],
    ['of two vendors neither', alike({}, 'V-2'), { ...all, vendor: null, vendorLot: null }],
    [
      'of two vendors the one who is not approved',
      [
        { ...aged, shelfLifeDays: undefined, vendors: ['V-1'] },
        whole,
        { ...receive('STEEL', 'I-2', 10, { vendor: 'V-2' }), late: true },
        { type: 'merge', lots: [{ lot: { number: 'I-1' } }, { lot: { number: 'I-2' } }], into: { number: 'I-9' } },
      ],
      { vendor: 'V-2' },
    ],
  ]
  it.each(passedOn)('what is said of a lot is passed on: %s', async (_, events, facts) => {
    const plant = await begun()
    await plant.send(...events)
    const [row] = await plant.rows<object>(
      `select vendor, vendor_lot as "vendorLot", heat, attributes, to_char(to_timestamp(expires_at / 1000), 'YYYY-MM-DD') as day from lot where site = $1 and number = 'I-9'`,
      plant.site,
    )
    expect(row).toMatchObject(facts)
  })

  it('a part is named by its own number only: what else comes into it is not of that vendor lot', async () => {
    const plant = await begun(whole, { type: 'split', lot: { number: 'I-1' }, into: [{ number: 'I-9', quantity: 4 }] })
    const named = await plant.rows<{ number: string }>(
      `select l.number from identifier i join lot l on l.id = i.lot where l.site = $1 and i.value in ('VL-I-1', 'H-7') order by i.kind`,
      plant.site,
    )
    expect(named.map(({ number }) => number)).toEqual(['I-1', 'I-1'])
  })

  it('serialize makes serials out of pieces', async () => {
    const plant = await lots({ type: 'serialize', lot: { number: 'B-1' }, serials: { from: 'N-08', to: 'N-11' } })
    expect([await plant.onHand('B-1'), await plant.onHand('N-10')]).toEqual([6, 1])
    expect(await plant.links('N-11')).toEqual(['B-1 1 of 1'])
  })
})

describe('renumber', () => {
  it('keeps the former number as a name of the lot, and keeps others from taking it', async () => {
    const plant = await lots(
      { type: 'renumber', lot: { number: 'S-1' }, number: 'S-100' },
      { type: 'scrap', lot: { number: 'S-1' }, quantity: 1, reason: 'rust' },
      { type: 'scrap', lot: { number: 'S-100' }, quantity: 1, reason: 'rust' },
    )
    expect(await plant.onHand('S-100')).toBe(98)
    expect(
      await plant.rows(
        `select i.kind, i.value from identifier i join lot l on l.id = i.lot where l.site = $1 and l.number = 'S-100' and i.kind = 'formerNumber'`,
        plant.site,
      ),
    ).toEqual([{ kind: 'formerNumber', value: 'S-1' }])
    await plant.refused({ type: 'split', lot: { number: 'S-2' }, into: [{ number: 'S-1', quantity: 1 }] }, 'lot-exists', '/into/0/number')
    await plant.refused({ type: 'renumber', lot: { number: 'S-2' }, number: 'S-1' }, 'lot-exists', '/number')
  })

  it('goes back to a number it had itself', async () => {
    const plant = await lots({ type: 'renumber', lot: { number: 'S-1' }, number: 'S-100' })
    const results = await plant.send({ type: 'renumber', lot: { number: 'S-100' }, number: 'S-1' })
    expect(results[0]).toMatchObject({ status: 'refused', code: 'lot-exists' })
  })
})

describe('places and containers', () => {
  it('moves a part, and all that is elsewhere', async () => {
    const plant = await lots({ type: 'move', lot: { number: 'S-1' }, quantity: 30, to: 'DOCK' })
    expect(await plant.places('S-1')).toEqual({ 'location:STORE': 70, 'location:DOCK': 30 })
    await plant.ok({ type: 'move', lot: { number: 'S-1' }, to: 'WC-1' })
    expect(await plant.places('S-1')).toEqual({ 'workCenter:WC-1': 100 })
  })

  const packed = (...more: Sent[]): Promise<Plant> =>
    lots(
      { type: 'pack', container: 'BOX', contents: [{ lot: { number: 'S-1' }, quantity: 40 }, { lot: { number: 'B-1' } }], to: 'STORE' },
      { type: 'pack', container: 'PALLET', contents: [{ container: 'BOX' }, { lot: { number: 'S-2' } }], to: 'DOCK' },
      ...more,
    )

  it.each([
    ['by itself', [], 'BOX'],
    ['inside another', [{ type: 'pack', container: 'PALLET', contents: [{ container: 'BOX' }] }], 'PALLET'],
  ])('a box that was shipped %s and is packed anew stands here again', async (_, nested, shipped) => {
    const pack: Sent = { type: 'pack', container: 'BOX', contents: [{ lot: { number: 'S-1' }, quantity: 10 }] }
    const plant = await lots(pack, ...nested, { type: 'ship', shipment: 'SH-1', customer: 'C-1', containers: [shipped] })
    const [again] = await plant.ok(pack)
    const stands = (): Promise<unknown> =>
      plant.rows(`select parent, place from container where site = $1 and container = 'BOX' and until is null`, plant.site)
    expect(await stands()).toEqual([{ parent: null, place: 'location:STORE' }])
    await plant.ok({ type: 'correct', event: again?.id, reason: 'another box' })
    expect(await stands()).not.toEqual([{ parent: null, place: 'location:STORE' }])
  })

  it('packs, nests, and unpacks to where the outer container stands', async () => {
    const plant = await packed()
    expect(await plant.places('S-1')).toEqual({ 'location:STORE': 60, 'container:BOX': 40 })
    expect(
      await plant.rows('select container, parent, place from container where site = $1 and until is null order by 1', plant.site),
    ).toEqual([
      { container: 'BOX', parent: 'PALLET', place: '' },
      { container: 'PALLET', parent: null, place: 'location:DOCK' },
    ])
    await plant.ok(
      { type: 'unpack', container: 'BOX', contents: [{ lot: { number: 'S-1' }, quantity: 15 }] },
      { type: 'unpack', container: 'BOX' },
    )
    expect(await plant.places('S-1')).toEqual({ 'location:STORE': 60, 'location:DOCK': 40 })
    expect(await plant.places('B-1')).toEqual({ 'location:DOCK': 10 })
  })

  it('ships a container with all that is in it, containers in containers included', async () => {
    const plant = await packed({ type: 'ship', shipment: 'SH-1', customer: 'C-1', containers: ['PALLET'] })
    expect([await plant.onHand('S-1'), await plant.onHand('S-2'), await plant.onHand('B-1')]).toEqual([60, 0, 0])
    expect(
      await plant.rows('select container, parent, place from container where site = $1 and until is null order by 1', plant.site),
    ).toEqual([
      { container: 'BOX', parent: 'PALLET', place: '' },
      { container: 'PALLET', parent: null, place: 'shipment:SH-1' },
    ])
  })

  it('observes what is in a container', async () => {
    const plant = await packed()
    const [result] = await plant.ok({ type: 'observe', containers: ['PALLET'], step: 'inspecting' })
    expect(
      await plant.rows(
        'select l.number from movement m join lot l on l.id = m.lot join ledger g on g.position = m.since where g.id = $1 order by 1',
        result?.id,
      ),
    ).toEqual([{ number: 'B-1' }, { number: 'S-1' }, { number: 'S-2' }])
  })

  const circles: [string, Sent][] = [
    ['a container into itself', { type: 'pack', container: 'BOX', contents: [{ container: 'BOX' }] }],
    ['a container into what is inside it', { type: 'pack', container: 'BOX', contents: [{ container: 'PALLET' }] }],
    ['a move into itself', { type: 'move', container: 'BOX', to: 'BOX' }],
    ['a move into what is inside it', { type: 'move', container: 'PALLET', to: 'BOX' }],
    ['a pack that stands in itself', { type: 'pack', container: 'BOX', contents: [{ lot: { number: 'S-1' }, quantity: 1 }], to: 'BOX' }],
    [
      'a pack that stands in what is inside it',
      { type: 'pack', container: 'PALLET', contents: [{ lot: { number: 'S-1' }, quantity: 1 }], to: 'BOX' },
    ],
    ['a pack that stands in what it packs', { type: 'pack', container: 'CRATE', contents: [{ container: 'PALLET' }], to: 'PALLET' }],
    ['a pack that stands inside what it packs', { type: 'pack', container: 'CRATE', contents: [{ container: 'PALLET' }], to: 'BOX' }],
    ['an unpack of a container into itself', { type: 'unpack', container: 'PALLET', contents: [{ container: 'BOX' }], to: 'BOX' }],
    ['an unpack of everything into a part of it', { type: 'unpack', container: 'PALLET', to: 'BOX' }],
  ]
  it.each(circles)('container-cycle: %s', async (_, event) => {
    await (await packed()).refused(event, 'container-cycle')
  })

  it('refuses to unpack what is not in there', async () => {
    const plant = await packed()
    await plant.refused({ type: 'unpack', container: 'PALLET', contents: [{ lot: { number: 'S-1' } }] }, 'not-packed', '/contents/0')
    await plant.refused({ type: 'unpack', container: 'BOX', contents: [{ container: 'PALLET' }] }, 'not-packed', '/contents/0')
    await plant.refused(
      { type: 'unpack', container: 'BOX', contents: [{ lot: { number: 'S-1' }, quantity: 41 }] },
      'quantity-exceeds-balance',
    )
  })
})

describe('scrap and adjust', () => {
  it('adjusts up and down, all over or at one place', async () => {
    const plant = await lots(
      { type: 'move', lot: { number: 'S-1' }, quantity: 30, to: 'DOCK' },
      { type: 'adjust', lot: { number: 'S-1' }, quantity: 20, location: 'DOCK', reason: 'count' },
    )
    expect(await plant.places('S-1')).toEqual({ 'location:STORE': 70, 'location:DOCK': 20 })
    await plant.ok({ type: 'adjust', lot: { number: 'S-1' }, quantity: 95, reason: 'count' })
    expect(await plant.onHand('S-1')).toBe(95)
    await plant.ok(
      { type: 'adjust', lot: { number: 'S-1' }, quantity: 0, reason: 'gone' },
      { type: 'adjust', lot: { number: 'M-1' }, quantity: 0, reason: 'lost' },
      { type: 'adjust', lot: { number: 'M-1' }, quantity: 1, reason: 'found' },
    )
    expect([await plant.onHand('S-1'), await plant.onHand('M-1')]).toEqual([0, 1])
  })
})

describe('numbers made by us', () => {
  const numbered = async (pattern: string, count: number): Promise<string[]> => {
    const plant = await begun({ type: 'material', code: 'GEAR', numbering: pattern })
    const numbers: string[] = []
    for (let index = 0; index < count; index++)
      numbers.push(
        await plant.made({
          type: 'transform',
          at: '2026-03-02T08:00:00Z',
          workCenter: 'WC-1',
          inputs: [],
          outputs: [{ lot: { material: 'GEAR' }, quantity: 1 }],
        }),
      )
    return numbers
  }
  const patterns: [string, string[]][] = [
    ['{material}-{yy}{ddd}-{seq:4}', ['GEAR-26061-0001', 'GEAR-26061-0002']],
    ['{yyyy}/{mm}/{dd}-{seq}', ['2026/03/02-1', '2026/03/02-2']],
    ['{workCenter}.{workOrder}{seq:2}', ['WC-1.01', 'WC-1.02']],
    // ISO 7064 MOD 37,36 by hand: "01" → P=36; 36+0 → 36 → 72 mod 37 = 35; 35+1 = 36 → 36 → 72 mod 37 = 35; 37-35 = 2 → "2"; "02": 35+2 = 37 → 1 → 2; 37-2 = 35 → "Z".
    ['{seq:2}{check}', ['012', '02Z']],
    // The ninth would end in L and is passed over.
    ['{seq:2}{check}', ['012', '02Z', '03X', '04V', '05T', '06R', '07P', '08N', '10X', '11V']],
  ]
  it.each(patterns)('%s', async (pattern, expected) => {
    expect(await numbered(pattern, expected.length)).toEqual(expected)
  })

  it('counts each day of a pattern with the day in it from 1, and passes over what is taken', async () => {
    const plant = await begun({ type: 'material', code: 'GEAR', numbering: 'G{ddd}-{seq}' }, opening('GEAR', 'G061-2', 1))
    const make = (day: string): Promise<string> =>
      plant.made({ type: 'transform', at: `2026-03-${day}T08:00:00Z`, inputs: [], outputs: [{ lot: { material: 'GEAR' }, quantity: 1 }] })
    expect([await make('02'), await make('02'), await make('03'), await make('02')]).toEqual(['G061-1', 'G061-3', 'G062-1', 'G061-4'])
  })

  it('finds the next free number behind thousands that are taken', async () => {
    const plant = await begun(
      { type: 'material', code: 'VALVE', tracking: 'serial', numbering: 'V{seq:5}' },
      { type: 'receive', vendor: 'V-1', lot: { material: 'VALVE' }, serials: { from: 'V00001', to: 'V06000' } },
    )
    plant.services.forget()
    expect(await plant.made({ type: 'receive', vendor: 'V-1', lot: { material: 'VALVE' }, quantity: 1 })).toBe('V06001')
  })

  it('never makes a number that could not be sent back', async () => {
    const plant = await begun({ type: 'material', code: '2" PIPE', numbering: '{material}-{seq}' })
    const [result] = await plant.send({ type: 'transform', inputs: [], outputs: [{ lot: { material: '2" PIPE' }, quantity: 1 }] })
    expect(result).toMatchObject({ status: 'refused', code: 'invalid-event', pointer: '/outputs/0/lot/number' })
  })

  it('refuses a rule that gives one number to all, or knows no such word', async () => {
    const plant = await begun()
    await plant.refused({ type: 'material', code: 'GEAR', numbering: '{yy}{ddd}' }, 'invalid-event', '/numbering')
    await plant.refused({ type: 'material', code: 'GEAR', numbering: '{seq}{colour}' }, 'invalid-event', '/numbering')
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
