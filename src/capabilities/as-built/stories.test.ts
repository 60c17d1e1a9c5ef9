/** What becomes of a record in the cases that are hard to keep: each story is recorded through the door, and its record is read and compared. */
import { afterAll, describe, expect, it } from 'vitest'
import { expectSound, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import type { AsBuilt } from './record.ts'

const at = testStore()
const lot = (number: string): { number: string } => ({ number })

async function record(plant: Plant, number: string): Promise<AsBuilt> {
  const [row] = await plant.rows<{ id: number }>('select id from lot where site = $1 and number = $2', plant.site, number)
  return ask<AsBuilt>(plant.services, `GET /lots/${row?.id ?? 0}/as-built`)
}
const designText = ({ design }: AsBuilt): string[] =>
  design.flatMap(({ workOrder, lines }) =>
    lines.map(
      line =>
        `${workOrder} ${line.material} ${line.expected ?? '?'}/${line.built} ${line.status}: ${line.parts.map(part => `${part.number}${part.deviation ? ` by ${part.deviation}` : ''}${part.alternate ? ' alternate' : ''}`).join(', ')}`,
    ),
  )
const codes = ({ gaps }: AsBuilt): string[] => gaps.map(gap => gap.code)

describe('a fraction of a lot in two furnace loads', () => {
  const order: Sent = {
    type: 'workOrder',
    number: 'WO-1',
    material: 'PART',
    quantity: 100,
    operations: [
      { sequence: 10, name: 'Mill', workCenter: 'WC-1', createsLot: true },
      {
        sequence: 20,
        name: 'Heat treat',
        workCenter: 'WC-2',
        characteristics: [{ code: 'soak', kind: 'number', unit: 'Cel', min: 835, max: 855, required: true }],
      },
    ],
  }
  const load = (run: string, quantity: number, soak: number): Sent[] => [
    { type: 'start', run, workCenter: 'WC-2', lots: [{ lot: lot('G1'), quantity }] },
    { type: 'finish', run, lots: [{ lot: lot('G1'), quantity }], values: [{ characteristic: 'soak', value: soak, unit: 'Cel' }] },
  ]
  const begun = (...more: Sent[]): Promise<Plant> =>
    plantWithBasics(
      at,
      order,
      {
        type: 'transform',
        workOrder: 'WO-1',
        operation: 10,
        inputs: [],
        outputs: [{ lot: { material: 'PART', number: 'G1' }, quantity: 100 }],
      },
      ...more,
    )

  it.each<[string, [string, number, number][], (string | null)[], string[], string[]]>([
    [
      '60 and 40 are the whole lot once',
      [
        ['H1', 60, 840],
        ['H2', 40, 850],
      ],
      [null, null],
      ['60 possible true', '40 possible true'],
      [],
    ],
    [
      'all of it, and 25 once more, are rework of 25',
      [
        ['H1', 100, 840],
        ['H2', 25, 845],
      ],
      [null, '25'],
      ['100 certain true', '25 possible true'],
      [],
    ],
    [
      '60 and 60 are rework of 20',
      [
        ['H1', 60, 840],
        ['H2', 60, 845],
      ],
      [null, '20'],
      ['60 possible true', '60 possible true'],
      [],
    ],
    [
      'a part was too hot, and nobody decided',
      [
        ['H1', 60, 840],
        ['H2', 40, 900],
      ],
      [null, null],
      ['60 possible true', '40 possible false'],
      ['value-out-of-limits'],
    ],
    [
      'too hot, and measured again in limits',
      [
        ['H1', 100, 900],
        ['H2', 100, 850],
      ],
      [null, '100'],
      ['100 certain false', '100 certain true'],
      [],
    ],
  ])('%s', async (_, loads, rework, values, gaps) => {
    const plant = await begun(...loads.flatMap(([run, quantity, soak]) => load(run, quantity, soak)))
    const said = await record(plant, 'G1')
    expect(said.operations.filter(row => row.name === 'Heat treat').map(row => row.rework)).toEqual(rework)
    expect(said.values.map(row => `${row.quantity} ${row.certainty} ${row.inRange}`)).toEqual(values)
    expect(codes(said).filter(code => code !== 'output-without-input')).toEqual(gaps)
  })

  it('each part shows the values of its own load, a part of both loads both, and so does what was made of it', async () => {
    const into = (run: string, soak: number, ...parts: [string, number][]): Sent[] => {
      const lots = parts.map(([number, quantity]) => ({ lot: lot(number), quantity }))
      return [
        { type: 'start', run, workCenter: 'WC-2', lots },
        { type: 'finish', run, lots, values: [{ characteristic: 'soak', value: soak, unit: 'Cel' }] },
      ]
    }
    const made = (number: string, part: string): Sent => ({
      type: 'transform',
      inputs: [{ lot: lot(part), quantity: 1 }],
      outputs: [{ lot: { material: 'PUMP', number }, quantity: 1 }],
    })
    const plant = await begun(
      { type: 'split', lot: lot('G1'), into: [40, 30, 20].map((quantity, index) => ({ number: `G1-${index + 1}`, quantity })) },
      { type: 'serialize', lot: lot('G1'), serials: ['S-1', 'S-2'] },
      ...into('H1', 840, ['G1-1', 40], ['G1-3', 20], ['S-1', 1]),
      ...into('H2', 850, ['G1-2', 30], ['G1-3', 20], ['S-2', 1]),
      made('P-1', 'G1-1'),
      made('P-2', 'S-2'),
      made('P-3', 'G1-3'),
    )
    const shown = async (number: string): Promise<string[]> =>
      (await record(plant, number)).values.map(row => `${row.run} ${row.value} of ${row.quantity} ${row.lot.number} ${row.certainty}`)
    expect(await shown('G1-1')).toEqual(['H1 840 of 40 G1-1 certain'])
    expect(await shown('G1-2')).toEqual(['H2 850 of 30 G1-2 certain'])
    expect(await shown('G1-3')).toEqual(['H1 840 of 20 G1-3 certain', 'H2 850 of 20 G1-3 certain'])
    expect(await shown('S-1')).toEqual(['H1 840 of 1 S-1 certain'])
    expect(await shown('S-2')).toEqual(['H2 850 of 1 S-2 certain'])
    expect(await shown('P-1')).toEqual(['H1 840 of 40 G1-1 certain'])
    expect(await shown('P-2')).toEqual(['H2 850 of 1 S-2 certain'])
    expect(await shown('P-3')).toEqual(['H1 840 of 20 G1-3 certain', 'H2 850 of 20 G1-3 certain'])
    expect(await shown('G1'), 'the rest was in no load').toEqual([])
  })

  it('keeps the limits a value had when the order asks for others later', async () => {
    const plant = await begun(...load('H1', 100, 840))
    const stricter = structuredClone(order) as Sent & { operations: { characteristics?: { min: number }[] }[] }
    const characteristic = stricter.operations[1]?.characteristics?.[0]
    if (characteristic) characteristic.min = 845
    await plant.ok(stricter)
    expect((await record(plant, 'G1')).values).toMatchObject([{ min: '835', max: '855', inRange: true, limitsFrom: 'fact' }])
  })

  it('gives a value of the whole order to its lots, of half of it as possible', async () => {
    const plant = await begun(...load('H1', 100, 840), {
      type: 'collect',
      workOrder: 'WO-1',
      quantity: 50,
      values: [{ characteristic: 'hardness', value: 58 }],
    })
    await plant.ok({ type: 'collect', workOrder: 'WO-1', values: [{ characteristic: 'colour', value: 'grey' }] })
    const { values } = await record(plant, 'G1')
    expect(
      values.filter(row => row.characteristic !== 'soak').map(row => `${row.characteristic} ${row.quantity} ${row.certainty}`),
    ).toEqual(['hardness 50 possible', 'colour 100 certain'])
  })
})

describe('a rework loop through an earlier operation', () => {
  const order: Sent = {
    type: 'workOrder',
    number: 'WO-2',
    material: 'PUMP',
    quantity: 1,
    operations: [
      { sequence: 10, name: 'Assemble', workCenter: 'WC-1', createsLot: true },
      { sequence: 20, name: 'Grind', workCenter: 'WC-1', passThrough: true },
      { sequence: 30, name: 'Check', workCenter: 'WC-2', passThrough: true },
    ],
  }
  const pass = (operation: number): Sent => ({
    type: 'pass',
    lot: lot('P1'),
    workOrder: 'WO-2',
    operation,
    workCenter: operation === 20 ? 'WC-1' : 'WC-2',
  })
  it('tells the decision, and which operations were done again; before that, that they are open', async () => {
    const plant = await plantWithBasics(
      at,
      order,
      {
        type: 'transform',
        workOrder: 'WO-2',
        operation: 10,
        inputs: [],
        outputs: [{ lot: { material: 'PUMP', number: 'P1' }, quantity: 1 }],
      },
      pass(20),
      pass(30),
      { type: 'hold', hold: 'H-P1', lots: [lot('P1')], reason: 'burr found', by: 'ANNA' },
      { type: 'dispose', lots: [{ lot: lot('P1') }], disposition: 'rework', reason: 'grind again', by: 'ANNA' },
    )
    const before = await record(plant, 'P1')
    expect(codes(before)).toContain('rework-not-reported')
    expect(before.dispositions).toMatchObject([
      { disposition: 'rework', reason: 'grind again', by: 'ANNA', freed: ['H-P1'], quantity: null, lot: { number: 'P1' } },
    ])
    await plant.ok(pass(20), pass(30))
    const after = await record(plant, 'P1')
    expect(after.operations.map(row => `${row.sequence} ${row.rework}`)).toEqual(['10 null', '20 null', '30 null', '20 1', '30 1'])
    expect(codes(after)).toEqual(['output-without-input'])
    expect(after.holds).toMatchObject([{ hold: 'H-P1', reason: 'burr found', direct: true, lot: { number: 'P1' } }])
  })
})

describe('as designed against as built', () => {
  const people: Sent[] = [
    { type: 'person', code: 'QUINN', roles: ['quality'] },
    { type: 'person', code: 'REA', name: 'Rea Berg', roles: ['quality'], pin: '771204' },
  ]
  const order: Sent = {
    type: 'workOrder',
    number: 'WO-3',
    material: 'PUMP',
    quantity: 10,
    operations: [
      {
        sequence: 10,
        name: 'Assemble',
        workCenter: 'WC-1',
        createsLot: true,
        components: [
          { material: 'BOLT', per: 4 },
          { material: 'STEEL', per: 2, alternates: ['PART'] },
          { material: 'MOTOR', per: 1 },
        ],
      },
    ],
  }
  const make = (inputs: [string, number][]): Sent => ({
    type: 'transform',
    workOrder: 'WO-3',
    operation: 10,
    inputs: inputs.map(([number, quantity]) => ({ lot: lot(number), quantity })),
    outputs: [{ lot: { number: 'P1' }, quantity: 1 }],
  })
  const install = (number: string): Sent => ({
    type: 'install',
    assembly: lot('P1'),
    component: lot(number),
    workOrder: 'WO-3',
    operation: 10,
  })
  const begun = (...more: Sent[]): Promise<Plant> =>
    plantWithBasics(
      at,
      ...people,
      order,
      receive('BOLT', 'B1', 100),
      receive('STEEL', 'S1', 100),
      receive('PART', 'X1', 100),
      receive('TRAY', 'T1', 100),
      receive('MOTOR', 'M1', 1),
      receive('MOTOR', 'M2', 1),
      receive('MOTOR', 'M3', 1),
      ...more,
    )

  it.each<[string, Sent[], string[], string[]]>([
    [
      'all as designed',
      [
        make([
          ['B1', 4],
          ['S1', 2],
        ]),
        install('M1'),
      ],
      ['WO-3 BOLT 4/4 as-designed: B1', 'WO-3 STEEL 2/2 as-designed: S1', 'WO-3 MOTOR 1/1 as-designed: M1'],
      [],
    ],
    [
      'one bolt too few',
      [
        make([
          ['B1', 3],
          ['S1', 2],
        ]),
        install('M1'),
      ],
      ['WO-3 BOLT 4/3 short: B1', 'WO-3 STEEL 2/2 as-designed: S1', 'WO-3 MOTOR 1/1 as-designed: M1'],
      ['component-short'],
    ],
    [
      'too much steel',
      [
        make([
          ['B1', 4],
          ['S1', 3],
        ]),
        install('M1'),
      ],
      ['WO-3 BOLT 4/4 as-designed: B1', 'WO-3 STEEL 2/3 over: S1', 'WO-3 MOTOR 1/1 as-designed: M1'],
      [],
    ],
    [
      'an alternate of the bill of materials',
      [
        make([
          ['B1', 4],
          ['X1', 2],
        ]),
        install('M1'),
      ],
      ['WO-3 BOLT 4/4 as-designed: B1', 'WO-3 STEEL 2/2 substituted: X1 alternate', 'WO-3 MOTOR 1/1 as-designed: M1'],
      [],
    ],
    [
      'no motor',
      [
        make([
          ['B1', 4],
          ['S1', 2],
        ]),
      ],
      ['WO-3 BOLT 4/4 as-designed: B1', 'WO-3 STEEL 2/2 as-designed: S1', 'WO-3 MOTOR 1/0 missing: '],
      ['component-not-recorded'],
    ],
    [
      'the motor taken out',
      [
        make([
          ['B1', 4],
          ['S1', 2],
        ]),
        install('M1'),
        { type: 'remove', assembly: lot('P1'), component: lot('M1'), reason: 'noisy' },
      ],
      ['WO-3 BOLT 4/4 as-designed: B1', 'WO-3 STEEL 2/2 as-designed: S1', 'WO-3 MOTOR 1/0 missing: '],
      ['component-removed'],
    ],
  ])('%s', async (_, built, lines, gaps) => {
    const plant = await begun(...built)
    const said = await record(plant, 'P1')
    expect(designText(said)).toEqual(lines)
    expect(codes(said)).toEqual(gaps)
  })

  it('what nobody designed is found, however it came in', async () => {
    const plant = await begun(
      make([
        ['B1', 4],
        ['S1', 2],
      ]),
      install('M1'),
    )
    await plant.ok({ type: 'install', assembly: lot('P1'), component: lot('T1'), quantity: 1 })
    const said = await record(plant, 'P1')
    expect(designText(said)).toContain('WO-3 TRAY ?/1 extra: T1')
    expect(said.gaps).toMatchObject([{ code: 'component-not-designed', detail: expect.stringContaining('T1') as string }])
  })

  it('is the order as it stood when it was built: a bill of materials that changes later judges nothing anew', async () => {
    const plant = await begun(
      make([
        ['B1', 4],
        ['S1', 2],
      ]),
      install('M1'),
    )
    const later = structuredClone(order) as Sent & { operations: { components: { per: number }[] }[] }
    const [bolts] = later.operations[0]?.components ?? []
    if (bolts) bolts.per = 6
    await plant.ok(later)
    expect(designText(await record(plant, 'P1'))[0]).toBe('WO-3 BOLT 4/4 as-designed: B1')
  })

  it('a deviation approved and used, then expired and withdrawn: the record says by what it was good', async () => {
    const soon = Date.parse('2026-03-02T00:00:00Z') + 60 * 60_000
    const plant = await begun()
    await plant.ok({
      type: 'deviation',
      number: 'DEV-9',
      component: 'BOLT',
      workOrder: 'WO-3',
      allows: { material: 'TRAY' },
      until: new Date(soon).toISOString(),
      reason: 'bolts late',
      by: 'ANNA',
    })
    await plant.refused(
      make([
        ['T1', 4],
        ['S1', 2],
      ]),
      'wrong-component',
    )
    await ask(plant.services, 'POST /signatures', {
      event: plant.complete({ type: 'approve', deviation: 'DEV-9', reason: 'same strength' }),
      signers: [{ person: 'REA', pin: '771204', meaning: 'Approved' }],
    })
    await plant.ok(
      make([
        ['T1', 4],
        ['S1', 2],
      ]),
      install('M1'),
    )
    await plant.refused(
      {
        ...make([
          ['T1', 4],
          ['S1', 2],
        ]),
        at: 90,
        outputs: [{ lot: { number: 'P2' }, quantity: 1 }],
      },
      'wrong-component',
    )
    await plant.ok({ type: 'withdraw', deviation: 'DEV-9', reason: 'bolts are here', by: 'QUINN', at: 91 })
    const said = await record(plant, 'P1')
    expect(designText(said)).toEqual([
      'WO-3 BOLT 4/4 substituted: T1 by DEV-9',
      'WO-3 STEEL 2/2 as-designed: S1',
      'WO-3 MOTOR 1/1 as-designed: M1',
    ])
    expect(said.deviations).toMatchObject([
      {
        deviation: 'DEV-9',
        rule: 'wrong-component',
        component: { number: 'T1' },
        of: { number: 'P1' },
        designed: 'BOLT',
        requestedBy: 'ANNA',
        approvedBy: 'REA',
        status: 'withdrawn',
        until: new Date(soon).toISOString(),
      },
    ])
    expect(said.signatures).toMatchObject([
      { by: 'REA', name: 'Rea Berg', meaning: 'Approved', type: 'approve', valid: true, later: false },
    ])
    expect(codes(said)).toEqual([])
  })

  it('a component replaced twice, each with its reason', async () => {
    const swap = (before: string, after: string, reason: string): Sent[] => [
      { type: 'remove', assembly: lot('P1'), component: lot(before), reason, disposition: 'scrap' },
      install(after),
    ]
    const plant = await begun(
      make([
        ['B1', 4],
        ['S1', 2],
      ]),
      install('M1'),
      ...swap('M1', 'M2', 'noisy'),
      ...swap('M2', 'M3', 'seized'),
    )
    const said = await record(plant, 'P1')
    expect(said.replacements).toMatchObject([
      {
        material: 'MOTOR',
        before: [
          { number: 'M1', reason: 'noisy', disposition: 'scrap' },
          { number: 'M2', reason: 'seized', disposition: 'scrap' },
        ],
        now: [{ number: 'M3' }],
      },
    ])
    expect(designText(said)[2]).toBe('WO-3 MOTOR 1/1 as-designed: M3')
    expect(
      said.operations.map(row => row.rework),
      'installing three motors is no rework',
    ).toEqual(said.operations.map(() => null))
    expect(codes(said)).toEqual([])
  })

  it('taken apart into stock: what was in it, until when and why; the parts go on', async () => {
    const plant = await begun(
      make([
        ['B1', 4],
        ['S1', 2],
      ]),
      install('M1'),
    )
    await plant.ok({ type: 'disassemble', assembly: lot('P1'), reason: 'returned from the field', to: 'STORE' })
    const said = await record(plant, 'P1')
    expect(said.components.filter(row => row.number === 'M1')).toMatchObject([
      { removedAt: expect.any(String) as string, removedReason: 'returned from the field' },
    ])
    expect(designText(said)[2]).toBe('WO-3 MOTOR 1/0 missing: ')
    expect(codes(said)).toEqual(['component-removed'])
    expect(await plant.places('M1')).toEqual({ 'location:STORE': 1 })
  })

  it('a component on hold while it was in, and what was decided about it', async () => {
    const plant = await begun()
    await plant.ok(
      { type: 'hold', hold: `H-${plant.site}`, lots: [lot('B1')], reason: 'certificate missing', by: 'ANNA' },
      { type: 'dispose', lots: [{ lot: lot('B1') }], disposition: 'use-as-is', reason: 'certificate came', by: 'QUINN' },
      make([
        ['B1', 4],
        ['S1', 2],
      ]),
      install('M1'),
      { type: 'release', hold: `H-${plant.site}`, reason: 'closed', by: 'QUINN' },
    )
    const said = await record(plant, 'P1')
    expect(said.holds).toMatchObject([{ hold: `H-${plant.site}`, direct: false, lot: { number: 'B1' }, releaseReason: 'closed' }])
    expect(said.dispositions).toMatchObject([{ lot: { number: 'B1' }, disposition: 'use-as-is', by: 'QUINN', freed: [`H-${plant.site}`] }])
  })
})

afterAll(() => expectSound(at), 60_000)
