/** How long one waits for the whole record of a large unit, over HTTP: on the screen, and as the document. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { uuid7 } from '../base/id.ts'
import { formatInstant } from '../base/instant.ts'
import type { BenchReport, BenchResult } from '../cli/doors.ts'
import type { Bench, BenchServer } from './bench.ts'
import { percentile, timed } from './measure.ts'
import { openScratch } from './scratch.ts'

const COMPONENTS = 200
const OPERATIONS = 150
/** One making, an install per component, a report per operation, and values measured apart: five hundred on the unit itself. */
const COLLECTED = 500 - 1 - COMPONENTS - OPERATIONS
const ASKED = { screen: 30, document: 5 }
const WARM_UP = 2
const UNIT = 'UNIT-1'
const START = Date.parse('2026-03-02T06:00:00Z')

type Sent = Record<string, unknown> & { type: string }

export async function benchAsBuilt({ onProgress, serve }: Bench): Promise<BenchReport> {
  const scratch = await openScratch(onProgress)
  const server = await serve(scratch.store, scratch.folder, onProgress)
  try {
    onProgress(`as-built: ${COMPONENTS} components, 500 events on one unit`)
    await capture(server, [...masters(), ...received(), ...built()])
    const id = await idOf(server)
    const results = [
      ...(await measured(server, `/api/v1/lots/${id}/as-built`, { accept: 'application/json', what: 'screen', count: ASKED.screen })),
      ...(await measured(server, `/api/v1/lots/${id}/as-built`, { accept: 'application/pdf', what: 'document', count: ASKED.document })),
    ]
    await keep(server, id, onProgress)
    return { name: 'as-built', results }
  } finally {
    await server.close()
    await scratch.close()
  }
}

// ---- the unit -----------------------------------------------------------------------------------------------------------------------

const material = (index: number): string => `C-${String((index % 20) + 1).padStart(2, '0')}`
const serial = (index: number): string => `S-${String(index + 1).padStart(4, '0')}`
const characteristic = (sequence: number): object => ({
  code: `torque-${sequence}`,
  kind: 'number',
  unit: 'N.m',
  min: 8,
  max: 12,
  required: true,
})

function masters(): Sent[] {
  return [
    { type: 'partner', code: 'MILL', name: 'The mill', roles: ['vendor'] },
    { type: 'workCenter', code: 'ASSY', name: 'Assembly' },
    { type: 'person', code: 'ANNA', name: 'Anna Berg' },
    { type: 'person', code: 'BO', name: 'Bo Lind' },
    { type: 'material', code: 'UNIT', description: 'Hydraulic power unit', tracking: 'serial' },
    ...Array.from({ length: 20 }, (_, index) => ({
      type: 'material',
      code: material(index),
      description: `Component ${index + 1}`,
      tracking: 'serial',
    })),
    {
      type: 'workOrder',
      number: 'WO-1',
      material: 'UNIT',
      quantity: 1,
      operations: Array.from({ length: OPERATIONS }, (_, index) => ({
        sequence: (index + 1) * 10,
        name: `Step ${index + 1}`,
        workCenter: 'ASSY',
        createsLot: index === 0,
        characteristics: index === 0 ? [] : [characteristic((index + 1) * 10)],
        components: index === 0 ? Array.from({ length: 20 }, (_, at) => ({ material: material(at), per: COMPONENTS / 20 })) : [],
      })),
    },
  ]
}

const received = (): Sent[] =>
  Array.from({ length: COMPONENTS }, (_, index) => ({
    type: 'receive',
    vendor: 'MILL',
    vendorLot: `VL-${Math.floor(index / 10) + 1}`,
    lot: { material: material(index), number: serial(index), heat: `H-${index % 7}` },
    quantity: 1,
  }))

function built(): Sent[] {
  const unit = { material: 'UNIT', number: UNIT }
  const at = { workOrder: 'WO-1', workCenter: 'ASSY' }
  return [
    { type: 'transform', ...at, operation: 10, inputs: [], outputs: [{ lot: unit, quantity: 1 }], by: 'ANNA' },
    ...Array.from({ length: COMPONENTS }, (_, index) => ({
      type: 'install',
      ...at,
      operation: 10,
      assembly: unit,
      component: { material: material(index), number: serial(index) },
      by: index % 2 ? 'ANNA' : 'BO',
    })),
    ...Array.from({ length: OPERATIONS }, (_, index) => ({
      type: 'pass',
      ...at,
      operation: (index + 1) * 10,
      lot: unit,
      by: index % 2 ? 'ANNA' : 'BO',
      ...(index === 0 ? {} : { values: [{ characteristic: `torque-${(index + 1) * 10}`, value: 8 + (index % 5), unit: 'N.m' }] }),
    })),
    ...Array.from({ length: COLLECTED }, (_, index) => ({
      type: 'collect',
      lots: [{ lot: unit }],
      values: [{ characteristic: `check-${index + 1}`, value: index % 9 }],
      by: 'BO',
    })),
  ]
}

async function capture({ url, key }: BenchServer, events: readonly Sent[]): Promise<void> {
  const body = JSON.stringify(
    events.map((event, index) => ({ id: uuid7(Date.now()), site: 'main', at: formatInstant(START + index * 30_000), ...event })),
  )
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api/v1/capture`, { method: 'POST', headers, body })
  const { results } = (await answer.json()) as { results: { status: string; detail?: string }[] }
  const bad = results.find(result => result.status === 'refused')
  if (bad) throw new Error(`the unit of the benchmark was refused: ${bad.detail ?? 'without a reason'}`)
}

async function idOf({ url, key }: BenchServer): Promise<number> {
  const answer = await fetch(`${url}/api/v1/lots?search=${UNIT}`, { headers: { authorization: `Bearer ${key}` } })
  const { lots } = (await answer.json()) as { lots: { id: number; number: string }[] }
  const lot = lots.find(entry => entry.number === UNIT)
  if (!lot) throw new Error('the unit of the benchmark was not recorded')
  return lot.id
}

// ---- asking -------------------------------------------------------------------------------------------------------------------------

async function measured(
  { url, key }: BenchServer,
  path: string,
  { accept, what, count }: { accept: string; what: string; count: number },
): Promise<BenchResult[]> {
  const times: number[] = []
  for (let round = 0; round < WARM_UP + count; round++) {
    const { ms } = await timed(async () =>
      (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}`, accept } })).arrayBuffer(),
    )
    if (round >= WARM_UP) times.push(ms)
  }
  return [50, 99].map(share => ({
    case: `record of a unit with 500 events and ${COMPONENTS} components, ${what}, p${share}`,
    value: percentile(times, share / 100),
    unit: 'ms',
    baseline: null,
    baselineName: null,
    ratio: null,
  }))
}

/** Where a folder is named the document is kept there, to be looked at. */
async function keep({ url, key }: BenchServer, id: number, onProgress: Bench['onProgress']): Promise<void> {
  const folder = process.env.GENEALOT_BENCH_KEEP
  if (!folder) return
  const headers = { authorization: `Bearer ${key}`, accept: 'application/pdf' }
  const answer = await fetch(`${url}/api/v1/lots/${id}/as-built`, { headers })
  const file = join(folder, 'as-built.pdf')
  writeFileSync(file, new Uint8Array(await answer.arrayBuffer()))
  onProgress(`as-built: the document is in ${file}`)
}
