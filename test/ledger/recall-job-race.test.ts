/**
 * Fifty stations at work while more lots than are committed at once are recalled by a job: what was acknowledged stands. A job that is done held its scope from its own place in the
 * ledger on; a job whose scope was touched on its way is refused and has held nothing.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openScratch, type Scratch } from '../../src/bench/scratch.ts'
import { loadSpread, SEED } from '../../src/bench/spread.ts'
import { captureEvents } from '../../src/capabilities/capture.ts'
import type { Services } from '../../src/capabilities/route.ts'
import { simulateRecall } from '../../src/capabilities/tracing/recall.ts'
import { ask } from '../support/ask.ts'
import { breakable } from '../support/breakable.ts'
import { servicesOn } from './plant.ts'

/** More than are committed at once. */
const LOTS = 110_000
const STATIONS = 50
const AT = '2026-11-02T08:00:00Z'
const seeds = [{ material: 'ALLOY', number: SEED }]
let scratch: Scratch
let services: Services

beforeAll(async () => {
  scratch = await openScratch(() => {})
  await loadSpread(scratch.own, LOTS, () => {})
  services = servicesOn(scratch.own, () => Date.parse('2026-11-02T12:00:00Z'))
  await services.engine.current()
  const made = { id: randomUUID(), at: AT, type: 'material', code: 'MADE', unit: 'kg', tracking: 'lot' }
  expect(await captureEvents(services, [made], 'test')).toMatchObject([{ status: 'recorded' }])
}, 300_000)
afterAll(async () => {
  await services?.engine.close()
  await scratch?.close()
}, 60_000)

interface Call {
  calledAfter: boolean
  status: string | undefined
  code: string | undefined
  sequence: number | undefined
}

/** Every station has parts of its own, none of which is with a customer. */
function partOf(station: number, turn: number): string {
  const own = turn % 1800
  return `P-${station * 2000 + Math.floor(own / 9) * 10 + 1 + (own % 9)}`
}

function useOf(station: number, turn: number): object {
  const lot = { material: 'PART', number: partOf(station, turn) }
  const common = { id: randomUUID(), at: AT }
  return turn % 2 === 0
    ? { ...common, type: 'ship', shipment: `R-${randomUUID()}`, customer: 'C-1', lots: [{ lot }] }
    : { ...common, type: 'transform', inputs: [{ lot, quantity: 1 }], outputs: [{ lot: { material: 'MADE' }, quantity: 1 }] }
}

interface Job {
  id: string
  recall: string
  state: string
  code: string | null
  sequence: number | null
}
async function ended(id: string): Promise<Job> {
  for (;;) {
    const job = await ask<Job>(services, `GET /recall-jobs/${id}`)
    if (job.state !== 'running') return job
    await pause(5)
  }
}

let turns = 0

/** The stations begin so long after the job was accepted, or when it has ended, and go on until each has called once after it ended. */
async function round(delayMs: number | 'after'): Promise<{ job: Job; calls: Call[] }> {
  const { simulation } = await ask<{ simulation: string }>(services, 'POST /recalls/simulations', { seeds })
  const accepted = await ask<Job & { status: string }>(services, 'POST /recalls', { seeds, simulation, reason: 'race', at: AT })
  expect(accepted.status, 'it is large enough for a job').toBe('accepted')
  let isOver = false
  const calls: Call[] = []
  const ending = ended(accepted.id).then(job => {
    isOver = true
    return job
  })
  const station = async (index: number): Promise<void> => {
    await (delayMs === 'after' ? ending : pause(delayMs))
    for (let turn = turns; ; turn++) {
      const calledAfter = isOver
      const [result] = await captureEvents(services, [useOf(index, turn)], 'test')
      calls.push({ calledAfter, status: result?.status, code: result?.code, sequence: result?.sequence })
      if (calledAfter) return
    }
  }
  const [job] = await Promise.all([ending, ...Array.from({ length: STATIONS }, (_, index) => station(index))])
  turns += 200
  return { job, calls }
}

