/** The files of a case: the same however many lots are read at a time, whole or not there, and made once more after a kill. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { makePart, type Plant, plantWithBasics, receive, type Sent, shipLot } from '../../../test/ledger/plant.ts'
import { answer, ask } from '../../../test/support/ask.ts'
import { temporaryFolder } from '../../../test/support/folders.ts'
import { testStore } from '../../../test/support/store.ts'
import { checkPackage } from '../../base/signed-package.ts'
import { readZip } from '../../base/zip.ts'
import { signerIn } from '../as-built/signing-key.ts'
import type { CaseJobRow } from '../case-jobs/queries.ts'
import { resumeCaseJobs } from '../case-jobs/runner.ts'
import { caseWorks } from '../case-works.ts'
import { Problem } from '../problem.ts'
import type { Services, Streamed } from '../route.ts'
import { makeEvidence } from './evidence.ts'
import { PAPER_ROWS } from './letters.ts'

const at = testStore()
const folder = temporaryFolder()
const servicesOf = (plant: Plant, pool = at.pool): Services => ({ ...plant.services, pool, signer: signerIn(folder), folder })

/** S-1 and S-2 went into thirty parts; some were shipped, moved, packed, scrapped, used up, found; some have come back. */
async function begun(): Promise<Plant> {
  const parts = Array.from({ length: 30 }, (_, index) => `P-${index}`)
  const plant = await plantWithBasics(
    at,
    { type: 'location', code: 'RACK' },
    { type: 'partner', code: 'C/2', name: 'Second', roles: ['customer'] },
    receive('STEEL', 'S-1', 1000),
    receive('STEEL', 'S-2', 1000),
    ...parts.map((number, index) => makePart(index % 3 === 0 ? 'S-2' : 'S-1', number, 10)),
    ...parts.slice(0, 8).map((number): Sent => ({ type: 'move', lot: { number }, to: 'RACK' })),
    ...parts.slice(5, 15).map((number, index) => shipLot(number, index + 1)),
    { type: 'pack', container: 'BOX', contents: [{ lot: { number: 'P-20' }, quantity: 4 }] },
    { type: 'scrap', lot: { number: 'P-21' }, quantity: 3, reason: 'cracked' },
    {
      type: 'transform',
      inputs: [{ lot: { number: 'P-22' }, quantity: 10 }],
      outputs: [{ lot: { material: 'PART', number: 'Q-1' }, quantity: 5 }],
    },
    { type: 'ship', shipment: 'SH-2', customer: 'C/2', lots: [{ lot: { number: 'Q-1' }, quantity: 2 }] },
  )
  const seeds = ['S-2', 'S-1'].map(number => ({ number, site: plant.site }))
  const { simulation } = await ask<{ simulation: string }>(plant.services, 'POST /recalls/simulations', { seeds })
  await plant.ok(
    { type: 'recall', recall: 'RC-1', lots: seeds.map(({ number }) => ({ lot: { number } })), simulation, reason: 'cracks' },
    {
      type: 'recallFind',
      recall: 'RC-1',
      lots: ['P-0', 'P-1', 'P-20'].map(number => ({ lot: { number }, quantity: 2 })),
      location: 'RACK',
    },
    { type: 'recallFind', recall: 'RC-1', lots: [{ lot: { number: 'P-22' }, quantity: 1 }] },
    { type: 'recallContact', recall: 'RC-1', customer: 'C-1', outcome: 'notified' },
  )
  await plant.send({ ...makePart('S-1', 'P-40', 5), late: true })
  return plant
}

/** As another process sees it: it knows nothing of the promises of the first. */
const anotherPool = (): typeof at.pool => new Proxy(at.pool, {})
const jobOf = (plant: Plant, id: string): CaseJobRow => ({ id, site: plant.site, subject: 'RC-1' }) as CaseJobRow
const filesIn = (path: string): Map<string, string> =>
  new Map(readZip(new Uint8Array(readFileSync(path)))?.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('latin1')]))
const id = (last: number): string => `44444444-4444-4444-8444-44444444444${last}`
const where = (name: string): string => join(folder, 'files', name)

it('the evidence is the same to the byte, however many lots are read at a time', async () => {
  const plant = await begun()
  const services = servicesOf(plant)
  const doing = (n: number) => ({ job: jobOf(plant, id(n)), tell: () => undefined, signal: new AbortController().signal })
  await makeEvidence(services, doing(0), { atOnce: 1000 })
  const whole = filesIn(where(id(0)))
  const record = JSON.parse(whole.get('record.json') ?? '') as { lists: Record<string, { rows: number }>; pickList: object }
  expect(record).toMatchObject({ reproduced: true, growth: { same: false, text: '1 joined' }, customers: { customers: 2, told: 1 } })
  const rows = Object.fromEntries(Object.entries(record.lists).map(([name, list]) => [name, list.rows]))
  expect(rows).toMatchObject({ call: 11, gone: 1, balance: 33, found: 4, beyond: 1, contacts: 1, customers: 2, versions: 1 })
  for (const [number, way] of [{ atOnce: 1 }, { atOnce: 2 }, { atOnce: 7 }, { isAside: true }].entries()) {
    await makeEvidence(services, doing(number + 1), way)
    const inParts = filesIn(where(id(number + 1)))
    // A workbook says in its archive when it was made.
    for (const [name, bytes] of whole)
      if (/^lists\/|^record|^events/.test(name)) expect(inParts.get(name), `${name}, ${JSON.stringify(way)}`).toBe(bytes)
  }
})

