/** A hold over very many lots, placed while fifty callers use and ship them: whoever calls after it was acknowledged is refused. GENEALOT_ROUNDS=10 does it with 100,000 lots. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect, it } from 'vitest'
import { loadSpread, SEED, spreadOf } from '../../src/bench/spread.ts'
import { captureEvents } from '../../src/capabilities/capture.ts'
import { heldLots } from '../../src/capabilities/containment/held.ts'
import type { Services } from '../../src/capabilities/route.ts'
import { testStore } from '../support/store.ts'
import { rounds } from './histories.ts'
import { servicesOn } from './plant.ts'

const at = testStore()
const LOTS = Math.max(10_000, rounds(10_000))
const CALLERS = 50
/** So many calls were answered before the hold is sent. */
const BUSY = 100
/** Each caller has parts of its own. */
const TURNS_MAX = LOTS / (CALLERS * 10) - 2
const when = new Date(Date.UTC(2026, 5, 1)).toISOString()

interface Call {
  calledAfter: boolean
  status: string | undefined
  code: string | undefined
  sequence: number | undefined
}

const part = (number: string): { material: string; number: string } => ({ material: 'PART', number })

/** Every tenth part is with a customer already; the others are used, shipped, or made into something that is used next. */
function* usesOf(caller: number): Generator<object> {
  for (let turn = 0; ; turn++) {
    const index = (turn * CALLERS + caller) * 10 + 1 + (turn % 9)
    const lot = part(`P-${index}`)
    if (turn % 3 === 0) yield { type: 'ship', shipment: `SH-RACE-${index}`, customer: 'C-1', lots: [{ lot, quantity: 1 }] }
    else {
      const made = part(`MADE-${index}`)
      yield { type: 'transform', inputs: [{ lot, quantity: 1 }], outputs: [{ lot: made, quantity: 1 }] }
      if (turn % 3 === 2)
        yield { type: 'transform', inputs: [{ lot: made, quantity: 1 }], outputs: [{ lot: part(`AGAIN-${index}`), quantity: 1 }] }
    }
  }
}

async function record(services: Services, event: object): Promise<Omit<Call, 'calledAfter'>> {
  const [result] = await captureEvents(services, [{ id: randomUUID(), at: when, site: 'main', ...event }], 'test')
  return { status: result?.status, code: result?.code, sequence: result?.sequence }
}

it(`of ${LOTS} lots nothing is used or shipped after their hold was acknowledged, nor stands behind it in the ledger`, {
  timeout: 280_000,
}, async () => {
  const plain = new pg.Pool({ connectionString: at.url, max: 1 }).on('error', () => undefined)
  await loadSpread({ pool: at.pool, plain }, LOTS, () => {})
  await plain.end()
  const services = servicesOn(at, () => Date.parse(when))
  expect(await record(services, { type: 'material', code: 'PART', unit: 'kg' })).toMatchObject({ status: 'recorded' })
  const calls: Call[] = []
  let acknowledged = false
  const caller = async (index: number): Promise<void> => {
    const uses = usesOf(index)
    for (let turn = 0; turn < TURNS_MAX; turn++) {
      const calledAfter = acknowledged
      calls.push({ calledAfter, ...(await record(services, uses.next().value as object)) })
      if (calledAfter) return
    }
  }
  const holding = async (): Promise<number> => {
    while (calls.length < BUSY) await new Promise(resolve => setImmediate(resolve))
    const lots = [{ material: 'ALLOY', number: SEED }]
    const held = await record(services, { type: 'hold', hold: 'H-RACE', lots, direction: 'forward', reason: 'race' })
    acknowledged = true
    expect(held.status).toBe('recorded')
    return held.sequence ?? 0
  }
  const [holdAt] = await Promise.all([holding(), ...Array.from({ length: CALLERS }, (_, index) => caller(index))])
  const through = calls.filter(({ status }) => status === 'recorded')
  expect(through.filter(({ calledAfter, sequence }) => calledAfter || (sequence ?? 0) > holdAt)).toEqual([])
  expect(calls.filter(({ calledAfter, code }) => calledAfter && code !== 'lot-on-hold')).toEqual([])
  expect(calls.filter(({ calledAfter }) => calledAfter)).toHaveLength(CALLERS)
  expect(through.length).toBeGreaterThan(0)
  // The lots it reached when it was placed, those made of them meanwhile, and the delivery itself.
  const { lots } = await heldLots(services.engine, at.pool)
  expect(lots.size).toBeGreaterThan(spreadOf(LOTS).affected)
  expect(services.faults).toEqual([])
})
