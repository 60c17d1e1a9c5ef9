/**
 * Random histories of a small plant: commands that mostly make sense, some that do not, corrections of what was recorded before, late
 * entries. The generator keeps no model of the rules: the writer decides, and whatever it decides must leave a sound ledger.
 */
import fc from 'fast-check'
import { basics, DAY, POSITIONS, type Sent } from './plant.ts'

export { rounds } from '../support/rounds.ts'

const materials = ['STEEL', 'MILK', 'BOLT', 'PART', 'TRAY', 'MOTOR', 'PUMP', 'GREASE']
/** Which material a number is of, mostly: so that most references mean something. */
const materialOf: Readonly<Record<string, string>> = {
  'L-1': 'STEEL',
  'L-2': 'STEEL',
  'L-3': 'MILK',
  'L-4': 'BOLT',
  'L-5': 'BOLT',
  'L-6': 'PART',
  'L-7': 'PART',
  'L-8': 'TRAY',
  'L-9': 'TRAY',
  'N-1': 'MOTOR',
  'N-2': 'MOTOR',
  'N-3': 'PUMP',
  'N-4': 'PUMP',
  'N-5': 'PUMP',
  UNLOTTED: 'GREASE',
}
const lotNumbers = Object.keys(materialOf).filter(number => number.startsWith('L'))
const serialNumbers = Object.keys(materialOf).filter(number => number.startsWith('N'))
const own = (number: string): { material: string; number: string } => ({ material: materialOf[number] ?? 'STEEL', number })

/** What is there before the history begins. */
const stock: readonly Sent[] = [
  ...['L-1', 'L-3', 'L-4', 'L-5', 'L-6'].map(number => ({
    type: 'receive',
    vendor: 'V-1',
    vendorLot: 'A',
    lot: own(number),
    quantity: 100,
    location: 'STORE',
  })),
  ...['N-1', 'N-3', 'N-4'].map(number => ({ type: 'receive', vendor: 'V-1', lot: own(number), quantity: 1 })),
  { type: 'receive', vendor: 'V-1', lot: { material: 'GREASE' }, quantity: 50 },
  { type: 'start', run: 'R-1', workOrder: 'WO-1' },
  { type: 'start', run: 'R-2', workOrder: 'WO-2' },
  { type: 'pack', container: 'BOX', contents: [{ lot: { number: 'L-4' }, quantity: 10 }], to: 'STORE' },
  { type: 'pack', container: 'PALLET', contents: [{ container: 'BOX' }], to: 'DOCK' },
]

const orders: Sent[] = [
  {
    type: 'workCenter',
    code: 'WC-1',
    positions: POSITIONS,
  },
  {
    type: 'workOrder',
    number: 'WO-1',
    material: 'PART',
    quantity: 100,
    operations: [
      {
        sequence: 10,
        name: 'Turn',
        workCenter: 'WC-1',
        components: [
          { material: 'STEEL', per: 2 },
          { material: 'MILK', per: '0.5' },
        ],
      },
    ],
  },
  { type: 'workOrder', number: 'WO-2', material: 'TRAY', quantity: 100, operations: [{ sequence: 10, name: 'Fill', workCenter: 'WC-1' }] },
]

/** The master data and the stock of a site on which a history can happen. */
export const beginning = (site: string, salt = 0): Sent[] =>
  [...basics, ...orders, ...stock].map((event, index) => ({
    ...event,
    site,
    at: '2026-03-01T00:00:00Z',
    id: `00000000-0000-4000-9${String(salt).padStart(3, '0')}-${String(index).padStart(12, '0')}`,
  }))

const runs = ['R-1', 'R-2', 'R-3']
const containers = ['BOX', 'PALLET', 'CRATE']
const places = ['STORE', 'DOCK', 'WC-1', ...containers]

