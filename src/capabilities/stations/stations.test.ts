import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { expectSound, NOW, opening, type Plant, plantWithBasics, receive, type Sent, servicesOn } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import type { StationAnswer } from './answer.ts'
import type { StationContext } from './context.ts'

const at = testStore()

const floor: Sent[] = [
  { type: 'person', code: 'BEN', name: 'Ben', badge: 'badge-ben', language: 'de' },
  { type: 'workCenter', code: 'DEBURR' },
  { type: 'station', code: 'S1', workCenter: 'WC-1' },
  {
    type: 'workOrder',
    number: 'WO-1',
    material: 'PART',
    quantity: 1000,
    operations: [
      { sequence: 10, name: 'Turn', createsLot: true },
      { sequence: 20, name: 'Check', workCenter: 'WC-1', passThrough: true },
      { sequence: 30, name: 'Deburr', workCenter: 'DEBURR', report: 'both' },
    ],
  },
]
const lot = (number: string, quantity = 250): Sent => ({
  type: 'transform',
  inputs: [],
  outputs: [{ lot: { material: 'PART', number }, quantity }],
  workOrder: 'WO-1',
  operation: 10,
})

/** A station as the kiosk plays it: every scan sends the context of the last answer along. */
class Scanner {
  context: StationContext | null = null
  last: StationAnswer | undefined
  private seconds = 0
  private readonly plant: Plant
  private readonly station: string
  constructor(plant: Plant, station = 'S1') {
    this.plant = plant
    this.station = station
  }

  async scan(text: string, more: object = {}): Promise<StationAnswer> {
    this.seconds += 10
    const body = {
      id: randomUUID(),
      text,
      at: new Date(NOW - 3_600_000 + this.seconds * 1000).toISOString(),
      context: this.context,
      ...more,
    }
    const answer = await ask<StationAnswer>(this.plant.services, `POST /stations/${this.station}/scans?site=${this.plant.site}`, body)
    this.context = answer.context
    this.last = answer
    return answer
  }

  /** Outcome and sentence of each. */
  async said(...texts: string[]): Promise<string[]> {
    const said: string[] = []
    for (const text of texts) {
      const { outcome, message } = await this.scan(text)
      said.push(`${outcome}: ${message.text}`)
    }
    return said
  }
}

const working = async (...more: Sent[]): Promise<{ plant: Plant; s1: Scanner }> => {
  const plant = await plantWithBasics(at, ...floor, lot('L-1'), ...more)
  const s1 = new Scanner(plant)
  await s1.scan('badge-anna')
  return { plant, s1 }
}

describe('pass-through', () => {
  it('is one scan: order, operation and quantity follow from lot, routing and work center', async () => {
    const { plant, s1 } = await working()
    expect(await s1.said('L-1')).toEqual(['done: L-1 → Check, 250 pcs'])
    const [recorded] = s1.last?.recorded ?? []
    expect(await plant.event(recorded?.id ?? null)).toMatchObject({
      type: 'pass',
      by: 'ANNA',
      body: { station: 'S1', workOrder: 'WO-1', operation: 20 },
    })
  })
})
void [expectSound, opening, receive, servicesOn]
