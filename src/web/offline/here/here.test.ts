import { describe, expect, it } from 'vitest'
import type { AskedList, AskedRow, LabelledLot, OrderHere, StationContext, StationPolicies } from '../../../client/index.ts'
import { message } from '../../../words/index.ts'
import type { EnteredValues } from '../asked.ts'
import { hereAfter, type Knowing, nextHere, readHere } from './index.ts'

const lot = (material: string, number: string, more: Partial<LabelledLot> = {}): LabelledLot => ({
  material,
  number,
  identifiers: [],
  ...more,
})
const value = (code: string, more: Partial<AskedRow> = {}): AskedRow => ({
  as: `value:${code}`,
  isRequired: true,
  question: {
    message: message('ask.value', { characteristic: code, limits: '' }),
    answers: [],
    input: { kind: 'number', prefix: 'VALUE:', min: '1', max: '9' },
  },
  field: { name: code, of: null, limits: '' },
  ...more,
})

type Job = Parameters<typeof readHere>[0]
interface At {
  job?: Job
  list?: Partial<AskedList>
  policies?: StationPolicies
  held?: string[]
  isOld?: boolean
  context?: StationContext | null
}
type Said = string | [string, EnteredValues]

/** What each scan comes to, one after the other: what it asks for, what is refused, what is said. */
function told({ job = 'report', list = {}, policies = {}, held = [], isOld = false, context = null }: At, ...scans: Said[]): string[] {
  const knowing: Knowing = {
    list: { at: '2026-11-01T08:00:00Z', asked: [], ...list },
    policies,
    mark: '.',
    isHeld: name => held.includes(name),
    holds: { at: undefined, isOld },
    now: Date.parse('2026-11-01T09:00:00Z'),
  }
  const scanned = scans.map(one => (typeof one === 'string' ? { text: one, entered: {} } : { text: one[0], entered: one[1] }))
  return scanned.map((one, index) => {
    const here = hereAfter(job, knowing, { context, scans: scanned.slice(0, index) })
    const { rows, refused, said } = readHere(job, knowing, here, one)
    const open = rows.filter(row => one.entered[row.as] === undefined).map(row => row.as)
    if (refused) return `${refused.kind} ${refused.message.key}`
    return open.length > 0 ? `asks ${open.join(' ')}` : (said?.message.text ?? 'kept')
  })
}

describe('lots that wait', () => {
  const list = {
    asked: [
      { lots: [lot('GEAR', 'L-1', { identifiers: ['EPC-1'] }), lot('GEAR', 'L-2')], now: [value('BORE')], after: [value('CLEAN')] },
      { lots: [lot('GEAR', 'L-2'), lot('GEAR', 'L-3')], now: [value('CLEAN')], after: [] },
      { lots: [lot('WHEEL', 'L-4')], now: [value('BORE')], after: [] },
      { lots: [lot('GEAR', 'L-4')], now: [value('BORE')], after: [] },
    ],
  }
  it.each<[string, Said[], string]>([
    ['by its number', ['L-1'], 'asks value:BORE'],
    ['in small letters', ['l-1'], 'asks value:BORE'],
    ['by another identifier', ['EPC-1'], 'asks value:BORE'],
    ['by a GS1 label', ['(01)04006381333931(10)L-1'], 'asks value:BORE'],
    ['the second time it is finished', [['L-1', { 'value:BORE': '2' }], 'L-1'], 'asks value:CLEAN'],
    ['not a third time', ['L-1', 'L-1', 'L-1'], 'kept'],
    ['what was taken back does not count', ['L-1', 'UNDO', 'L-1'], 'asks value:BORE'],
    ['two materials share the number', ['L-4'], 'kept'],
    ['a lot that came since', ['L-5'], 'kept'],
  ])('%s', (_name, scans, expected) => expect(told({ list }, ...scans).at(-1)).toBe(expected))

  const each = [value('BORE', { each: true }), value('BORE', { as: 'value:BORE#2', each: true }), value('OVEN')]
  const load = { asked: [{ lots: [lot('GEAR', 'L-1'), lot('GEAR', 'L-2'), lot('GEAR', 'L-3')], now: each, after: [] }] }
  it('are gathered, taken out when scanned again, and reported by one confirmation, each with its own values', () => {
    expect(told({ list: load, policies: { together: true } }, 'L-1', 'L-2', 'L-3', 'L-2', 'X-9', 'DONE')).toEqual([
      'L-1 added: 1 lot together',
      'L-2 added: 2 lots together',
      'L-3 added: 3 lots together',
      'L-2 taken out: 2 lots together',
      'Not known here: the server will tell',
      'asks value:BORE@GEAR/L-1 value:BORE@GEAR/L-1#2 value:OVEN value:BORE@GEAR/L-3 value:BORE@GEAR/L-3#2',
    ])
  })
  it('that were gathered before the line was cut are in it', () => {
    const context: StationContext = { people: [], latched: false, lots: [{ material: 'GEAR', number: 'L-1' }] }
    expect(told({ list: load, policies: { together: true }, context }, 'DONE')).toEqual(['asks value:BORE value:BORE#2 value:OVEN'])
  })
})