const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
const quantity = fc.oneof(
  { weight: 16, arbitrary: fc.integer({ min: 1, max: 15 }) },
  { weight: 2, arbitrary: pick('0.5', '2.25', '0.000000001') },
  { weight: 1, arbitrary: pick(0, -1, 1000) },
)
const number = fc.oneof(
  { weight: 4, arbitrary: pick('L-1', 'L-3', 'L-4', 'L-5', 'L-6') },
  { weight: 2, arbitrary: pick('N-1', 'N-3', 'N-4') },
  { weight: 1, arbitrary: pick(...lotNumbers, ...serialNumbers) },
)
const material = pick(...materials)
const lot = fc.oneof(
  { weight: 12, arbitrary: fc.record({ number }) },
  { weight: 4, arbitrary: number.map(own) },
  { weight: 1, arbitrary: fc.record({ material, number }) },
  { weight: 1, arbitrary: fc.constant({ material: 'GREASE' }) },
)
const made = fc.oneof(
  { weight: 12, arbitrary: pick(...lotNumbers).map(own) },
  { weight: 4, arbitrary: pick(...serialNumbers).map(own) },
  { weight: 1, arbitrary: fc.record({ material, number }) },
  { weight: 3, arbitrary: fc.record({ material }) },
)
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined, freq: 2 })
const rarely = <T>(arbitrary: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
const part = fc.record({ lot, quantity: maybe(quantity) })
const few = <T>(arbitrary: fc.Arbitrary<T>, minLength = 1): fc.Arbitrary<T[]> => fc.array(arbitrary, { minLength, maxLength: 3 })
const event = (type: string, fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Sent> =>
  fc.record({ type: fc.constant(type), ...fields })

const facts: readonly [number, fc.Arbitrary<Sent>][] = [
  [
    8,
    event('receive', {
      vendor: pick('V-1', 'V-1', 'V-1', 'V-2'),
      vendorLot: pick('A', 'A', 'A', 'B', undefined),
      lot: made,
      quantity,
      location: maybe(pick('STORE', 'DOCK')),
    }),
  ],
  [
    2,
    event('receive', {
      vendor: fc.constant('V-1'),
      lot: fc.record({ material: pick('MOTOR', 'PUMP') }),
      serials: pick<unknown>(['N-1'], ['N-2', 'N-3'], { from: 'N-1', to: 'N-4' }),
    }),
  ],
  [
    6,
    event('transform', {
      inputs: few(fc.record({ lot, quantity }), 0),
      outputs: few(fc.record({ lot: made, quantity, scrap: maybe(quantity) })),
      workOrder: maybe(pick('WO-1', 'WO-2')),
    }),
  ],
  [2, event('start', { run: pick(...runs), workOrder: maybe(pick('WO-1', 'WO-2')), lots: maybe(few(part)) })],
  [
    9,
    event('load', {
      run: pick('R-1', 'R-2', 'R-2', 'R-3'),
      lot: fc.oneof(pick('L-1', 'L-3', 'L-4', 'L-5').map(own), lot),
      quantity: maybe(quantity),
      position: maybe(pick('FIFO', 'HEAP', 'TANK')),
      closes: maybe(fc.record({ quantity })),
    }),
  ],
  [3, event('unload', { run: pick(...runs), lot, quantity: maybe(quantity), position: maybe(pick('FIFO', 'HEAP')) })],
  [8, event('produce', { run: pick('R-1', 'R-2', 'R-2', 'R-3'), lot: made, quantity, scrap: maybe(quantity) })],
  [3, event('finish', { run: pick(...runs), lots: maybe(few(fc.record({ lot, quantity: maybe(quantity), scrap: maybe(quantity) }))) })],
  [2, event('pass', { lot, workCenter: pick('WC-1', 'WC-2'), quantity: maybe(quantity), scrap: maybe(quantity) })],
  [3, event('split', { lot, into: few(fc.record({ number: maybe(number), quantity })) })],
  [3, event('merge', { lots: few(part), into: fc.record({ number: maybe(number) }) })],
  [2, event('renumber', { lot, number })],
  [2, event('serialize', { lot, serials: pick<unknown>(['N-1', 'N-2'], { from: 'N-3', to: 'N-4' }) })],
  [4, event('install', { assembly: lot, component: lot, quantity: maybe(quantity) })],
  [
    3,
    event('remove', {
      assembly: lot,
      component: lot,
      quantity: maybe(quantity),
      disposition: maybe(pick('use-as-is', 'scrap', 'return-to-vendor')),
    }),
  ],
  [3, event('move', { lot: maybe(lot), container: maybe(pick(...containers)), quantity: maybe(quantity), to: pick(...places) })],
  [
    4,
    event('pack', {
      container: pick(...containers),
      contents: few(fc.oneof<fc.Arbitrary<unknown>[]>(part, fc.record({ container: pick(...containers) }))),
      to: maybe(pick(...places)),
    }),
  ],
  [
    3,
    event('unpack', {
      container: pick(...containers),
      contents: maybe(few(fc.oneof<fc.Arbitrary<unknown>[]>(part, fc.record({ container: pick(...containers) })))),
      to: maybe(pick(...places)),
    }),
  ],
  [1, event('collect', { values: fc.constant([{ characteristic: 'D', value: 1 }]), lots: maybe(few(part)), run: maybe(pick(...runs)) })],
  [1, event('observe', { lots: maybe(few(fc.record({ lot }))), containers: maybe(few(pick(...containers))) })],
  [2, event('hold', { hold: pick('H-1', 'H-2'), lots: few(lot), direction: pick('none', 'forward'), reason: fc.constant('suspect') })],
  [2, event('release', { hold: pick('H-1', 'H-2'), reason: fc.constant('checked') })],
  [
    2,
    event('dispose', {
      lots: few(part),
      disposition: pick('use-as-is', 'rework', 'scrap', 'return-to-vendor'),
      reason: fc.constant('decided'),
    }),
  ],
  [2, event('scrap', { lot, quantity, reason: fc.constant('bent') })],
  [2, event('adjust', { lot, quantity, reason: fc.constant('counted'), location: maybe(pick('STORE', 'DOCK')) })],
  [
    3,
    event('ship', {
      shipment: pick('SH-1', 'SH-2'),
      customer: pick('C-1', 'C-2'),
      lots: maybe(few(part)),
      containers: maybe(few(pick(...containers))),
    }),
  ],
  [
    2,
    event('return', {
      shipment: maybe(pick('SH-1', 'SH-2')),
      customer: pick('C-1', 'C-2'),
      lots: few(part),
      reason: fc.constant('wrong'),
      to: maybe(pick('STORE', 'DOCK')),
    }),
  ],
  [
    1,
    event('material', {
      code: pick('STEEL', 'BOLT'),
      unit: pick('kg', 'ea'),
      precision: pick('precise', 'approximate'),
      numbering: maybe(pick('{material}{seq}', 'X')),
    }),
  ],
  [1, event('location', { code: pick('STORE', 'DOCK'), name: pick('a', 'b') })],
]

/** `target` counts back over the events sent before; the ids are made when it is known what those are. */
export interface Step {
  event: Sent
  correct?: { target: number; replace: boolean } | undefined
  minute: number
  late?: true | undefined
  /** Sent again with the same id this many steps later. */
  again?: number | undefined
}

const step: fc.Arbitrary<Step> = fc.record({
  event: fc.oneof(...facts.map(([weight, arbitrary]) => ({ weight, arbitrary }))),
  correct: rarely(fc.record({ target: fc.integer({ min: 1, max: 12 }), replace: fc.boolean() }), 5),
  // Most things are reported as they happen, some earlier than what was reported before.
  minute: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -30, max: -1 }) }),
  late: rarely(fc.constant(true as const), 4),
  again: rarely(fc.integer({ min: 0, max: 5 }), 5),
})