interface Job {
  id: string
  state: string
  percent: number
  detail: string | null
  file: { name: string; size: number; sha256: string } | null
}
async function ended(services: Services, job: string): Promise<Job> {
  for (let round = 0; round < 3000; round++) {
    const found = await ask<Job>(services, `GET /case-jobs/${job}`)
    if (found.state !== 'running') return found
    await pause(20)
  }
  throw new Error('the job does not end')
}

it('is made by a job, there when it is whole, and made anew after a kill', async () => {
  const plant = await begun()
  // A server that keeps the job, begins it, and is gone; its connection ends with it.
  let end = (): void => undefined
  const gone = {
    ...servicesOf(plant, anotherPool()),
    engine: { currentWith: () => new Promise((_, fail) => (end = () => fail(new Problem(503, 'unavailable', 'gone')))) },
  }
  const begin = { site: plant.site, kind: 'evidence', id: id(8) }
  await ask(gone as unknown as Services, 'POST /recalls/RC-1/files', begin)
  const services = servicesOf(plant, anotherPool())
  await expect(answer(services, `GET /case-jobs/${id(8)}/file`)).rejects.toThrow('still being made')
  const jobs = await resumeCaseJobs(services, caseWorks)
  const job = await ended(services, id(8))
  expect(job).toMatchObject({ state: 'done', percent: 100, detail: null, file: { name: 'evidence RC-1.zip' } })
  const sent = (await answer(services, `GET /case-jobs/${id(8)}/file`)) as Streamed
  const bytes = Buffer.concat((await sent.bytes.toArray()).map(part => Buffer.from(part as Buffer)))
  expect(checkPackage(new Uint8Array(bytes))).toMatchObject({ ok: true, manifest: { about: { recall: 'RC-1' } } })
  expect([bytes.length, sent.headers['content-length']]).toEqual([job.file?.size, String(job.file?.size)])
  // A retry is the same job.
  expect(await ask(services, 'POST /recalls/RC-1/files', begin)).toMatchObject({ id: id(8), state: 'done' })
  expect(readdirSync(join(folder, 'files')).filter(name => name.includes('.'))).toEqual([])
  await jobs.stop()
  end()
})

it('goes on by itself where the connections under it were cut', async () => {
  const plant = await begun()
  const services = servicesOf(plant)
  let cuts = 0
  const currentWith = async (): Promise<never> => {
    cuts++
    const client = await services.pool.connect()
    const { rows } = await client.query('select pg_backend_pid() as pid')
    const broken = client.query('select pg_sleep(60)').finally(() => client.release(true))
    const cut = anotherPool().query('select pg_terminate_backend($1)', [rows[0].pid])
    return (await Promise.all([broken, cut])) as never
  }
  const engine = new Proxy(services.engine, {
    get(real, name) {
      if (name === 'currentWith' && cuts === 0) return currentWith
      const value: unknown = Reflect.get(real, name)
      return typeof value === 'function' ? value.bind(real) : value
    },
  })
  const { id: made } = await ask<Job>({ ...services, engine }, 'POST /recalls/RC-1/files', { site: plant.site, kind: 'evidence' })
  expect(await ended(services, made)).toMatchObject({ state: 'done', file: { name: 'evidence RC-1.zip' } })
  expect(cuts).toBe(1)
})

it('a case that is not there is said at once; old files are let go', async () => {
  const plant = await begun()
  const services = servicesOf(plant)
  await expect(ask(services, 'POST /recalls/RC-9/files', { site: plant.site, kind: 'letters' })).rejects.toThrow('no recall')
  const { id: made } = await ask<Job>(services, 'POST /recalls/RC-1/files', { site: plant.site, kind: 'letters' })
  await ended(services, made)
  expect(existsSync(where(made))).toBe(true)
  const later = { ...services, now: () => services.now() + 8 * 86_400_000 }
  const { id: next } = await ask<Job>(later, 'POST /recalls/RC-1/files', { site: plant.site, kind: 'letters' })
  await ended(services, next)
  expect([existsSync(where(made)), existsSync(where(next))]).toEqual([false, true])
  await expect(ask(services, `GET /case-jobs/${made}`)).rejects.toThrow('forgotten')
})

it('letters are a file for each customer, and more where the lots do not fit on one paper', async () => {
  const plant = await begun()
  const services = servicesOf(plant)
  const { id: made } = await ask<Job>(services, 'POST /recalls/RC-1/files', { site: plant.site, kind: 'letters' })
  expect(await ended(services, made)).toMatchObject({ state: 'done', file: { name: 'letters RC-1.zip' } })
  const files = filesIn(where(made))
  expect([...files.keys()]).toEqual(['letters/C-1.pdf', 'letters/C_2.pdf'])
  for (const bytes of files.values()) expect(bytes.slice(0, 5)).toBe('%PDF-')
  const { letterPages } = await import('./letters.ts')
  const rows = Array.from({ length: PAPER_ROWS + 1 }, () => ({
    material: 'PART',
    number: 'P',
    unit: 'ea',
    quantity: '1',
    shipment: 'S',
    at: '2026-03-02',
    certainty: 'certain' as const,
  }))
  const told = await ask<{ customers: object[] }>(services, `GET /recalls/RC-1/customers?site=${plant.site}`)
  const sent = { sender: 'main', texts: new Map(), row: { recall: 'RC-1', kind: 'recall', reason: 'x', class: null } as never, now: 0 }
  expect([...letterPages({ ...(told.customers[0] as never as Parameters<typeof letterPages>[0]), rows }, sent)]).toHaveLength(2)
})