describe('a run', () => {
  const order: OrderHere = {
    number: 'WO-1',
    material: 'PIN',
    unit: 'pcs',
    operation: 'Turn',
    precise: true,
    parts: [{ material: 'BAR', position: 'SPINDLE', quantity: '1' }],
    run: null,
    now: [value('SETUP')],
    after: [value('DIA', { sample: { of: { oneIn: 10 }, had: 0 } })],
    units: [],
  }
  const list = { orders: [order], stock: [lot('BAR', 'B-1'), lot('BAR', 'B-2'), lot('TUBE', 'T-1')] }
  const begun: Said = ['WO-1', { 'value:SETUP': '3' }]
  it('asks what its start asks, what a change of raw lot closes, and at the end how much, and as many values as that needs', () => {
    expect(told({ list }, 'WO-1')).toEqual(['asks value:SETUP'])
    expect(told({ list }, begun, 'B-1', 'B-2').slice(1)).toEqual(['B-1 goes into WO-1', 'asks close'])
    expect(told({ list }, begun, 'B-1', 'WO-1').at(-1)).toBe('asks output')
    expect(told({ list }, begun, ['WO-1', { output: '25' }]).at(-1)).toBe('asks value:DIA value:DIA#2 value:DIA#3')
    expect(told({ list }, begun, 'QTY:5', 'DONE').at(-1)).toBe('asks value:DIA')
    // Of what was closed before there is more.
    expect(told({ list }, begun, 'B-1', ['B-2', { close: '40' }], ['DONE', { output: '1' }]).at(-1)).toBe(
      'asks value:DIA value:DIA#2 value:DIA#3 value:DIA#4',
    )
  })
  it('stops the wrong raw material, and starts anew once it is over', () => {
    expect(told({ list }, begun, 'T-1').at(-1)).toBe('stop stop.wrong-part')
    expect(told({ list }, begun, ['DONE', { output: '1', 'value:DIA': '2' }], 'WO-1').slice(1)).toEqual([
      'WO-1 finished',
      'asks value:SETUP',
    ])
  })
  it('that was open before goes on; by policy it closes at what is expected, and the load is asked', () => {
    const open = { ...list, orders: [{ ...order, run: { run: 'R-1', loaded: [{ material: 'BAR', number: 'B-1', position: 'SPINDLE' }] } }] }
    const context: StationContext = { people: [], latched: false, run: 'R-1' }
    expect(told({ list: open, context }, 'B-2')).toEqual(['asks close'])
    expect(told({ list: open, context, policies: { closeQuantity: 'expected', loadQuantity: 'ask' } }, 'B-2')).toEqual(['asks load'])
    expect(told({ list: open }, 'WO-1')).toEqual(['WO-1 goes on: Turn'])
  })
})

