import { describe, expect, it } from 'vitest'
import { expectSound, opening, type Plant, POSITIONS, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()

/** PART of 2 kg STEEL at WC-1 (sequence 10), checked at WC-2 (20); TRAY of 4 BOLT, filled from a hopper. */
const orders: Sent[] = [
  { type: 'workCenter', code: 'WC-1', positions: [{ code: 'SPINDLE', withdrawal: 'sequential' }] },
  {
    type: 'workCenter',
    code: 'HOPPERS',
    positions: POSITIONS,
  },
  {
    type: 'workOrder',
    number: 'WO-1',
    material: 'PART',
    quantity: 100,
    operations: [
      { sequence: 10, name: 'Turn', workCenter: 'WC-1', components: [{ material: 'STEEL', per: 2, position: 'SPINDLE' }] },
      { sequence: 20, name: 'Check', workCenter: 'WC-2', passThrough: true },
    ],
  },
  {
    type: 'workOrder',
    number: 'WO-2',
    material: 'TRAY',
    quantity: 100,
    operations: [{ sequence: 10, name: 'Fill', workCenter: 'HOPPERS', components: [{ material: 'BOLT', per: 4 }] }],
  },
]
const begun = (...more: Sent[]): Promise<Plant> => plantWithBasics(at, ...orders, ...more)
const turning = (...more: Sent[]): Promise<Plant> =>
  begun(
    receive('STEEL', 'S-1', 100),
    receive('STEEL', 'S-2', 100),
    { type: 'start', run: 'R-1', workOrder: 'WO-1', operation: 10 },
    ...more,
  )
const filling = (position: string, ...more: Sent[]): Promise<Plant> =>
  begun(
    receive('BOLT', 'B-1', 100),
    receive('BOLT', 'B-2', 100),
    receive('BOLT', 'B-3', 100),
    { type: 'start', run: 'R-2', workOrder: 'WO-2' },
    { type: 'load', run: 'R-2', lot: { number: 'B-1' }, quantity: 100, position },
    ...more,
  )
const load = (run: string, number: string, more: object = {}): Sent => ({ type: 'load', run, lot: { number }, ...more })
const produce = (run: string, number: string, quantity: number, more: object = {}): Sent => ({
  type: 'produce',
  run,
  lot: { number },
  quantity,
  ...more,
})

describe('transform', () => {
  const cases: [string, Sent, string, string][] = [
    [
      'an input nobody knows',
      { type: 'transform', inputs: [{ lot: { number: 'S-9' }, quantity: 1 }], outputs: [{ lot: { material: 'PART' }, quantity: 1 }] },
      'unknown-lot',
      '/inputs/0/lot/number',
    ],
    [
      'an input without a number',
      { type: 'transform', inputs: [{ lot: { material: 'STEEL' }, quantity: 1 }], outputs: [{ lot: { material: 'PART' }, quantity: 1 }] },
      'invalid-event',
      '/inputs/0/lot/number',
    ],
    [
      'more than there is',
      {
        type: 'transform',
        inputs: [{ lot: { number: 'S-1' }, quantity: '100.000000001' }],
        outputs: [{ lot: { material: 'PART' }, quantity: 1 }],
      },
      'quantity-exceeds-balance',
      '/inputs/0/quantity',
    ],
    [
      'more than there is, in two lines',
      {
        type: 'transform',
        inputs: [
          { lot: { number: 'S-1' }, quantity: 60 },
          { lot: { number: 'S-1' }, quantity: 60 },
        ],
        outputs: [{ lot: { material: 'PART' }, quantity: 1 }],
      },
      'quantity-exceeds-balance',
      '/inputs/1/quantity',
    ],
    [
      'an output of nothing',
      { type: 'transform', inputs: [], outputs: [{ lot: { material: 'PART' }, quantity: 0 }] },
      'invalid-event',
      '/outputs/0/quantity',
    ],
    ['no output at all', { type: 'transform', inputs: [], outputs: [] }, 'invalid-event', '/outputs'],
    [
      'an output of no material',
      { type: 'transform', inputs: [], outputs: [{ lot: { number: 'X' }, quantity: 1 }] },
      'invalid-event',
      '/outputs/0/lot/material',
    ],
    ['an order nobody stated', { ...opening('PART', 'P', 1), workOrder: 'WO-9' }, 'unknown-work-order', '/workOrder'],
    [
      'an operation the order does not have',
      { ...opening('PART', 'P', 1), workOrder: 'WO-1', operation: 99 },
      'unknown-operation',
      '/operation',
    ],
    ['an operation without an order', { ...opening('PART', 'P', 1), operation: 10 }, 'invalid-event', '/workOrder'],
    ['a work center nobody stated', { ...opening('PART', 'P', 1), workCenter: 'WC-9' }, 'unknown-work-center', '/workCenter'],
    [
      'a component the operation does not take',
      {
        type: 'transform',
        inputs: [{ lot: { number: 'B-1' }, quantity: 1 }],
        outputs: [{ lot: { number: 'P' }, quantity: 1 }],
        workOrder: 'WO-1',
        operation: 10,
      },
      'wrong-component',
      '/inputs/0/lot/material',
    ],
    [
      'one output twice',
      {
        type: 'transform',
        inputs: [],
        outputs: [
          { lot: { material: 'PUMP', number: 'U-1' }, quantity: 1 },
          { lot: { material: 'PUMP', number: 'U-1' }, quantity: 1 },
        ],
      },
      'lot-exists',
      '/outputs/1/lot/number',
    ],
    ['a serial that is there', opening('PUMP', 'U-0', 1), 'lot-exists', '/outputs/0/lot/number'],
    ['two pieces under one serial', opening('PUMP', 'U-2', 2), 'invalid-event', '/outputs/0/quantity'],
  ]
  it.each(cases)('refuses %s', async (_, event, code, pointer) => {
    await (await begun(receive('STEEL', 'S-1', 100), receive('BOLT', 'B-1', 10), opening('PUMP', 'U-0', 1))).refused(event, code, pointer)
  })

  it('takes both amounts of a new lot that is named twice', async () => {
    const plant = await begun(receive('STEEL', 'S-1', 100))
    await plant.ok({
      type: 'transform',
      inputs: [{ lot: { number: 'S-1' }, quantity: 10 }],
      outputs: [
        { lot: { material: 'TRAY', number: 'T-1' }, quantity: 3 },
        { lot: { material: 'TRAY', number: 'T-1', heat: 'H-7' }, quantity: 5 },
      ],
    })
    expect(await plant.onHand('T-1')).toBe(8)
    expect(await plant.rows('select value from identifier where value = $1', 'H-7')).toHaveLength(1)
  })

  it('links every input to every output and keeps the quantities', async () => {
    const plant = await begun(receive('STEEL', 'S-1', 100), receive('BOLT', 'B-1', 10))
    await plant.ok({
      type: 'transform',
      inputs: [
        { lot: { number: 'S-1' }, quantity: 40 },
        { lot: { number: 'B-1' }, quantity: 10 },
      ],
      outputs: [
        { lot: { material: 'PART', number: 'P-1' }, quantity: 15, scrap: 5 },
        { lot: { material: 'PART', number: 'P-2' }, quantity: 20 },
      ],
    })
    expect(await plant.links('P-1')).toEqual(['B-1 5 of 5', 'S-1 20 of 20'])
    expect(await plant.links('P-2')).toEqual(['B-1 5 of 5', 'S-1 20 of 20'])
    expect([await plant.onHand('S-1'), await plant.onHand('B-1'), await plant.onHand('P-1'), await plant.onHand('P-2')]).toEqual([
      60, 0, 15, 20,
    ])
  })

  it('adds to an existing lot of the same material', async () => {
    const plant = await begun(opening('PART', 'P-1', 5), opening('PART', 'P-1', 7))
    expect(await plant.onHand('P-1')).toBe(12)
  })

  it('books what has no lots without asking for stock, and says where the record is open', async () => {
    const plant = await begun(
      { type: 'receive', vendor: 'V-1', lot: { material: 'GREASE' }, quantity: 1 },
      {
        type: 'transform',
        inputs: [{ lot: { material: 'GREASE' }, quantity: 4 }],
        outputs: [{ lot: { material: 'PART', number: 'P-1' }, quantity: 1 }],
      },
    )
    expect(await plant.openEnds()).toEqual(['P-1 unlotted-material'])
    expect(await plant.onHand('UNLOTTED')).toBe(-3)
  })

  it('two lots of one material into two outputs: which got which is inferred, by hand', async () => {
    // 10 + 10 bolts into 5 + 15 pieces of one bolt each: 5 can be all of one or none; 15 have at least 5 of each and at most 10.
    const plant = await begun(receive('BOLT', 'B-1', 10), receive('BOLT', 'B-2', 10))
    await plant.ok({
      type: 'transform',
      inputs: [
        { lot: { number: 'B-1' }, quantity: 10 },
        { lot: { number: 'B-2' }, quantity: 10 },
      ],
      outputs: [
        { lot: { material: 'TRAY', number: 'T-1' }, quantity: 5 },
        { lot: { material: 'TRAY', number: 'T-2' }, quantity: 15 },
      ],
    })
    expect(await plant.links('T-1')).toEqual(['B-1 0/2.5/5 of 5', 'B-2 0/2.5/5 of 5'])
    expect(await plant.links('T-2')).toEqual(['B-1 5/7.5/10 of 15', 'B-2 5/7.5/10 of 15'])
  })
})

describe('runs: refused', () => {
  const cases: [string, Sent, string, string][] = [
    ['a run started twice', { type: 'start', run: 'R-1' }, 'run-exists', '/run'],
    ['start of an order nobody stated', { type: 'start', run: 'R-9', workOrder: 'WO-9' }, 'unknown-work-order', '/workOrder'],
    [
      'start of an operation the order does not have',
      { type: 'start', run: 'R-9', workOrder: 'WO-1', operation: 11 },
      'unknown-operation',
      '/operation',
    ],
    [
      'start on more than is there',
      { type: 'start', run: 'R-9', lots: [{ lot: { number: 'S-1' }, quantity: 101 }] },
      'quantity-exceeds-balance',
      '/lots/0/quantity',
    ],
    ['a load in a run nobody started', load('R-9', 'S-1'), 'unknown-run', '/run'],
    ['a load of a lot nobody knows', load('R-1', 'S-9'), 'unknown-lot', '/lot/number'],
    ['a load of more than is there', load('R-1', 'S-1', { quantity: 101 }), 'quantity-exceeds-balance', '/quantity'],
    ['a load of what the operation does not take', load('R-1', 'B-1', { quantity: 1 }), 'wrong-component', '/lot/material'],
    ['a load with an unknown unit', load('R-1', 'S-1', { quantity: 1, unit: 'oz' }), 'unknown-unit', '/unit'],
    ['taking off what is not loaded', { type: 'unload', run: 'R-1', lot: { number: 'S-1' } }, 'not-loaded', '/lot'],
    ['output of a run nobody started', produce('R-9', 'P-1', 1), 'unknown-run', '/run'],
    ['output of nothing', produce('R-1', 'P-1', 0), 'invalid-event', '/quantity'],
    ['output that began after it ended', produce('R-1', 'P-1', 1, { from: '2026-03-02T23:00:00Z' }), 'invalid-event', '/from'],
    ['finish of a run nobody started', { type: 'finish', run: 'R-9' }, 'unknown-run', '/run'],
    ['finish before the start', { type: 'finish', run: 'R-1', at: '2026-03-01T00:00:00Z' }, 'invalid-event', '/at'],
    [
      'finish with more than is there',
      { type: 'finish', run: 'R-1', lots: [{ lot: { number: 'S-1' }, quantity: 100, scrap: 1 }] },
      'quantity-exceeds-balance',
      '/lots/0/quantity',
    ],
    ['values of a run nobody started', { type: 'collect', run: 'R-9', values: [{ characteristic: 'D', value: 1 }] }, 'unknown-run', '/run'],
  ]
  it.each(cases)('%s', async (_, event, code, pointer) => {
    await (await turning(receive('BOLT', 'B-1', 10))).refused(event, code, pointer)
  })

  it('whatever comes after the finish, unless it is late', async () => {
    const plant = await turning(load('R-1', 'S-1', { quantity: 50 }), produce('R-1', 'P-1', 10), { type: 'finish', run: 'R-1' })
    await plant.refused(load('R-1', 'S-2', { quantity: 1 }), 'run-finished', '/run')
    await plant.refused({ type: 'unload', run: 'R-1', lot: { number: 'S-1' } }, 'run-finished', '/run')
    await plant.refused(produce('R-1', 'P-2', 1), 'run-finished', '/run')
    await plant.refused({ type: 'finish', run: 'R-1' }, 'run-finished', '/run')
    await plant.exception({ ...produce('R-1', 'P-2', 1), late: true }, 'run-finished')
    expect(await plant.links('P-2')).toEqual(['S-1 2 of 2'])
  })
})

describe('a precise run', () => {
  it('ends the load before it when another lot is loaded at the position, and closes the output filled so far', async () => {
    const plant = await turning(
      load('R-1', 'S-1', { quantity: 50 }),
      load('R-1', 'S-2', { quantity: 50, closes: { lot: { number: 'P-1' }, quantity: 25 } }),
      produce('R-1', 'P-2', 20),
    )
    expect(await plant.links('P-1')).toEqual(['S-1 50 of 50'])
    expect(await plant.links('P-2')).toEqual(['S-2 40 of 40'])
    expect(await plant.exceptions()).toEqual([])
  })

  it('has one lot per position in each output, also where some of the lot before is left over at the change', async () => {
    const plant = await turning(
      load('R-1', 'S-1', { quantity: 50 }),
      load('R-1', 'S-2', { quantity: 50, closes: { lot: { number: 'P-1' }, quantity: 20 } }),
      produce('R-1', 'P-2', 20),
      { type: 'finish', run: 'R-1' },
    )
    expect(await plant.links('P-1')).toEqual(['S-1 40 of 40'])
    expect(await plant.links('P-2')).toEqual(['S-2 40 of 40'])
    expect(await plant.exceptions()).toEqual([])
  })

  it('numbers the closed output itself', async () => {
    const plant = await turning(load('R-1', 'S-1', { quantity: 50 }))
    const number = await plant.made(load('R-1', 'S-2', { quantity: 50, closes: { quantity: 25 } }))
    expect(number).toMatch(/^26061-\d{4}$/)
    expect(await plant.links(number)).toEqual(['S-1 50 of 50'])
  })

  it('raises precise-run-mixed where an output spans two lots all the same, and infers both links', async () => {
    const plant = await turning(load('R-1', 'S-1', { quantity: 50 }), load('R-1', 'S-2', { quantity: 50 }))
    await plant.exception(produce('R-1', 'P-1', 40), 'precise-run-mixed')
    // 40 pieces need 80 kg: first in, first out gives 50 of the first and 30 of the second.
    expect(await plant.links('P-1')).toEqual(['S-1 50 of 80', 'S-2 30 of 80'])
    expect(await plant.rows('select distinct how from link where site = $1', plant.site)).toEqual([{ how: 'rule' }])
    expect(await plant.exceptions()).toEqual(['precise-run-mixed'])
  })

  it('takes more of the same lot without complaint', async () => {
    const plant = await turning(load('R-1', 'S-1', { quantity: 50 }), load('R-1', 'S-1', { quantity: 50 }), produce('R-1', 'P-1', 40))
    expect((await plant.rows<{ sum: number }>('select sum(quantity_expected) from link where site = $1', plant.site))[0]?.sum).toBe(80)
  })
})

describe('an approximate run: golden numbers', () => {
  it('sequential: first in, first out, to the piece', async () => {
    const plant = await filling(
      'FIFO',
      load('R-2', 'B-2', { quantity: 100, position: 'FIFO' }),
      produce('R-2', 'T-1', 20),
      produce('R-2', 'T-2', 10),
      produce('R-2', 'T-3', 20),
    )
    expect(await plant.links('T-1')).toEqual(['B-1 80 of 80'])
    expect(await plant.links('T-2')).toEqual(['B-1 20 of 40', 'B-2 20 of 40'])
    expect(await plant.links('T-3')).toEqual(['B-2 80 of 80'])
  })

  it('unknown order: all that may be, and all that must be', async () => {
    // 200 bolts, 100 of each. 80 drawn: 0..80 of each. 80 more: of the 120 left 20..100 are B-1, so at least 80 - 100 < 0. The last 40: no more than are left.
    const plant = await filling(
      'HEAP',
      load('R-2', 'B-2', { quantity: 100, position: 'HEAP' }),
      produce('R-2', 'T-1', 20),
      produce('R-2', 'T-2', 20),
      produce('R-2', 'T-3', 10),
    )
    expect(await plant.links('T-1')).toEqual(['B-1 0/40/80 of 80', 'B-2 0/40/80 of 80'])
    expect(await plant.links('T-2')).toEqual(['B-1 0/40/80 of 80', 'B-2 0/40/80 of 80'])
    expect(await plant.links('T-3')).toEqual(['B-1 0/20/40 of 40', 'B-2 0/20/40 of 40'])
  })

  it('unknown order, a large draw: what the other cannot have given is certain', async () => {
    // 120 of 100 + 100: at least 20 of each.
    const plant = await filling('HEAP', load('R-2', 'B-2', { quantity: 100, position: 'HEAP' }), produce('R-2', 'T-1', 30))
    expect(await plant.links('T-1')).toEqual(['B-1 20/60/100 of 120', 'B-2 20/60/100 of 120'])
  })

  it('a lot that came after the output was filled is not in it', async () => {
    const plant = await filling(
      'HEAP',
      produce('R-2', 'T-1', 10),
      load('R-2', 'B-2', { quantity: 100, position: 'HEAP' }),
      produce('R-2', 'T-2', 10),
    )
    expect(await plant.links('T-1')).toEqual(['B-1 40 of 40'])
    // 60 of B-1 and 100 of B-2 are there: 40 × 60/160 = 15 expected.
    expect(await plant.links('T-2')).toEqual(['B-1 0/15/40 of 40', 'B-2 0/25/40 of 40'])
  })

  it('mixed, homogeneous: the composition of the tank', async () => {
    const plant = await begun(
      {
        type: 'workOrder',
        number: 'WO-3',
        material: 'TRAY',
        quantity: 100,
        operations: [{ sequence: 10, name: 'Pour', workCenter: 'HOPPERS', components: [{ material: 'MILK', per: 1 }] }],
      },
      receive('MILK', 'K-1', 30),
      receive('MILK', 'K-2', 10),
      { type: 'start', run: 'R-3', workOrder: 'WO-3' },
      load('R-3', 'K-1', { quantity: 30, position: 'TANK' }),
      load('R-3', 'K-2', { quantity: 10, position: 'TANK', at: 600 }),
      produce('R-3', 'T-1', 20, { from: '2026-03-02T10:30:00Z', at: 660 }),
      produce('R-3', 'T-2', 20, { at: 720 }),
    )
    expect(await plant.links('T-1')).toEqual(['K-1 15 of 20', 'K-2 5 of 20'])
    expect(await plant.links('T-2')).toEqual(['K-1 15 of 20', 'K-2 5 of 20'])
  })

  it('use per piece that nobody stated follows from the totals at the finish', async () => {
    const plant = await begun(
      receive('BOLT', 'B-1', 90),
      receive('BOLT', 'B-2', 90),
      { type: 'start', run: 'R-4' },
      load('R-4', 'B-1', { quantity: 90, position: 'X' }),
      { type: 'produce', run: 'R-4', lot: { material: 'TRAY', number: 'T-1' }, quantity: 20 },
    )
    expect(await plant.links('T-1')).toEqual(['B-1 ? of ?'])
    await plant.ok({ type: 'produce', run: 'R-4', lot: { material: 'TRAY', number: 'T-2' }, quantity: 10 }, { type: 'finish', run: 'R-4' })
    expect(await plant.links('T-1')).toEqual(['B-1 60 of 60'])
    expect(await plant.links('T-2')).toEqual(['B-1 30 of 30'])
  })

  it('scrap uses material as well as good pieces do', async () => {
    const plant = await filling('FIFO', produce('R-2', 'T-1', 15, { scrap: 5 }))
    expect(await plant.links('T-1')).toEqual(['B-1 80 of 80'])
    expect(await plant.onHand('T-1')).toBe(15)
  })

  it('a late entry, recorded in its place in time, changes what follows it', async () => {
    const plant = await filling('FIFO', produce('R-2', 'T-1', 10, { at: 120 }), produce('R-2', 'T-2', 20, { at: 180 }))
    expect(await plant.links('T-2')).toEqual(['B-1 60 of 80'])
    await plant.ok(load('R-2', 'B-2', { quantity: 100, position: 'FIFO', at: 150 }))
    expect(await plant.links('T-1')).toEqual(['B-1 40 of 40'])
    expect(await plant.links('T-2')).toEqual(['B-1 60 of 80', 'B-2 20 of 80'])
  })
})

describe('unload and lots that stay connected', () => {
  it('gives back what is said, or what the record expects to be left', async () => {
    const plant = await filling('FIFO', produce('R-2', 'T-1', 10), { type: 'unload', run: 'R-2', lot: { number: 'B-1' } })
    expect(await plant.onHand('B-1')).toBe(60)
    await plant.ok(
      load('R-2', 'B-1', { quantity: 60, position: 'FIFO' }),
      { type: 'unload', run: 'R-2', lot: { number: 'B-1' }, quantity: 50 },
      { type: 'finish', run: 'R-2' },
    )
    expect(await plant.onHand('B-1')).toBe(50)
    expect(await plant.openEnds()).toEqual(['B-1 unaccounted-quantity'])
  })

  it('refuses to give back more than was loaded', async () => {
    await (await filling('FIFO')).refused(
      { type: 'unload', run: 'R-2', lot: { number: 'B-1' }, quantity: 101 },
      'quantity-exceeds-balance',
      '/quantity',
    )
  })

  it('uses a connected lot as the output needs it', async () => {
    const plant = await turning(load('R-1', 'S-1'), produce('R-1', 'P-1', 30))
    expect(await plant.onHand('S-1')).toBe(40)
    expect(await plant.links('P-1')).toEqual(['S-1 60 of 60'])
    await plant.refused(produce('R-1', 'P-2', 21), 'quantity-exceeds-balance')
    await plant.ok(produce('R-1', 'P-2', 20))
    expect(await plant.onHand('S-1')).toBe(0)
  })

  it('stops using it when it is taken off', async () => {
    const plant = await turning(
      load('R-1', 'S-1'),
      produce('R-1', 'P-1', 10),
      { type: 'unload', run: 'R-1', lot: { number: 'S-1' } },
      load('R-1', 'S-2', { at: 600 }),
      produce('R-1', 'P-2', 10, { from: '2026-03-02T10:00:00Z', at: 660 }),
    )
    expect(await plant.links('P-2')).toEqual(['S-2 20 of 20'])
    expect([await plant.onHand('S-1'), await plant.onHand('S-2')]).toEqual([80, 80])
  })
})

describe('open ends of a run', () => {
  it('output with nothing loaded, and a component nobody recorded', async () => {
    const plant = await turning(
      { type: 'start', run: 'R-9' },
      { type: 'produce', run: 'R-9', lot: { material: 'PART', number: 'P-9' }, quantity: 1 },
      produce('R-1', 'P-1', 1),
    )
    expect(await plant.openEnds()).toEqual(['P-1 component-not-recorded', 'P-9 output-without-input'])
  })
})

describe('pass', () => {
  it('reports the operation of the lot at the work center, and brings the lot there', async () => {
    const plant = await turning(load('R-1', 'S-1'), produce('R-1', 'P-1', 30))
    const [result] = await plant.ok({ type: 'pass', lot: { number: 'P-1' }, workCenter: 'WC-2', scrap: 2 })
    expect((await plant.rows('select work_order, operation, work_center from ledger where id = $1', result?.id))[0]).toEqual({
      work_order: 'WO-1',
      operation: 20,
      work_center: 'WC-2',
    })
    expect(await plant.places('P-1')).toEqual({ 'workCenter:WC-2': 28 })
  })

  it('notes a work center the routing does not have', async () => {
    const plant = await turning(load('R-1', 'S-1'), produce('R-1', 'P-1', 30))
    await plant.exception({ type: 'pass', lot: { number: 'P-1' }, workCenter: 'HOPPERS' }, 'not-in-routing')
  })

  const cases: [string, Sent, string, string][] = [
    [
      'more than is there',
      { type: 'pass', lot: { number: 'S-1' }, workCenter: 'WC-2', quantity: 90, scrap: 11 },
      'quantity-exceeds-balance',
      '/quantity',
    ],
    ['a lot that is used up', { type: 'pass', lot: { number: 'B-0' }, workCenter: 'WC-2' }, 'quantity-exceeds-balance', '/quantity'],
    ['a work center nobody stated', { type: 'pass', lot: { number: 'S-1' }, workCenter: 'WC-9' }, 'unknown-work-center', '/workCenter'],
    ['no work center', { type: 'pass', lot: { number: 'S-1' } }, 'invalid-event', '/workCenter'],
    ['a lot nobody knows', { type: 'pass', lot: { number: 'P-9' }, workCenter: 'WC-2' }, 'unknown-lot', '/lot/number'],
  ]
  it.each(cases)('refuses %s', async (_, event, code, pointer) => {
    const plant = await turning(receive('BOLT', 'B-0', 1), { type: 'scrap', lot: { number: 'B-0' }, quantity: 1, reason: 'bent' })
    await plant.refused(event, code, pointer)
  })
})

describe('pass at a work center that the routing visits again', () => {
  const wash = (more: object = {}): Sent => ({ type: 'pass', lot: { number: 'P-1' }, workCenter: 'WASH', ...more })
  const other: Sent = { type: 'pass', lot: { number: 'P-1' }, workCenter: 'CHECK' }
  const cut: Sent = {
    type: 'transform',
    inputs: [],
    outputs: [{ lot: { material: 'PART', number: 'P-1' }, quantity: 10 }],
    workOrder: 'WO-R',
    operation: 10,
  }
  const routed = (...more: Sent[]): Promise<Plant> =>
    begun(
      { type: 'workCenter', code: 'WASH' },
      { type: 'workCenter', code: 'CHECK' },
      {
        type: 'workOrder',
        number: 'WO-R',
        material: 'PART',
        quantity: 10,
        operations: [
          { sequence: 10, name: 'Cut', workCenter: 'WASH', createsLot: true },
          { sequence: 20, name: 'Wash', workCenter: 'WASH' },
          { sequence: 30, name: 'Check', workCenter: 'CHECK' },
          { sequence: 40, name: 'Wash again', workCenter: 'WASH' },
        ],
      },
      cut,
      ...more,
    )
  const reported = async (plant: Plant): Promise<number[]> =>
    (
      await plant.rows<{ operation: number }>(
        "select operation from ledger where site = $1 and type in ('pass', 'correct') order by sequence",
        plant.site,
      )
    ).map(row => row.operation)

  it.each<[string, Sent[], number[]]>([
    ['the first that the lot has not been through', [wash()], [20]],
    ['the next, when all of it is through the first', [wash(), wash()], [20, 40]],
    ['the same, while part of it is not through', [wash({ quantity: 4 }), wash({ quantity: 6 }), wash()], [20, 20, 40]],
    ['what comes after an operation that it is through, also where one before it was not reported', [other, wash()], [30, 40]],
    ['the last once more, when it is through all', [wash(), other, wash(), wash()], [20, 30, 40, 40]],
    ['what is left of it counts, not what was lost', [wash({ scrap: 3 }), wash()], [20, 40]],
    ['what is said, when it is said', [wash({ operation: 40 }), wash({ operation: 20 })], [40, 20]],
  ])('is %s', async (_what, events, operations) => {
    const together = await routed(...events)
    expect(await reported(together)).toEqual(operations)
    const apart = await routed()
    for (const event of events) await apart.ok(event)
    expect(await reported(apart)).toEqual(operations)
  })

  it('a report that was taken back does not count', async () => {
    for (const isApart of [false, true]) {
      const plant = await routed()
      const [first] = await plant.ok(wash())
      const correction = { type: 'correct', event: first?.id, reason: 'another lot', replacement: wash({ quantity: 4 }) }
      const events = [correction, wash({ quantity: 6 }), wash()]
      for (const sent of isApart ? events.map(event => [event]) : [events]) await plant.ok(...sent)
      expect(await reported(plant)).toEqual([20, 20, 20, 40])
    }
  })
})

describe('people and time', () => {
  it('is answered by a code, whether a code or a badge was sent, and never shows the badge', async () => {
    const plant = await begun()
    const results = await plant.ok({ ...opening('PART', 'P-1', 1), by: 'ANNA' }, { ...opening('PART', 'P-2', 1), by: 'badge-anna' })
    for (const { id } of results) expect(await plant.event(id)).toMatchObject({ by: 'ANNA', body: { by: 'ANNA' } })
    expect(await plant.rows(`select 1 from ledger where body like '%badge-anna%'`)).toEqual([])
    await plant.refused({ ...opening('PART', 'P-3', 1), by: 'NOBODY' }, 'unknown-person', '/by')
  })

  it('five minutes of clock skew are forgiven, more is not', async () => {
    const plant = await begun()
    await plant.ok({ ...opening('PART', 'P-1', 1), at: '2026-04-01T00:05:00Z' })
    await plant.refused({ ...opening('PART', 'P-2', 1), at: '2026-04-01T00:05:00.001Z' }, 'time-in-future', '/at')
    await plant.refused({ ...opening('PART', 'P-2', 1), at: '2026-03-02T08:00:00' }, 'invalid-event', '/at')
    await plant.refused({ ...opening('PART', 'P-2', 1), at: '2026-02-30T08:00:00Z' }, 'invalid-event', '/at')
  })

  it('every way to write the same instant is the same instant', async () => {
    const plant = await begun()
    const results = await plant.ok(
      ...[
        '2026-03-02T08:00:00.5Z',
        '2026-03-02T08:00:00,5Z',
        '2026-03-02T10:00:00.500+02:00',
        '2026-03-02T10:00:00.5+0200',
        '2026-03-02T08:00:00.5009999Z',
      ].map((time, index) => ({ ...opening('PART', `P-${index}`, 1), at: time })),
    )
    const rows = await plant.rows<{ at: number }>(
      'select at from ledger where id = any($1)',
      results.map(result => result.id),
    )
    expect(new Set(rows.map(row => Number(row.at)))).toEqual(new Set([Date.parse('2026-03-02T08:00:00.500Z')]))
  })

  it('what expired is not used, on the day it expires it still is', async () => {
    const plant = await begun(receive('STEEL', 'S-1', 10, { lot: { material: 'STEEL', number: 'S-1', expiresAt: '2026-03-05' } }))
    const use = (time: string): Sent => ({
      type: 'transform',
      at: time,
      inputs: [{ lot: { number: 'S-1' }, quantity: 1 }],
      outputs: [{ lot: { material: 'PART' }, quantity: 1 }],
    })
    await plant.ok(use('2026-03-05T23:59:59Z'))
    await plant.refused(use('2026-03-06T00:00:00Z'), 'lot-expired', '/inputs/0/lot')
    await plant.exception({ ...use('2026-03-06T00:00:00Z'), late: true }, 'lot-expired')
  })

  it('a shelf life gives the expiry where nobody stated it', async () => {
    const plant = await begun(
      { type: 'material', code: 'PASTE', shelfLifeDays: 2 },
      { type: 'receive', vendor: 'V-1', lot: { material: 'PASTE', number: 'Q-1' }, quantity: 1, at: '2026-03-02T08:00:00Z' },
    )
    await plant.refused(
      { type: 'ship', shipment: 'SH', customer: 'C-1', lots: [{ lot: { number: 'Q-1' } }], at: '2026-03-04T08:00:01Z' },
      'lot-expired',
      '/lots/0/lot',
    )
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
