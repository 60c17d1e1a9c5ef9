import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { expectSound, makePart, type Plant, plantWithBasics, receive, type Sent, shipLot } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import type { Services } from '../route.ts'
import { resumeJobs } from './job.ts'
import { preparedFor } from './prepared.ts'
import { askedAs } from './scope.ts'

const at = testStore()
const begun = (): Promise<Plant> =>
  plantWithBasics(
    at,
    receive('STEEL', 'S-1', 100),
    receive('STEEL', 'S-2', 100),
    makePart('S-1', 'P-1', 10),
    makePart('S-2', 'P-9', 10),
    shipLot('P-1', 2),
  )

interface Job {
  id: string
  recall: string
  state: string
  phase: string
  total: number
  code: string | null
  detail: string | null
  simulation: string | null
  sequence: number | null
}

interface Growth {
  same: boolean
  reproduced: boolean
  joined: { count: number }
}

const simulated = async (plant: Plant): Promise<string> =>
  (await ask<{ simulation: string }>(plant.services, 'POST /recalls/simulations', { seeds: [{ number: 'S-1', site: plant.site }] }))
    .simulation

async function begin(plant: Plant, services: Services, simulation: string, more: object = {}): Promise<Job> {
  const body = { site: plant.site, at: plant.time(900), seeds: [{ number: 'S-1' }], simulation, reason: 'cracks', job: true, ...more }
  return ask<Job>(services, 'POST /recalls', body)
}

async function ended(plant: Plant, id: string): Promise<Job> {
  for (let round = 0; round < 400; round++) {
    const job = await ask<Job>(plant.services, `GET /recall-jobs/${id}`)
    if (job.state !== 'running') return job
    await pause(10)
  }
  throw new Error('the job does not end')
}
const recorded = async (plant: Plant): Promise<number> =>
  (await plant.rows(`select from ledger where site = $1 and type = 'recall'`, plant.site)).length

/** What the plant does while a job is on its way: after it has worked out the scope, before it is recorded. */
function interrupted(plant: Plant, between: () => Promise<unknown>): Services {
  const { record } = plant.services
  let isFirst = true
  return {
    ...plant.services,
    record: async (command, via) => {
      if (isFirst) {
        isFirst = false
        await between()
      }
      return record(command, via)
    },
  }
}