describe('an assembly', () => {
  const parts = ['MOTOR', 'HOUSING', 'MOTOR'].map(material => ({ material, position: material, quantity: '1' }))
  const order: OrderHere = {
    number: 'WO-4',
    material: 'PUMP',
    unit: 'ea',
    operation: 'Build',
    precise: false,
    parts,
    run: null,
    now: [],
    after: [value('LEAK')],
    units: [
      { lot: lot('PUMP', 'U-1'), installed: [{ material: 'MOTOR', number: 'M-8' }] },
      {
        lot: lot('PUMP', 'U-2'),
        installed: [
          { material: 'MOTOR', number: 'M-8' },
          { material: 'MOTOR', number: 'M-3' },
          { material: 'HOUSING', number: 'H-8' },
        ],
      },
    ],
  }
  const list = {
    orders: [order],
    stock: [...['M-1', 'M-2', 'M-3'].map(number => lot('MOTOR', number)), lot('HOUSING', 'H-1'), lot('SEAL', 'S-1')],
  }
  const at: At = { job: 'assemble', list }
  it.each<[string, Said[], string[]]>([
    [
      'in any order, the order last',
      ['M-1', 'H-1', 'M-2', 'WO-4'],
      [
        'M-1 noted: 1 part. Scan the assembly',
        'H-1 noted: 2 parts. Scan the assembly',
        'M-2 noted: 3 parts. Scan the assembly',
        'asks value:LEAK',
      ],
    ],
    ['the order first', ['WO-4', 'H-1', 'M-1'], ['WO-4: 3 parts missing', 'H-1 is in. 2 parts missing', 'M-1 is in. 1 part missing']],
    [
      'a part that is in comes out, and another goes in',
      ['WO-4', 'M-1', 'M-1', 'H-1', 'DONE', 'X-9', 'M-1', 'M-2', 'M-1'],
      [
        'WO-4: 3 parts missing',
        'M-1 is in. 2 parts missing',
        'M-1 comes out. Scan the new part',
        'stop stop.wrong-part',
        'attention ask.swap',
        'attention ask.swap',
        'attention ask.part-twice',
        'M-1 out, M-2 in',
        'M-1 is in. 1 part missing',
      ],
    ],
    [
      'it stays in after all',
      ['WO-4', 'M-1', 'M-1', 'NO', 'M-2'],
      ['WO-4: 3 parts missing', 'M-1 is in. 2 parts missing', 'M-1 comes out. Scan the new part', 'kept', 'M-2 is in. 1 part missing'],
    ],
    ['a part that is in another unit', ['WO-4', 'H-8'], ['WO-4: 3 parts missing', 'attention ask.part-twice']],
    ['out of a unit that is whole', ['U-2', 'M-3', 'M-2'], ['U-2: 0 parts missing', 'M-3 comes out. Scan the new part', 'M-3 out, M-2 in']],
    [
      'one too many',
      ['WO-4', 'M-1', 'M-2', 'M-3'],
      ['WO-4: 3 parts missing', 'M-1 is in. 2 parts missing', 'M-2 is in. 1 part missing', 'attention ask.part-twice'],
    ],
    ['a wrong part', ['WO-4', 'S-1'], ['WO-4: 3 parts missing', 'stop stop.wrong-part']],
    ['a unit that is there', ['U-1', 'H-1', 'M-1'], ['U-1: 2 parts missing', 'H-1 is in. 1 part missing', 'asks value:LEAK']],
  ])('%s', (_name, scans, expected) => expect(told(at, ...scans)).toEqual(expected))
  it('goes on with the next, without what is in the one before', () => {
    expect(told(at, 'WO-4', 'M-1', 'M-2', ['H-1', { 'value:LEAK': '2' }], 'M-1', 'M-3').slice(-2)).toEqual([
      'attention ask.part-twice',
      'M-3 is in. 2 parts missing',
    ])
  })
})

describe('one of a series', () => {
  const series = lot('SEAL', 'S-001..S-100', { identifiers: ['serials S-001 to S-100'], quantity: '100' })
  const order: OrderHere = {
    number: 'WO-7',
    material: 'PUMP',
    unit: 'ea',
    operation: 'Build',
    precise: false,
    parts: [
      { material: 'SEAL', position: 'SEAL', quantity: '1' },
      { material: 'MOTOR', position: 'MOTOR', quantity: '1' },
    ],
    run: null,
    now: [],
    after: [],
    units: [],
  }
  const list = { orders: [order], stock: [series, lot('MOTOR', 'M-1'), lot('BAR', 'S-007')] }
  it('is known by its number, once', () => {
    expect(told({ job: 'assemble', list }, 'WO-7', 's-042', 'S-043', 'S-101', 'M-1', 'WO-7', 'S-042')).toEqual([
      'WO-7: 2 parts missing',
      'S-042 is in. 1 part missing',
      'attention ask.part-twice',
      'Not known here: the server will tell',
      'WO-7: all parts are in. The label comes when the station is connected',
      'WO-7: 2 parts missing',
      'attention ask.part-twice',
    ])
  })
  it('is the lot that has its number, where there is one', () => {
    expect(told({ job: 'assemble', list }, 'WO-7', 'S-007')).toEqual(['WO-7: 2 parts missing', 'stop stop.wrong-part'])
  })
  it('is asked what its series is asked', () => {
    expect(told({ list: { asked: [{ lots: [series], now: [value('FIT')], after: [] }] } }, 'S-042')).toEqual(['asks value:FIT'])
  })
})