it('a simulation told in totals that the database breaks off is the failure of whoever asked, and of nobody else', {
  timeout: 300_000,
}, async () => {
  const stray: unknown[] = []
  const note = (error: unknown): void => void stray.push(error)
  process.on('unhandledRejection', note)
  const database = breakable(scratch.own.pool)
  for (let [failsFrom, isThrough] = [1, false]; !isThrough; failsFrom++) {
    Object.assign(database, { failsFrom, asked: 0 })
    const answer = simulateRecall(services.engine, database.pool, { seeds })
    await answer.catch(() => undefined)
    await pause(4)
    isThrough = database.asked < failsFrom
    if (!isThrough) await expect(answer).rejects.toThrow('terminating connection')
    else expect(await answer).toMatchObject({ brief: true, totals: { lots: LOTS } })
  }
  process.off('unhandledRejection', note)
  expect(stray).toEqual([])
})

it('after the job is acknowledged nothing of a hundred thousand lots is used or shipped', { timeout: 600_000 }, async () => {
  const seen = { done: 0, refused: 0 }
  // From the very beginning of the job to its end: on a busy machine that may be many seconds.
  for (const delayMs of [Math.floor(Math.random() * 400), 0, 'after'] as const) {
    const { job, calls } = await round(delayMs)
    const recorded = calls.filter(call => call.status === 'recorded')
    const context = `begun after ${delayMs}: ${JSON.stringify(job)}`
    if (job.state === 'done') {
      seen.done++
      expect(
        recorded.filter(call => call.calledAfter || (call.sequence ?? 0) > (job.sequence ?? 0)),
        context,
      ).toEqual([])
      expect(new Set(calls.filter(call => call.calledAfter).map(call => call.code)), context).toEqual(new Set(['lot-on-hold']))
      const release = { id: randomUUID(), at: AT, type: 'release', hold: job.recall, reason: 'next round' }
      const close = { id: randomUUID(), at: AT, type: 'recallClose', recall: job.recall, reason: 'next round' }
      expect(await captureEvents(services, [release, close], 'test')).toMatchObject([{ status: 'recorded' }, { status: 'recorded' }])
    } else {
      seen.refused++
      expect(job, context).toMatchObject({ state: 'refused', code: 'scope-changed' })
      expect(
        calls.filter(call => call.status !== 'recorded'),
        context,
      ).toEqual([])
      expect((await ask<{ holds: unknown[] }>(services, 'GET /holds')).holds, 'nothing of it is held').toEqual([])
    }
  }
  expect(seen.done, 'a job came through').toBeGreaterThan(0)
  expect(seen.refused, 'a job met the stations').toBeGreaterThan(0)
})

it('a hold first, as the guide says: the job comes through while everybody tries, and its own hold goes on when the first is released', {
  timeout: 600_000,
}, async () => {
  const event = (type: string, more: object): object => ({ id: randomUUID(), at: AT, type, ...more })
  const [held] = await captureEvents(
    services,
    [event('hold', { hold: 'FIRST', lots: [{ lot: seeds[0] }], direction: 'forward', reason: 'race' })],
    'test',
  )
  expect(held).toMatchObject({ status: 'recorded' })
  const { job, calls } = await round(0)
  expect(job.state).toBe('done')
  expect(new Set(calls.map(call => call.code))).toEqual(new Set(['lot-on-hold']))
  expect(await captureEvents(services, [event('release', { hold: 'FIRST', reason: 'the recall holds' })], 'test')).toMatchObject([
    { status: 'recorded' },
  ])
  const after = await Promise.all(Array.from({ length: STATIONS }, (_, index) => captureEvents(services, [useOf(index, turns)], 'test')))
  expect(new Set(after.map(([result]) => result?.code))).toEqual(new Set(['lot-on-hold']))
})