describe('a recall committed by a job', () => {
  it('is answered at once, and then all of it is there', async () => {
    const plant = await begun()
    const accepted = await begin(plant, plant.services, await simulated(plant))
    expect(accepted).toMatchObject({ recall: 'RC-0001', status: 'accepted', total: 1 })
    const job = await ended(plant, accepted.id)
    expect(job).toMatchObject({ state: 'done', recall: 'RC-0001' })
    expect(await ask(plant.services, `GET /recalls/RC-0001?site=${plant.site}`)).toMatchObject({
      lots: 1,
      growth: { same: true, reproduced: true },
    })
    await plant.refused(shipLot('P-1'), 'lot-on-hold', '/lots/0/lot')
    expect(await ask(plant.services, `GET /recall-jobs?site=${plant.site}`)).toMatchObject({ jobs: [{ id: job.id, state: 'done' }] })
  })

  it('is asked twice with one id and done once', async () => {
    const plant = await begun()
    const [simulation, id] = [await simulated(plant), '22222222-2222-4222-8222-222222222222']
    const [first, again] = await Promise.all([
      begin(plant, plant.services, simulation, { id }),
      begin(plant, plant.services, simulation, { id }),
    ])
    expect(again.recall).toBe(first.recall)
    await ended(plant, id)
    await begin(plant, plant.services, simulation, { id })
    expect(await recorded(plant)).toBe(1)
  })

  it('two at once of different lots bear two names', async () => {
    const plant = await begun()
    const other = await ask<{ simulation: string }>(plant.services, 'POST /recalls/simulations', {
      seeds: [{ number: 'S-2', site: plant.site }],
    })
    const first = await begin(plant, plant.services, await simulated(plant))
    const second = await begin(plant, plant.services, other.simulation, { seeds: [{ number: 'S-2' }] })
    expect([(await ended(plant, first.id)).state, (await ended(plant, second.id)).state]).toEqual(['done', 'done'])
    expect([first.recall, second.recall]).toEqual(['RC-0001', 'RC-0002'])
  })

  it('goes on after a kill: recorded once whether it was recorded before or not', async () => {
    const plant = await begun()
    const simulation = await simulated(plant)
    // A server that keeps the job and is gone.
    const gone: Services = { ...plant.services, record: () => new Promise(() => {}) }
    const { id } = await begin(plant, { ...gone, pool: at.pool }, simulation)
    expect(await recorded(plant)).toBe(0)
    expect(await plant.rows('select from hold where site = $1', plant.site)).toEqual([])
    // The next start: another process knows nothing of the first one's promises.
    const next = { ...plant.services, pool: Object.create(at.pool) as typeof at.pool }
    const jobs = await resumeJobs(next)
    expect(await ended(plant, id)).toMatchObject({ state: 'done' })
    await jobs.stop()
    expect(await recorded(plant)).toBe(1)
    await at.pool.query(`update recall_job set state = 'running' where id = $1`, [id])
    await (await resumeJobs({ ...next, pool: Object.create(at.pool) as typeof at.pool })).stop()
    expect(await ended(plant, id)).toMatchObject({ state: 'done' })
    expect(await recorded(plant)).toBe(1)
  })

  it('is refused when the scope is another than what was simulated, with the mark of now', async () => {
    const plant = await begun()
    const simulation = await simulated(plant)
    await plant.ok(makePart('S-1', 'P-2', 5))
    const job = await ended(plant, (await begin(plant, plant.services, simulation)).id)
    expect(job).toMatchObject({ state: 'refused', code: 'scope-changed', simulation: await simulated(plant) })
    expect(await recorded(plant)).toBe(0)
    await plant.ok(shipLot('P-1'))
  })

  const meanwhile: [string, Sent[], string][] = [
    ['a lot joins', [makePart('S-1', 'P-2', 5)], 'refused'],
    ['something of it is shipped', [shipLot('P-1', 1)], 'refused'],
    ['something of it is moved', [{ type: 'move', lot: { number: 'P-1' }, to: 'STORE' }], 'done'],
    ['other lots are used and shipped', [makePart('S-2', 'P-8', 5), shipLot('P-9', 1)], 'done'],
  ]
  it.each(meanwhile)('while it is on its way %s', async (_what, events, state) => {
    const plant = await begun()
    const services = interrupted(plant, () => plant.ok(...events))
    const job = await ended(plant, (await begin(plant, services, await simulated(plant))).id)
    expect(job.state).toBe(state)
    expect(await recorded(plant)).toBe(state === 'done' ? 1 : 0)
    const question = askedAs({ site: plant.site, seeds: [{ material: 'STEEL', number: 'S-1' }], exclude: [] })
    expect(preparedFor(plant.services.engine, question), 'nothing stale is left').toBeUndefined()
  })

  it('need not be traced once more for whoever opens it first, and is where something was recorded meanwhile', async () => {
    const plant = await begun()
    const job = await ended(plant, (await begin(plant, plant.services, await simulated(plant))).id)
    const traced = vi.spyOn(plant.services.engine, 'forward')
    const opened = async (): Promise<Growth> =>
      (await ask<{ growth: Growth }>(plant.services, `GET /recalls/${job.recall}?site=${plant.site}`)).growth
    expect(await opened()).toMatchObject({ same: true, reproduced: true, joined: { count: 0 } })
    expect(traced).not.toHaveBeenCalled()
    await plant.send({ ...makePart('S-1', 'P-3', 5), late: true })
    expect(await opened()).toMatchObject({ same: false, reproduced: true, joined: { count: 1 } })
    expect(traced).toHaveBeenCalled()
    traced.mockRestore()
  })

  it('tells whoever looks ahead that it is there', async () => {
    const plant = await begun()
    const pool = Object.create(at.pool) as typeof at.pool
    const services = { ...plant.services, pool }
    const committed = vi.fn()
    const jobs = await resumeJobs(services, committed)
    const simulation = await simulated(plant)
    await ended(plant, (await begin(plant, services, simulation)).id)
    await vi.waitFor(() => expect(committed).toHaveBeenCalledTimes(1))
    // Refused, there is nothing to gather.
    await ended(plant, (await begin(plant, services, simulation)).id)
    await jobs.stop()
    expect(committed).toHaveBeenCalledTimes(1)
  })

  it('records a new version, prepared before the lock is asked for', async () => {
    const plant = await begun()
    await ended(plant, (await begin(plant, plant.services, await simulated(plant))).id)
    await plant.send({ ...makePart('S-1', 'P-2', 5), late: true })
    const { growth } = await ask<{ growth: { simulation: string } }>(plant.services, `GET /recalls/RC-0001?site=${plant.site}`)
    const { engine } = plant.services
    const forward = engine.forward.bind(engine)
    let traced = 0
    const services = interrupted(plant, async () => {
      engine.forward = (...asked) => {
        traced++
        return forward(...asked)
      }
    })
    const revise = { site: plant.site, at: plant.time(950), simulation: growth.simulation, reason: 'one more', job: true }
    const exclusions = [{ number: 'P-1', reason: 'from the sealed half' }]
    const other = await ask<{ simulation: string }>(plant.services, 'POST /recalls/simulations', {
      seeds: [{ number: 'S-1', site: plant.site }],
      exclude: [{ number: 'P-1', site: plant.site }],
    })
    const accepted = await ask<Job>(services, 'POST /recalls/RC-0001/versions', { ...revise, simulation: other.simulation, exclusions })
    expect(accepted).toMatchObject({ recall: 'RC-0001', status: 'accepted', total: 1 })
    expect(await ended(plant, accepted.id)).toMatchObject({ state: 'done' })
    engine.forward = forward
    expect(traced, 'nothing is traced under the lock').toBe(0)
    expect(await ask(plant.services, `GET /recalls/RC-0001?site=${plant.site}`)).toMatchObject({
      version: 2,
      lots: 1,
      exclusions: [{ number: 'P-1' }],
      growth: { same: true, reproduced: true },
    })
    const late = await ask<Job>(plant.services, 'POST /recalls/RC-0001/versions', revise)
    expect(await ended(plant, late.id)).toMatchObject({ state: 'refused', code: 'scope-changed' })
  })

  it('is accepted with its signatures, which bind what is recorded; without the role it is not accepted', async () => {
    const plant = await begun()
    const person = (code: string, roles: string[]): Sent => ({ type: 'person', code, name: code, roles, pin: '12345678' })
    await plant.ok(person('QE', ['quality']), person('OP', ['operator']), {
      type: 'settings',
      signatures: [{ type: 'recall', role: 'quality' }],
    })
    const body = { site: plant.site, at: plant.time(900), seeds: [{ number: 'S-1' }], simulation: await simulated(plant), reason: 'cracks' }
    const { event } = await ask(plant.services, 'POST /recalls', { ...body, job: true }).then(
      () => expect.fail('it is not signed'),
      (error: { more: { event: Record<string, unknown> } }) => error.more,
    )
    const signers = (who: string): object[] => [{ person: who, pin: '12345678', meaning: 'approved' }]
    const gone: Services = { ...plant.services, pool: Object.create(at.pool) as typeof at.pool, record: () => new Promise(() => {}) }
    const sign = (services: Services, who: string, changed: object = {}): Promise<Job & { status: string; job: string }> =>
      ask(services, 'POST /signatures', { event: { ...event, ...changed }, signers: signers(who), job: true })
    expect(await sign(plant.services, 'OP')).toMatchObject({ status: 'refused', code: 'signature-required' })
    expect(await plant.rows('select from recall_job where site = $1', plant.site)).toEqual([])
    expect(await sign(gone, 'QE')).toMatchObject({ status: 'accepted', recall: 'RC-0001', signatures: [{ by: 'QE', meaning: 'approved' }] })
    expect(await recorded(plant)).toBe(0)
    // The server that accepted it is gone; the next one has nobody to ask for a PIN.
    const jobs = await resumeJobs({ ...plant.services, pool: Object.create(at.pool) as typeof at.pool })
    expect(await ended(plant, String(event.id))).toMatchObject({ state: 'done' })
    await jobs.stop()
    expect(await recorded(plant)).toBe(1)
    expect(await ask(plant.services, `GET /signatures?event=${String(event.id)}`)).toMatchObject({
      signatures: [{ by: 'QE', meaning: 'approved', valid: true }],
    })
    // What was changed after it was signed is not recorded, whoever changed it.
    const kept = await sign(gone, 'QE', { id: '33333333-3333-4333-8333-333333333333', recall: 'RC-0009' })
    await at.pool.query(`update recall_job set event = jsonb_set(event, '{reason}', '"nothing"') where id = $1`, [kept.job])
    const later = await resumeJobs({ ...plant.services, pool: Object.create(at.pool) as typeof at.pool })
    expect(await ended(plant, kept.job)).toMatchObject({ state: 'refused', code: 'signature-required' })
    await later.stop()
  })

  it('is refused in its own words when a rule forbids it', async () => {
    const plant = await begun()
    const simulation = await simulated(plant)
    await ended(plant, (await begin(plant, plant.services, simulation)).id)
    const job = await ended(plant, (await begin(plant, plant.services, simulation)).id)
    expect(job).toMatchObject({ state: 'refused', code: 'recall-exists' })
  })
})

it('afterwards the ledger verifies, and a rebuild comes to the same', () => expectSound(at))