describe('what comes in', () => {
  const line = (number: number, material: string, more: object = {}): object => ({
    line: number,
    material,
    names: [material, '04012345678901'],
    unit: 'ea',
    ordered: '100',
    received: '20',
    most: '110',
    hasLots: true,
    rows: [],
    ...more,
  })
  const deliveries = [
    {
      number: 'PO-1',
      vendor: 'Mill',
      lines: [line(10, 'SEAL'), line(20, 'BAR', { names: ['BAR'], rows: [value('THICK', { sample: { of: {}, had: 0 } })] })],
    },
  ] as unknown as AskedList['deliveries'] & object
  const at: At = { job: 'receive', list: { deliveries } }
  const label = ']C101040123456789013040\u001d10VL-1'
  it.each<[string, Said[], string]>([
    ['a full label', [label], '40 pcs of SEAL on PO-1. The label comes when the station is connected'],
    ["a vendor's own label of several pieces", ['PO-1', ['VL 4711 40', { line: 'PO-1 10' }]], 'asks vendorLot quantity'],
    ['a label without a lot', [']C101040123456789013040'], 'asks vendorLot'],
    ['too much', [label, label, label.replace('3040', '3031')], 'asks over'],
    [
      'what was said is too much counts from there',
      [label, 'UNDO', label, label.replace('3040', '3030')],
      '30 pcs of SEAL on PO-1. The label comes when the station is connected',
    ],
    ['a paper label: which line, how much, and what is measured', ['PO-1', 'H-1'], 'asks line'],
    ['the line was said', ['PO-1', ['H-1', { line: 'PO-1 20' }]], 'asks quantity'],
    ['and the quantity', ['PO-1', ['H-1', { line: 'PO-1 20', quantity: '5' }]], 'asks value:THICK'],
    [
      'said before the scan',
      ['PO-1', 'QTY:5', ['H-1', { line: 'PO-1 10' }]],
      '5 pcs of SEAL on PO-1. The label comes when the station is connected',
    ],
    ['what nobody knows, without an order', ['SMUDGE'], 'asks unidentified quantity'],
    ['a damaged label', [']C10104012345678909'], 'attention ask.label-damaged'],
  ])('%s', (_name, scans, expected) => expect(told(at, ...scans).at(-1)).toBe(expected))
  it('waits for a supervisor where the plant wants it so', () =>
    expect(told({ ...at, policies: { receiveOffline: 'set-aside' } }, label)).toEqual(['kept']))
})

