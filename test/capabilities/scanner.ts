/** A plant with stations, and a scanner that plays the kiosk: every scan sends along the context of the last answer. */
import { randomUUID } from 'node:crypto'
import { hashPin } from '../../src/base/secret.ts'
import type { StationAnswer } from '../../src/capabilities/stations/answer.ts'
import type { StationContext } from '../../src/capabilities/stations/context.ts'
import { NOW, type Plant, plantWithBasics, type Sent } from '../ledger/plant.ts'
import { ask } from '../support/ask.ts'
import type { TestStore } from '../support/store.ts'

// Hashed once, as the recorded event has it, and not for each plant: it is made to be slow.
const pin = hashPin('4711')
export const floor: Sent[] = [
  { type: 'person', code: 'BEN', name: 'Ben', badge: 'badge-ben', language: 'de', pin, certifications: [{ code: 'WELD' }] },
  { type: 'person', code: 'CARLA', name: 'Carla', badge: 'badge-carla' },
  ...['DEBURR', 'LATHE', 'FILL', 'ASM', 'OVEN', 'PAINT'].map(code => ({
    type: 'workCenter',
    code,
    positions: [
      { code: 'SPINDLE', withdrawal: 'sequential' },
      { code: 'HOPPER', withdrawal: 'unknown' },
    ],
  })),
  { type: 'station', code: 'CHECK', workCenter: 'WC-1' },
  { type: 'station', code: 'DEBURR', workCenter: 'DEBURR' },
  { type: 'station', code: 'LATHE', workCenter: 'LATHE' },
  { type: 'station', code: 'FILL', workCenter: 'FILL' },
  { type: 'station', code: 'ASM', workCenter: 'ASM', job: 'assemble' },
  { type: 'station', code: 'OVEN', workCenter: 'OVEN', policies: { together: true } },
  {
    type: 'workOrder',
    number: 'WO-1',
    material: 'PART',
    quantity: 1000,
    operations: [
      { sequence: 10, name: 'Turn', createsLot: true },
      { sequence: 20, name: 'Check', workCenter: 'WC-1', passThrough: true },
      { sequence: 30, name: 'Deburr', workCenter: 'DEBURR', report: 'both' },
      {
        sequence: 40,
        name: 'Temper',
        workCenter: 'OVEN',
        report: 'both',
        characteristics: [
          { code: 'TEMP', description: 'Temperature', unit: '°C', min: 180, max: 220, required: true, at: 'start', kind: 'number' },
          { code: 'SCALE', description: 'Scale seen', kind: 'yesno', required: true },
        ],
      },
    ],
  },
  {
    type: 'workOrder',
    number: 'WO-2',
    material: 'PART',
    quantity: 200,
    operations: [
      {
        sequence: 10,
        name: 'Turn',
        workCenter: 'LATHE',
        createsLot: true,
        components: [{ material: 'STEEL', per: 2, position: 'SPINDLE' }],
      },
    ],
  },
  {
    type: 'workOrder',
    number: 'WO-3',
    material: 'TRAY',
    quantity: 500,
    operations: [
      { sequence: 10, name: 'Fill', workCenter: 'FILL', createsLot: true, components: [{ material: 'BOLT', per: 4, position: 'HOPPER' }] },
    ],
  },
  {
    type: 'workOrder',
    number: 'WO-4',
    material: 'PUMP',
    quantity: 5,
    operations: [
      {
        sequence: 10,
        name: 'Build',
        workCenter: 'ASM',
        createsLot: true,
        components: [{ material: 'MOTOR' }, { material: 'BOLT', per: 4 }, { material: 'PART' }, { material: 'GREASE', per: 1 }],
      },
    ],
  },
  {
    type: 'workOrder',
    number: 'WO-5',
    material: 'PUMP',
    quantity: 5,
    operations: [
      { sequence: 10, name: 'Cast', createsLot: true },
      { sequence: 20, name: 'Fit', workCenter: 'ASM', components: [{ material: 'MOTOR' }, { material: 'BOLT', per: 4 }] },
    ],
  },
]

/** A lot of an order, made by the operation before the floor. */
export const lotOf = (workOrder: string, material: string, number: string, quantity = 250): Sent => ({
  type: 'transform',
  inputs: [],
  outputs: [{ lot: { material, number }, quantity }],
  workOrder,
  operation: 10,
})

export const STARTED_AT = NOW - 12 * 3_600_000

export class Scanner {
  context: StationContext | null = null
  last: StationAnswer | undefined
  readonly scans: object[] = []
  private static seconds = 0
  private readonly plant: Plant
  private readonly station: string

  /** All stations share the plant's clock; ten seconds go by between scans. */
  static now(pass = 10): number {
    Scanner.seconds += pass
    return STARTED_AT + Scanner.seconds * 1000
  }

  constructor(plant: Plant, station: string) {
    this.plant = plant
    this.station = station
  }

  async scan(text: string, more: object = {}): Promise<StationAnswer> {
    const body = { id: randomUUID(), text, at: new Date(Scanner.now()).toISOString(), context: this.context, ...more }
    this.scans.push(body)
    const answer = await this.send(body)
    this.context = answer.context
    this.last = answer
    return answer
  }

  async send(body: object): Promise<StationAnswer> {
    return ask<StationAnswer>(this.plant.services, `POST /stations/${this.station}/scans?site=${this.plant.site}`, body)
  }

  /** Outcome and sentence of each scan. */
  async said(...texts: string[]): Promise<string[]> {
    const said: string[] = []
    for (const text of texts) {
      const { outcome, message } = await this.scan(text)
      said.push(`${outcome}: ${message.text}`)
    }
    return said
  }

  /** Types of the events that the last scan recorded. */
  get recorded(): string[] {
    return this.last?.recorded.map(entry => entry.type) ?? []
  }
}

/** A plant with the floor, and a station at which Anna stands. */
export async function standing(at: TestStore, station: string, ...more: Sent[]): Promise<{ plant: Plant; at: Scanner }> {
  const plant = await plantWithBasics(at, ...floor, ...more)
  const scanner = new Scanner(plant, station)
  await scanner.scan('badge-anna')
  return { plant, at: scanner }
}
