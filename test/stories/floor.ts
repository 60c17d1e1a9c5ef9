import { expect } from 'vitest'
import { ask, type Plant, record as recordAt } from './plant.ts'

type Sent = Record<string, unknown>

/** A small shop floor on the real server: people with badges, two work centers, a routing, lots to report, one on hold. */
export async function furnish(plant: Plant): Promise<void> {
  await record(plant, [
    { type: 'material', code: 'GEAR', description: 'Spur gear', unit: 'pcs', tracking: 'lot', gtin: '04006381333931' },
    { type: 'material', code: 'BAR', description: 'Bar stock', unit: 'kg', tracking: 'lot', gtin: '09506000134352' },
    { type: 'material', code: 'PIN', description: 'Dowel pin', unit: 'pcs', tracking: 'lot', precision: 'precise' },
    { type: 'material', code: 'MOTOR', unit: 'pcs', tracking: 'serial' },
    { type: 'material', code: 'HOUSING', unit: 'pcs', tracking: 'serial' },
    { type: 'material', code: 'PUMP', unit: 'pcs', tracking: 'serial' },
    { type: 'partner', code: 'MILL', name: 'Steel mill', roles: ['vendor'] },
    { type: 'location', code: 'WH' },
    { type: 'person', code: 'ANA', name: 'Ana Lopez', badge: 'BADGE-ANA', language: 'en' },
    { type: 'person', code: 'BEN', name: 'Ben Sommer', badge: 'BADGE-BEN', language: 'de' },
    { type: 'workCenter', code: 'DEBURR', name: 'Deburr' },
    { type: 'workCenter', code: 'WASH', name: 'Wash' },
    { type: 'workCenter', code: 'GRIND', name: 'Grind' },
    ...['S1', 'S2', 'S3', 'S4', 'S5'].map(code => ({ type: 'station', code, name: `Deburr ${code.slice(1)}`, workCenter: 'DEBURR' })),
    { type: 'workCenter', code: 'LATHE', positions: [{ code: 'SPINDLE', withdrawal: 'sequential' }] },
    { type: 'workCenter', code: 'ASM' },
    { type: 'workCenter', code: 'OVEN' },
    { type: 'station', code: 'LATHE-1', name: 'Lathe 1', workCenter: 'LATHE' },
    { type: 'station', code: 'ASM-1', name: 'Assembly 1', workCenter: 'ASM', job: 'assemble' },
    { type: 'station', code: 'OVEN-1', name: 'Oven 1', workCenter: 'OVEN' },
    { type: 'station', code: 'GRIND-1', name: 'Grind 1', workCenter: 'GRIND' },
    {
      type: 'workOrder',
      number: 'WO-1042',
      material: 'GEAR',
      quantity: 10_000,
      operations: [
        { sequence: 10, name: 'Turn', createsLot: true },
        { sequence: 20, name: 'Deburr', workCenter: 'DEBURR', passThrough: true },
        { sequence: 30, name: 'Wash', workCenter: 'WASH', passThrough: true },
      ],
    },
    {
      type: 'workOrder',
      number: 'WO-2042',
      material: 'GEAR',
      quantity: 10_000,
      operations: [
        { sequence: 10, name: 'Turn', createsLot: true },
        { sequence: 20, name: 'Grind', workCenter: 'GRIND', report: 'both' },
        {
          sequence: 30,
          name: 'Temper',
          workCenter: 'OVEN',
          characteristics: [{ code: 'HRC', description: 'Hardness', unit: 'HRC', min: 58, max: 62, required: true, kind: 'number' }],
        },
      ],
    },
    order('WO-3042', 'PIN', { name: 'Turn', workCenter: 'LATHE', components: [{ material: 'BAR', per: 2, position: 'SPINDLE' }] }),
    order('WO-4042', 'PUMP', { name: 'Build', workCenter: 'ASM', components: [{ material: 'MOTOR' }, { material: 'HOUSING' }] }),
    ...['B-1', 'B-2'].map(number => ({
      type: 'receive',
      vendor: 'MILL',
      vendorLot: `V-${number}`,
      lot: { material: 'BAR', number },
      quantity: 100,
      location: 'WH',
    })),
    {
      type: 'receive',
      vendor: 'MILL',
      vendorLot: 'V-OLD',
      lot: { material: 'BAR', number: 'B-OLD', expiresAt: '2025-01-31' },
      quantity: 100,
      location: 'WH',
    },
    ...[
      ['MOTOR', 'M-1'],
      ['HOUSING', 'H-1'],
    ].map(([material, number]) => ({
      type: 'transform',
      inputs: [],
      outputs: [{ lot: { material, number }, quantity: 1 }],
    })),
  ])
}

const order = (number: string, material: string, operation: Sent): Sent => ({
  type: 'workOrder',
  number,
  material,
  quantity: 100,
  operations: [{ sequence: 10, createsLot: true, ...operation }],
})

/** Lots of the order, made by its first operation. */
export async function makeLots(plant: Plant, numbers: readonly string[], workOrder = 'WO-1042'): Promise<void> {
  await record(
    plant,
    numbers.map(number => ({
      type: 'transform',
      inputs: [],
      outputs: [{ lot: { material: 'GEAR', number }, quantity: 250 }],
      workOrder,
      operation: 10,
    })),
  )
}

const tries = new Map<string, number>()

/** Numbers of this try: a story that is told again finds its lots as no try before has left them, on hold for instance. */
export function fresh<const Numbers extends readonly string[]>(...numbers: Numbers): { [at in keyof Numbers]: string } {
  // Files that one worker runs share this module, and each has a plant of its own.
  const told = [expect.getState().testPath, ...numbers].join()
  const tried = tries.get(told) ?? 0
  tries.set(told, tried + 1)
  const own: string[] = numbers.map(number => (tried === 0 ? number : `${number}-TRY${tried + 1}`))
  return own as unknown as { [at in keyof Numbers]: string }
}

export const record = (plant: Plant, events: readonly Sent[]): Promise<unknown> =>
  recordAt(plant.url, events, new Date(Date.now() - 60_000).toISOString())

export interface Told {
  sequence: number
  type: string
  at: string
  recordedAt: string
  by: string | null
  body: Sent
}

/** What the ledger says about lots of these numbers since they were made, oldest first. */
export async function reportsOf(plant: Plant, numbers: readonly string[]): Promise<Told[]> {
  const { events } = (await ask(plant.url, 'ledger?site=main&limit=200')) as { events: Told[] }
  const names = ({ body }: Told) => numbers.some(number => JSON.stringify(body).includes(`"${number}"`))
  return events.filter(told => told.type !== 'transform' && names(told)).reverse()
}