describe('what leaves', () => {
  const shipment = {
    number: 'SO-1-1',
    order: 'SO-1',
    customer: 'Acme',
    isLimited: false,
    loaded: [],
    lines: [{ line: 10, material: 'SEAL', unit: 'ea', ordered: '100', left: '100' }],
  }
  const stock = [
    lot('SEAL', 'S-1', { quantity: '40', unit: 'ea' }),
    lot('SEAL', 'S-2', { quantity: '60', unit: 'ea' }),
    lot('SEAL', 'S-3', { quantity: '5', unit: 'ea', expiresAt: '2026-10-31T00:00:00Z' }),
    lot('BAR', 'B-1', { quantity: '5', unit: 'ea' }),
  ]
  const list: Partial<AskedList> = {
    shipments: [shipment, { ...shipment, number: 'SO-2-1', order: 'SO-2', isLimited: true }],
    containers: [{ code: 'PAL-1', contents: [{ material: 'SEAL', number: 'S-2', quantity: '60' }] }],
    asked: [{ lots: stock, now: [], after: [] }],
  }
  const at: At = { job: 'ship', list, policies: { shipOffline: 'record' } }
  it.each<[string, At, Said[], string]>([
    ['nothing, unless the plant wants it', { ...at, policies: {} }, ['SO-1'], 'Nothing is shipped offline: a supervisor sees this scan'],
    ['the shipment is opened', at, ['SO-1'], 'SO-1-1 for Acme: 1 line to load'],
    ['a lot is loaded', at, ['SO-1', 'S-1'], 'S-1 loaded: 40'],
    ['scanned again it comes out', at, ['SO-1', 'S-1', 'S-1'], 'S-1 taken out again'],
    ['the last one asks whether it leaves', at, ['SO-1', 'S-1', 'S-2'], 'asks departs'],
    ['it leaves', at, ['SO-1', 'S-1', ['PAL-1', { departs: 'yes' }]], 'SO-1-1 has left. Papers come when the station is connected'],
    ['and is not opened again', at, ['SO-1', 'S-1', ['PAL-1', { departs: 'yes' }], 'SO-1'], 'stop stop.shipment-left'],
    ['it does not leave yet', at, ['SO-1', 'S-1', ['S-2', { departs: 'no' }], 'DONE'], 'asks departs'],
    ['short, by DONE', at, ['SO-1', 'S-1', 'DONE'], 'asks departs'],
    ['a held lot', { ...at, held: ['S-1'] }, ['SO-1', 'S-1'], 'stop stop.held.here'],
    ['a pallet with a held lot in it', { ...at, held: ['S-2'] }, ['SO-1', 'PAL-1'], 'stop stop.held.here'],
    [
      'the list of holds is too old, whatever is said of other work',
      { ...at, isOld: true, policies: { shipOffline: 'record', staleHolds: 'warn' } },
      ['SO-1'],
      'stop stop.holds.old',
    ],
    ['a customer with limits', at, ['SO-2'], 'stop stop.here.limited'],
    ['an expired lot', at, ['SO-1', 'S-3'], 'stop stop.expired'],
    ['not on the order', at, ['SO-1', 'B-1'], 'stop stop.not-for-order'],
    [
      'what is not known here is not loaded',
      at,
      ['SO-1', 'S-9'],
      'Not known here. If it is a lot, leave it until the station is connected',
    ],
    ['too much', at, ['SO-1', 'S-1', 'QTY:90', 'S-2'], 'asks over'],
    ['no shipment in hand', at, ['S-1'], 'attention ask.shipment'],
    ['nothing is loaded', at, ['SO-1', 'DONE'], 'attention ask.nothing-loaded'],
  ])('%s', (_name, given, scans, expected) => expect(told(given, ...scans).at(-1)).toBe(expected))

  it('a hold that came since it was loaded keeps the shipment here', () => {
    const knowing: Knowing = {
      list: { at: '', asked: [], ...list },
      policies: { shipOffline: 'record' },
      mark: '.',
      isHeld: name => name === 'S-1',
      holds: { at: 0, isOld: false },
      now: 0,
    }
    const here = hereAfter('ship', knowing, {
      context: null,
      scans: [
        { text: 'SO-1', entered: {} },
        { text: 'S-1', entered: {} },
      ],
    })
    expect(readHere('ship', knowing, here, { text: 'DONE', entered: {} }).refused?.message.text).toBe('S-1 is on hold')
  })
  it('a value out of its limits keeps it here', () => {
    const measured = { ...list, asked: [{ lots: stock, now: [value('TEMP', { each: true, sample: { of: {}, had: 0 } })], after: [] }] }
    const scans: Said[] = ['SO-1', 'QTY:40', 'S-1']
    expect(told({ ...at, list: measured }, ...scans, 'DONE').at(-1)).toBe('asks value:TEMP departs')
    expect(told({ ...at, list: measured }, ...scans, ['DONE', { 'value:TEMP': '12' }]).at(-1)).toBe(
      'Out of limits: the shipment stays until the station is connected',
    )
  })
})

it('a card whose comma may part thousands is not kept', () => {
  expect(told({}, 'QTY:1,500', 'SCRAP:1,500:Damaged', 'QTY:1,5')).toEqual([
    'attention ask.which-number',
    'attention ask.which-number',
    'kept',
  ])
})

it('says what the next scan will do', () => {
  const knowing: Knowing = { list: undefined, policies: {}, isHeld: () => false, mark: '.', holds: { at: undefined, isOld: true }, now: 0 }
  const next = (job: Job, context: object): string =>
    nextHere(job, hereAfter(job, knowing, { context: { people: [], latched: false, ...context }, scans: [] })).key
  expect(next('report', { lots: [{ material: 'A', number: '1' }] })).toBe('next.together')
  expect(next('receive', { dock: { order: 'PO-1' } })).toBe('next.delivery-of')
  expect(next('ship', { dock: { shipment: 'S-1' } })).toBe('next.pack')
  expect(next('ship', {})).toBe('next.shipment')
  expect(next('assemble', { assembly: { unit: null, workOrder: 'WO-4', parts: [] } })).toBe('next.component')
})
