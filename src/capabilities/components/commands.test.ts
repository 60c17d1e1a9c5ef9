import { describe, expect, it } from 'vitest'
import { expectSound, opening, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const lot = (number: string): { number: string } => ({ number })
const people: Sent[] = [
  { type: 'person', code: 'QUINN', roles: ['quality'], badge: 'badge-quinn' },
  { type: 'person', code: 'REA', roles: ['quality'] },
]
const order = (component: object, number = 'WO-1'): Sent => ({
  type: 'workOrder',
  number,
  material: 'PUMP',
  quantity: 10,
  operations: [{ sequence: 10, name: 'Assemble', workCenter: 'WC-1', createsLot: true, components: [component] }],
})
const make = (number: string, inputs: [string, number][], workOrder = 'WO-1'): Sent => ({
  type: 'transform',
  workOrder,
  operation: 10,
  inputs: inputs.map(([name, quantity]) => ({ lot: lot(name), quantity })),
  outputs: [{ lot: { number }, quantity: 1 }],
})
const install = (assembly: string, component: string, more: object = {}): Sent => ({
  type: 'install',
  assembly: lot(assembly),
  component: lot(component),
  ...more,
})
const remove = (assembly: string, component: string, more: object = {}): Sent => ({
  type: 'remove',
  assembly: lot(assembly),
  component: lot(component),
  ...more,
})
const [SOON, LATER, FAR] = ['2099-01-01T00:00:00Z', '2099-06-01T00:00:00Z', '2099-12-01T00:00:00Z']
const deviation = (more: object): Sent => ({
  type: 'deviation',
  number: 'DEV-1',
  component: 'BOLT',
  workOrder: 'WO-1',
  until: SOON,
  reason: 'none left',
  by: 'ANNA',
  ...more,
})
const approve = (by: string): Sent => ({ type: 'approve', deviation: 'DEV-1', reason: 'same strength', by })

const idOf = async (plant: Plant, number: string): Promise<number> => {
  const [row] = await plant.rows<{ id: number }>('select id from lot where site = $1 and number = $2', plant.site, number)
  return row?.id ?? 0
}

describe('the right component', () => {
  it.each<[string, object, Sent[], string]>([
    [
      'a component of another order',
      { material: 'BOLT' },
      [order({ material: 'STEEL' }, 'WO-2'), receive('STEEL', 'X', 5)],
      'wrong-component',
    ],
    [
      'another revision',
      { material: 'BOLT', revision: 'C' },
      [receive('BOLT', 'X', 5, { lot: { material: 'BOLT', number: 'X', attributes: { revision: 'B' } } })],
      'wrong-revision',
    ],
    ['a lot that does not say its revision', { material: 'BOLT', revision: 'C' }, [receive('BOLT', 'X', 5)], 'wrong-revision'],
    ['a vendor the operation does not take', { material: 'BOLT', vendors: ['V-2'] }, [receive('BOLT', 'X', 5)], 'vendor-not-approved'],
    [
      'an expired lot',
      { material: 'BOLT' },
      [receive('BOLT', 'X', 5, { lot: { material: 'BOLT', number: 'X', expiresAt: '2020-01-01' } })],
      'lot-expired',
    ],
    ['more than is there', { material: 'BOLT' }, [receive('BOLT', 'X', 0.5)], 'quantity-exceeds-balance'],
    [
      'a lot on hold',
      { material: 'BOLT' },
      [receive('BOLT', 'X', 5), { type: 'hold', hold: 'H', lots: [lot('X')], reason: 'x' }],
      'lot-on-hold',
    ],
  ])('refuses %s, in a transform, a load and an installation alike, and records nothing', async (_, component, before, code) => {
    const plant = await plantWithBasics(at, order(component), ...before, opening('PUMP', 'P-0', 1), {
      type: 'start',
      run: 'R',
      workOrder: 'WO-1',
      operation: 10,
    })
    await plant.refused(make('P-1', [['X', 1]]), code)
    await plant.refused({ type: 'load', run: 'R', lot: lot('X'), quantity: 1 }, code)
    await plant.refused(install('P-0', 'X', { workOrder: 'WO-1', operation: 10 }), code)
    await plant.exception({ ...make('P-1', [['X', 1]]), late: true }, code)
  })

  it('takes the alternate that the bill of materials itself allows, and counts it', async () => {
    const plant = await plantWithBasics(at, order({ material: 'STEEL', per: 2, alternates: ['BOLT'] }), receive('BOLT', 'X', 5))
    await plant.ok(make('P-1', [['X', 2]]))
    const { components, extra } = await ask<{ components: object[]; extra: object[] }>(
      plant.services,
      `GET /lots/${await idOf(plant, 'P-1')}/components`,
    )
    expect(components).toMatchObject([
      { material: 'STEEL', expected: '2', scanned: '2', inferred: '0', missing: '0', lots: [{ material: 'BOLT', number: 'X' }] },
    ])
    expect(extra).toEqual([])
  })

  it('takes in what a vendor who is not approved delivers, tells it, and does not let it be used', async () => {
    const plant = await plantWithBasics(
      at,
      { type: 'material', code: 'BOLT', unit: 'ea', precision: 'approximate', vendors: ['V-2'] },
      order({ material: 'BOLT' }),
    )
    await plant.exception(receive('BOLT', 'X', 5), 'vendor-not-approved')
    await plant.refused(make('P-1', [['X', 1]]), 'vendor-not-approved', '/inputs/0/lot')
    await plant.ok({ type: 'split', lot: { number: 'X' }, into: [{ number: 'X-1', quantity: 2 }] })
    await plant.refused(make('P-1', [['X-1', 1]]), 'vendor-not-approved', '/inputs/0/lot')
    await plant.ok(receive('BOLT', 'Y', 5, { vendor: 'V-2' }), make('P-1', [['Y', 1]]))
  })
})

describe('a deviation', () => {
  const start = (more: Sent[] = []): Promise<Plant> =>
    plantWithBasics(at, ...people, order({ material: 'BOLT' }), receive('STEEL', 'S', 50), ...more)

  it('lets pass only once it is approved, by another person, of quality', async () => {
    const plant = await start()
    await plant.ok(deviation({ allows: { material: 'STEEL' } }))
    await plant.refused(make('P-1', [['S', 1]]), 'wrong-component')
    await plant.refused(approve('ANNA'), 'not-allowed', '/by')
    await plant.refused({ ...approve('QUINN'), by: undefined }, 'not-allowed', '/by')
    await plant.ok(approve('badge-quinn'))
    await plant.refused(approve('REA'), 'deviation-decided')
    await plant.ok(make('P-1', [['S', 1]]))
    const { components, extra } = await ask<{ components: object[]; extra: object[] }>(
      plant.services,
      `GET /lots/${await idOf(plant, 'P-1')}/components`,
    )
    expect(components, 'it stands in the place of what the deviation is about').toMatchObject([
      {
        material: 'BOLT',
        expected: null,
        scanned: '1',
        lots: [{ material: 'STEEL', number: 'S', deviation: 'DEV-1', isInference: false }],
      },
    ])
    expect(extra).toEqual([])
    expect(await ask(plant.services, `GET /deviations?site=${plant.site}`)).toMatchObject({
      deviations: [{ number: 'DEV-1', status: 'approved', decidedBy: 'QUINN', uses: 1 }],
    })
  })

  it('stands on the lot it let pass, on what that went into, and on a lot it names; on no other', async () => {
    const plant = await start([receive('STEEL', 'T', 5), receive('STEEL', 'N', 5)])
    await plant.ok(
      deviation({ allows: { material: 'STEEL' } }),
      approve('QUINN'),
      deviation({ number: 'DEV-2', allows: { expired: true }, lots: [{ material: 'STEEL', number: 'N' }] }),
      make('P-1', [['S', 1]]),
    )
    const on = async (number: string): Promise<string[]> => {
      const { deviations } = await ask<{ deviations: { number: string }[] }>(
        plant.services,
        `GET /deviations?site=${plant.site}&lot=${await idOf(plant, number)}`,
      )
      return deviations.map(one => one.number)
    }
    expect(await Promise.all(['S', 'P-1', 'N', 'T'].map(on))).toEqual([['DEV-1'], ['DEV-1'], ['DEV-2'], []])
  })

  it('is not approved by whoever asked for it', async () => {
    const plant = await start()
    await plant.ok(deviation({ allows: { material: 'STEEL' }, by: 'QUINN' }))
    await plant.refused(approve('QUINN'), 'not-allowed', '/by')
    await plant.ok(approve('REA'))
  })

  it('is not asked for twice under one number, in whatever state; what was typed wrong is corrected', async () => {
    const plant = await start()
    const [asked] = await plant.ok(deviation({ allows: { material: 'STEEL' }, reason: 'nome left' }))
    await plant.refused(deviation({ allows: { expired: true } }), 'deviation-exists', '/number')
    await plant.ok({ type: 'correct', event: asked?.id, reason: 'typed wrong', replacement: deviation({ allows: { material: 'STEEL' } }) })
    await plant.ok(approve('QUINN'))
    await plant.refused(deviation({ allows: { expired: true } }), 'deviation-exists', '/number')
    expect(await ask(plant.services, `GET /deviations?site=${plant.site}`)).toMatchObject({
      deviations: [{ number: 'DEV-1', reason: 'none left', allows: { material: 'STEEL' }, status: 'approved' }],
    })
    await plant.ok({ type: 'withdraw', deviation: 'DEV-1', reason: 'bolts are here' })
    await plant.refused(deviation({ allows: { expired: true } }), 'deviation-exists', '/number')
  })

  it('ends with its time, and is withdrawn; what it let pass stays', async () => {
    const plant = await start()
    await plant.ok(deviation({ allows: { material: 'STEEL' }, until: '2026-03-20T12:00:00Z' }), approve('QUINN'))
    await plant.ok({ ...make('P-1', [['S', 1]]), at: '2026-03-20T12:00:00Z' })
    await plant.refused({ ...make('P-2', [['S', 1]]), at: '2026-03-20T12:00:01Z' }, 'wrong-component')
    await plant.ok({ type: 'withdraw', deviation: 'DEV-1', reason: 'bolts are here' })
    await plant.refused({ ...make('P-2', [['S', 1]]), at: '2026-03-20T11:00:00Z' }, 'wrong-component')
    await plant.refused({ type: 'withdraw', deviation: 'DEV-1', reason: 'again' }, 'deviation-decided')
    await plant.refused({ type: 'withdraw', deviation: 'DEV-9', reason: 'x' }, 'unknown-deviation')
  })

  it.each<[string, object, boolean]>([
    ['this order', { workOrder: 'WO-1' }, true],
    ['another order', { workOrder: 'WO-2' }, false],
    ['the product', { workOrder: undefined, product: 'PUMP' }, true],
    ['another product', { workOrder: undefined, product: 'MOTOR' }, false],
    ['this lot', { lots: [lot('S')] }, true],
    ['another lot', { lots: [lot('T')] }, false],
    ['another component', { component: 'MILK' }, false],
    ['another substitute', { allows: { material: 'MILK' } }, false],
    ['a time to come', { from: '2098-01-01T00:00:00Z' }, false],
  ])('for %s is good for nothing else', async (_, more, passes) => {
    const plant = await start([order({ material: 'BOLT' }, 'WO-2')])
    await plant.ok(deviation({ allows: { material: 'STEEL' }, ...more }), approve('QUINN'))
    if (passes) await plant.ok(make('P-1', [['S', 1]]))
    else await plant.refused(make('P-1', [['S', 1]]), 'wrong-component')
  })

  it.each<[object, object]>([
    [{ revision: 'B' }, { lot: { material: 'BOLT', number: 'X', attributes: { revision: 'B' } }, vendor: 'V-2' }],
    [{ vendor: 'V-1' }, { lot: { material: 'BOLT', number: 'X', attributes: { revision: 'C' } } }],
    [{ expired: true }, { lot: { material: 'BOLT', number: 'X', expiresAt: '2020-01-01', attributes: { revision: 'C' } }, vendor: 'V-2' }],
  ])('that allows %j sets aside that rule alone', async (allows, received) => {
    const plant = await plantWithBasics(
      at,
      ...people,
      order({ material: 'BOLT', revision: 'C', vendors: ['V-2'] }),
      receive('BOLT', 'X', 5, received),
    )
    await plant.ok(deviation({ allows: { material: 'STEEL' }, number: 'DEV-0' }), { ...approve('QUINN'), deviation: 'DEV-0' })
    const [wrong] = await plant.send(make('P-1', [['X', 1]]))
    expect(wrong?.status).toBe('refused')
    await plant.ok(deviation({ allows }), approve('QUINN'), make('P-1', [['X', 1]]))
  })

  it('does not make an expired assembly good', async () => {
    const plant = await start([
      { type: 'material', code: 'PUMP', tracking: 'serial' },
      { type: 'transform', inputs: [], outputs: [{ lot: { material: 'PUMP', number: 'OLD', expiresAt: '2020-01-01' }, quantity: 1 }] },
    ])
    await plant.ok(receive('BOLT', 'B', 5), deviation({ allows: { expired: true } }), approve('QUINN'))
    await plant.refused(install('OLD', 'B', { workOrder: 'WO-1', operation: 10 }), 'lot-expired', '/assembly')
  })
})

describe('the lot that expires first', () => {
  const bolt = (firstExpired?: string): Sent => ({
    type: 'material',
    code: 'BOLT',
    unit: 'ea',
    precision: 'approximate',
    ...(firstExpired ? { firstExpired } : {}),
  })
  const lots: Sent[] = [
    receive('BOLT', 'L', 5, { lot: { material: 'BOLT', number: 'L', expiresAt: LATER } }),
    receive('BOLT', 'S', 5, { lot: { material: 'BOLT', number: 'S', expiresAt: SOON } }),
    receive('BOLT', 'F', 5, { lot: { material: 'BOLT', number: 'F', expiresAt: FAR } }),
    receive('BOLT', 'N', 5),
  ]
  const use = (number: string, quantity: number): Sent => ({
    type: 'transform',
    inputs: [{ lot: lot(number), quantity }],
    outputs: [{ lot: { material: 'PART' }, quantity: 1 }],
  })

  it('is told first, whatever the order they came in; those without a date last', async () => {
    const plant = await plantWithBasics(at, ...lots)
    const answer = await ask<{ lots: { number: string }[] }>(plant.services, `GET /materials/BOLT/next-lots?site=${plant.site}`)
    expect(answer.lots.map(entry => entry.number)).toEqual(['S', 'L', 'F', 'N'])
  })

  it('is a hint or a rule by the material; a held lot is passed over', async () => {
    const plant = await plantWithBasics(at, ...lots)
    await plant.ok(use('L', 1), bolt('tell'))
    await plant.exception(use('L', 1), 'not-first-expired')
    await plant.ok(bolt('stop'))
    await plant.refused(use('N', 1), 'not-first-expired', '/inputs/0/lot')
    await plant.refused(use('L', 1), 'not-first-expired')
    await plant.ok(use('S', 5), use('L', 1), { type: 'hold', hold: 'H', lots: [lot('L')], reason: 'x' }, use('F', 1))
    await plant.ok(receive('BOLT', 'S2', 5, { lot: { material: 'BOLT', number: 'S2', expiresAt: SOON } }))
    await plant.refused(use('F', 1), 'not-first-expired')
  })
})

describe('components that come and go', () => {
  it('replaced twice, then reinstalled elsewhere: one parent at a time, the whole history stays', async () => {
    const plant = await plantWithBasics(
      at,
      opening('PUMP', 'P-1', 1),
      opening('PUMP', 'P-2', 1),
      ...['M-1', 'M-2', 'M-3'].map(number => opening('MOTOR', number, 1)),
    )
    await plant.ok(install('P-1', 'M-1'))
    await plant.refused(install('P-2', 'M-1'), 'serial-already-installed')
    await plant.ok(
      remove('P-1', 'M-1', { to: 'STORE' }),
      install('P-1', 'M-2'),
      remove('P-1', 'M-2', { disposition: 'scrap', reason: 'burnt' }),
      install('P-1', 'M-3'),
      install('P-2', 'M-1'),
    )
    await plant.refused(install('P-2', 'M-2'), 'quantity-exceeds-balance')
    expect(await plant.links('P-1')).toEqual(['M-1 1 of 1 removed', 'M-2 1 of 1 removed', 'M-3 1 of 1'])
    expect(await plant.links('P-2')).toEqual(['M-1 1 of 1'])
  })

  it('taken apart into stock: parts by their disposition, the assembly used up; a correction puts it together again', async () => {
    const plant = await plantWithBasics(
      at,
      opening('PUMP', 'P-1', 1),
      opening('MOTOR', 'M-1', 1),
      opening('MOTOR', 'M-2', 1),
      receive('BOLT', 'B', 10),
    )
    await plant.ok(
      install('P-1', 'M-1'),
      install('P-1', 'M-2'),
      install('P-1', 'B', { quantity: 4 }),
      remove('P-1', 'B', { quantity: 1, to: 'STORE' }),
    )
    await plant.refused({ type: 'disassemble', assembly: lot('M-1'), reason: 'x' }, 'not-installed')
    await plant.refused({ type: 'disassemble', assembly: lot('P-1'), reason: 'x', to: 'NOWHERE' }, 'unknown-location', '/to')
    const apart: Sent = {
      type: 'disassemble',
      assembly: lot('P-1'),
      reason: 'returned worn',
      to: 'STORE',
      components: [{ lot: lot('M-2'), disposition: 'scrap' }],
    }
    const done = await plant.ok(apart)
    expect(await Promise.all(['P-1', 'M-1', 'M-2', 'B'].map(number => plant.onHand(number)))).toEqual([0, 1, 0, 10])
    expect(await plant.places('M-1')).toEqual({ 'location:STORE': 1 })
    expect(await plant.links('P-1')).toEqual(['B 1 of 1 removed', 'B 3 of 3 removed', 'M-1 1 of 1 removed', 'M-2 1 of 1 removed'])
    await plant.refused(apart, 'not-installed')
    await plant.ok({ type: 'correct', event: done.at(-1)?.id, reason: 'the wrong one' })
    expect(await Promise.all(['P-1', 'M-1', 'M-2', 'B'].map(number => plant.onHand(number)))).toEqual([1, 0, 0, 7])
    await plant.ok(apart)
  })

  it('says what is missing in a unit, and marks what no one scanned as inference', async () => {
    const plant = await plantWithBasics(
      at,
      {
        type: 'workOrder',
        number: 'WO-1',
        material: 'TRAY',
        quantity: 10,
        operations: [
          {
            sequence: 10,
            name: 'Fill',
            workCenter: 'WC-1',
            createsLot: true,
            components: [
              { material: 'BOLT', per: 2 },
              { material: 'STEEL', per: 1 },
            ],
          },
          { sequence: 20, name: 'Close', workCenter: 'WC-2', components: [{ material: 'PART', per: 1 }] },
        ],
      },
      receive('BOLT', 'B-1', 15),
      receive('BOLT', 'B-2', 100),
      { type: 'start', run: 'R', workOrder: 'WO-1', operation: 10 },
      { type: 'load', run: 'R', lot: lot('B-1') },
      { type: 'load', run: 'R', lot: lot('B-2') },
      { type: 'produce', run: 'R', lot: { number: 'T-1' }, quantity: 10 },
    )
    const { components } = await ask<{ components: object[] }>(plant.services, `GET /lots/${await idOf(plant, 'T-1')}/components`)
    expect(components).toMatchObject([
      {
        material: 'BOLT',
        expected: '20',
        scanned: '0',
        inferred: '20',
        missing: '0',
        lots: [
          { number: 'B-1', isInference: true },
          { number: 'B-2', isInference: true },
        ],
      },
      { material: 'STEEL', expected: '10', scanned: '0', missing: '10' },
      { material: 'PART', expected: '10', missing: '10' },
    ])
  })
})

describe('all of it', () => {
  it('verifies, and comes out the same when it is made anew', async () => expectSound(at))
})
