import { describe, expect, it } from 'vitest'
import { expectSound, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const make = (from: string, number: string, quantity: number): Sent => ({
  type: 'transform',
  inputs: [{ lot: { number: from }, quantity }],
  outputs: [{ lot: { material: 'PART', number }, quantity }],
})
const hold = (name: string, ...numbers: string[]): Sent => ({
  type: 'hold',
  hold: name,
  lots: numbers.map(number => ({ lot: { number } })),
  reason: 'suspect',
})
const release = (name: string): Sent => ({ type: 'release', hold: name, reason: 'checked' })
const ship = (number: string): Sent => ({ type: 'ship', shipment: `SH-${number}`, customer: 'C-1', lots: [{ lot: { number } }] })
const dispose = (number: string, disposition: string, more: object = {}): Sent => ({
  type: 'dispose',
  lots: [{ lot: { number }, ...more }],
  disposition,
  reason: 'decided',
})

/** S-1 → P-1 → P-2, and S-2 → P-3. */
const begun = (...more: Sent[]): Promise<Plant> =>
  plantWithBasics(
    at,
    receive('STEEL', 'S-1', 100),
    receive('STEEL', 'S-2', 100),
    make('S-1', 'P-1', 10),
    { type: 'split', lot: { number: 'P-1' }, into: [{ number: 'P-2', quantity: 4 }] },
    make('S-2', 'P-3', 10),
    ...more,
  )
const isHeld = (plant: Plant, number: string): Promise<unknown> => plant.refused(ship(number), 'lot-on-hold', '/lots/0/lot')

describe('a hold', () => {
  it('stops its lot and everything made of it, and nothing else', async () => {
    const plant = await begun(hold('H-1', 'S-1'))
    for (const number of ['S-1', 'P-1', 'P-2']) await isHeld(plant, number)
    await plant.ok(ship('P-3'))
  })

  it('does not stop what its lot is made of', async () => {
    const plant = await begun(hold('H-1', 'P-2'))
    await isHeld(plant, 'P-2')
    await plant.ok(ship('P-1'), ship('S-1'))
  })

  it('of direction none stops its lot only', async () => {
    const plant = await begun({ ...hold('H-1', 'S-1'), direction: 'none' })
    await isHeld(plant, 'S-1')
    await plant.ok(ship('P-1'))
  })

  const renamed: [string, Sent, string][] = [
    ['split off', { type: 'split', lot: { number: 'S-1' }, into: [{ number: 'S-1-A', quantity: 4 }] }, 'S-1-A'],
    ['serialized out of it', { type: 'serialize', lot: { number: 'S-1' }, serials: ['U-1'] }, 'U-1'],
    [
      'merged with another into a new one',
      { type: 'merge', lots: [{ lot: { number: 'S-1' } }, { lot: { number: 'S-2' } }], into: { number: 'S-9' }, late: true },
      'S-9',
    ],
    ['merged into one that is there', { type: 'merge', lots: [{ lot: { number: 'S-1' } }], into: { number: 'S-2' }, late: true }, 'S-2'],
  ]
  it.each(renamed)('of direction none stays on what is %s', async (_, event, number) => {
    const plant = await begun({ ...hold('H-1', 'S-1'), direction: 'none' })
    const [, shipped] = await plant.send(event, ship(number))
    expect(shipped?.code).toBe('lot-on-hold')
    plant.services.forget()
    await isHeld(plant, number)
    await plant.ok(release('H-1'), ship(number))
  })

  it('that stays on a part comes off it when the split is taken back, and is not on what was split off before', async () => {
    const split = (number: string, id: string): Sent => ({ type: 'split', id, lot: { number: 'S-1' }, into: [{ number, quantity: 4 }] })
    const [early, late] = ['00000000-0000-4000-8000-00000000a001', '00000000-0000-4000-8000-00000000a002']
    const plant = await begun(split('S-1-A', early), { ...hold('H-1', 'S-1'), direction: 'none' }, split('S-1-B', late))
    await plant.ok(ship('S-1-A'), { type: 'correct', event: late, reason: 'never split' })
    const held = 'select count(*)::int as lots from hold_lot where site = $1 and until is null'
    expect(await plant.rows(held, plant.site)).toEqual([{ lots: 1 }])
  })

  it('what is made of a held lot later is born held, in the same request too', async () => {
    const plant = await begun(hold('H-1', 'S-1'))
    const results = await plant.send(
      { ...make('S-1', 'P-9', 5), late: true },
      make('P-9', 'P-10', 1),
      { ...make('P-9', 'P-11', 2), late: true },
      ship('P-11'),
    )
    expect(results.map(result => result.code)).toEqual(['lot-on-hold', 'lot-on-hold', 'lot-on-hold', 'lot-on-hold'])
    expect(results.map(result => result.status)).toEqual(['exception', 'refused', 'exception', 'refused'])
    plant.services.forget()
    await isHeld(plant, 'P-11')
  })

  const uses: [string, Sent, string][] = [
    ['transform', make('S-1', 'P-9', 1), '/inputs/0/lot'],
    ['load', { type: 'load', run: 'R', lot: { number: 'S-1' }, quantity: 1 }, '/lot'],
    ['start', { type: 'start', run: 'R-9', lots: [{ lot: { number: 'S-1' } }] }, '/lots/0/lot'],
    ['merge', { type: 'merge', lots: [{ lot: { number: 'S-1' } }] }, '/lots/0/lot'],
    ['install', { type: 'install', assembly: { number: 'P-3' }, component: { number: 'S-1' }, quantity: 1 }, '/component'],
    ['install into it', { type: 'install', assembly: { number: 'P-1' }, component: { number: 'S-2' }, quantity: 1 }, '/assembly'],
    ['pass', { type: 'pass', lot: { number: 'S-1' }, workCenter: 'WC-1' }, '/lot'],
    ['pack', { type: 'pack', container: 'BOX', contents: [{ lot: { number: 'S-1' } }] }, '/contents/0/lot'],
    ['ship', ship('S-1'), '/lots/0/lot'],
    ['ship of a container with it in', { type: 'ship', shipment: 'SH', customer: 'C-1', containers: ['OLD'] }, '/containers/0'],
  ]
  it.each(uses)('stops %s', async (_, event, pointer) => {
    const plant = await begun(
      { type: 'start', run: 'R' },
      { type: 'pack', container: 'OLD', contents: [{ lot: { number: 'S-1' }, quantity: 1 }] },
      hold('H-1', 'S-1'),
    )
    await plant.refused(event, 'lot-on-hold', pointer)
    await plant.exception({ ...event, late: true }, 'lot-on-hold')
  })

  const frees: Sent[] = [
    { type: 'move', lot: { number: 'S-1' }, to: 'DOCK' },
    { type: 'scrap', lot: { number: 'S-1' }, quantity: 1, reason: 'sample' },
    { type: 'adjust', lot: { number: 'S-1' }, quantity: 5, reason: 'count' },
    { type: 'split', lot: { number: 'S-1' }, into: [{ quantity: 1 }] },
    { type: 'collect', lots: [{ lot: { number: 'S-1' } }], values: [{ characteristic: 'D', value: 1 }] },
    { type: 'renumber', lot: { number: 'S-1' }, number: 'S-10' },
  ]
  it.each(frees.map(event => [event.type, event] as const))('does not stop %s', async (_, event) => {
    await (await begun(hold('H-1', 'S-1'))).ok(event)
  })
})

describe('overlapping holds', () => {
  it('releasing one never releases another', async () => {
    const plant = await begun(hold('H-1', 'S-1'), hold('H-2', 'S-1', 'S-2'), release('H-1'))
    await isHeld(plant, 'P-1')
    await isHeld(plant, 'P-3')
    await plant.ok(release('H-2'), ship('P-1'), ship('P-3'))
  })
})

describe('releasing single lots', () => {
  const releaseOf = (name: string, ...numbers: string[]): Sent => ({ ...release(name), lots: numbers.map(number => ({ lot: { number } })) })

  it('frees them and what is made of them of this hold only, and the hold goes on', async () => {
    const plant = await begun(hold('H-1', 'S-1'), hold('H-2', 'P-2'), releaseOf('H-1', 'P-1', 'P-2'))
    await plant.ok(ship('P-1'))
    await isHeld(plant, 'P-2')
    await isHeld(plant, 'S-1')
    await plant.refused(releaseOf('H-1', 'P-1'), 'not-held', '/lots/0/lot')
    await plant.refused(releaseOf('H-1', 'P-3'), 'not-held', '/lots/0/lot')
    await plant.ok(release('H-2'), ship('P-2'))
  })

  it('taken back, holds them again', async () => {
    const plant = await begun(hold('H-1', 'S-1'))
    const [freed] = await plant.ok(releaseOf('H-1', 'P-1'))
    await plant.ok({ type: 'correct', event: freed?.id, reason: 'the other lot' })
    await isHeld(plant, 'P-1')
  })

  it('does not free what came into the lot since', async () => {
    const plant = await begun(hold('H-1', 'S-1'), releaseOf('H-1', 'P-1'))
    await plant.exception({ ...make('S-1', 'P-1', 1), late: true }, 'lot-on-hold')
    await isHeld(plant, 'P-1')
    await plant.ok(releaseOf('H-1', 'P-1'), ship('P-1'))
  })
})

describe('a decision', () => {
  it('use-as-is frees the lot and what is made of it, not its neighbours', async () => {
    const plant = await begun(hold('H-1', 'S-1'), dispose('P-1', 'use-as-is'))
    await plant.ok(ship('P-1'))
    await isHeld(plant, 'S-1')
    await plant.ok(ship('P-2'))
  })

  it('frees a lot that was itself named by the hold', async () => {
    const plant = await begun(hold('H-1', 'S-1', 'P-3'), dispose('S-1', 'use-as-is'))
    await plant.ok(ship('S-1'), ship('P-1'))
    await isHeld(plant, 'P-3')
  })

  it('frees of the holds there are, not of those to come', async () => {
    const plant = await begun(hold('H-1', 'P-1'), dispose('P-1', 'rework'), hold('H-2', 'S-1'))
    await isHeld(plant, 'P-1')
  })

  it('scrap and return-to-vendor take it away', async () => {
    const plant = await begun(hold('H-1', 'S-1'), dispose('P-1', 'scrap'), dispose('S-1', 'return-to-vendor', { quantity: 30 }))
    expect([await plant.onHand('P-1'), await plant.onHand('S-1')]).toEqual([0, 60])
    expect(
      await plant.rows(
        `select m.kind, m.delta::text from movement m join lot l on l.id = m.lot where l.site = $1 and m.kind in ('scrapped', 'sentBack') order by 1`,
        plant.site,
      ),
    ).toEqual([
      { kind: 'scrapped', delta: '-6.000000000' },
      { kind: 'sentBack', delta: '-30.000000000' },
    ])
  })
})

describe('refused', () => {
  const cases: [string, Sent, string, string][] = [
    ['a hold placed twice', hold('H-1', 'S-2'), 'hold-exists', '/hold'],
    ['a hold on a lot nobody knows', hold('H-2', 'S-1', 'S-9'), 'unknown-lot', '/lots/1/lot/number'],
    ['a hold on nothing', hold('H-2'), 'invalid-event', '/lots'],
    ['a hold without a reason', { ...hold('H-2', 'S-1'), reason: '' }, 'invalid-event', '/reason'],
    ['a hold in no direction we know', { ...hold('H-2', 'S-1'), direction: 'back' }, 'invalid-event', '/direction'],
    ['a release of a hold nobody placed', release('H-9'), 'unknown-hold', '/hold'],
    ['a release given twice', release('H-0'), 'unknown-hold', '/hold'],
    ['a decision on a lot nobody knows', dispose('S-9', 'scrap'), 'unknown-lot', '/lots/0/lot/number'],
    ['a decision to free a part', dispose('S-1', 'use-as-is', { quantity: 1 }), 'invalid-event', '/lots/0/quantity'],
    ['a decision on more than there is', dispose('S-1', 'scrap', { quantity: 1000 }), 'quantity-exceeds-balance', '/lots/0/quantity'],
    ['a decision nobody knows', dispose('S-1', 'burn'), 'invalid-event', '/disposition'],
  ]
  it.each(cases)('%s', async (_, event, code, pointer) => {
    await (await begun(hold('H-0', 'P-3'), release('H-0'), hold('H-1', 'S-1'))).refused(event, code, pointer)
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