export const history = (maxLength: number): fc.Arbitrary<Step[]> => fc.array(step, { minLength: 1, maxLength, size: 'max' })

const uuid = (index: number, kind: number): string =>
  `00000000-0000-4000-8${String(kind).padStart(3, '0')}-${String(index).padStart(12, '0')}`
const clean = (value: Sent): Sent => JSON.parse(JSON.stringify(value)) as Sent

/** The steps as events of one site, with ids, times and the events that corrections take back. Every run of it is the same. */
export function eventsOf(steps: readonly Step[], site: string, salt = 0): (Sent & { id: string })[] {
  const base = Date.parse(`${DAY}T08:00:00Z`)
  return steps.map((entry, index) => {
    const at = new Date(base + (index + entry.minute) * 60_000).toISOString()
    const fact = { ...clean(entry.event), id: uuid(index, salt * 2), site, at, ...(entry.late ? { late: true } : {}) }
    if (!entry.correct) return fact
    const back = index - entry.correct.target
    const target = steps[back]
    if (back < 0 || !target) return fact
    // What replaces is most often of the same kind: the same report, said right.
    const replacement = target.event.type === entry.event.type ? entry.event : target.event
    return {
      type: 'correct',
      id: uuid(index, salt * 2),
      site,
      at,
      event: target.correct?.replace ? uuid(back, salt * 2 + 1) : uuid(back, salt * 2),
      reason: 'said wrong',
      ...(entry.correct.replace
        ? { replacement: { ...clean(replacement), id: uuid(index, salt * 2 + 1), site, at: new Date(base + back * 60_000).toISOString() } }
        : {}),
    }
  })
}
