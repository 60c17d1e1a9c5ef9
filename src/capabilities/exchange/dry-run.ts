/** What an import would come to: records are decided as the ledger would decide them, facts are judged by their form, and nothing is kept. */
import { Refusal } from '../../base/refusal.ts'
import { Rehearsal } from '../../ledger/rehearsal.ts'
import type { CaptureEvent, Command } from '../events.ts'
import { handlers } from '../handlers.ts'
import { parseEvent } from '../parse.ts'
import type { Services } from '../route.ts'
import type { ImportSummary } from './import-document.ts'
import type { RecordedResult } from './imported-row.ts'

/** What a rehearsal may decide: see there. What happened (receipts, stock, runs) is not among it. */
const REHEARSED: ReadonlySet<string> = new Set([
  'material',
  'partner',
  'location',
  'workCenter',
  'person',
  'workOrder',
  'purchaseOrder',
  'salesOrder',
  'shipment',
])

type Record = (events: CaptureEvent[]) => Promise<RecordedResult[]>

export type DryRun = ImportSummary & {
  dryRun: true
  /** Rows whose form is right, and about which the ledger is asked only when they are imported. */
  unchecked: number
}

export async function dryRun(services: Services, take: (record: Record) => Promise<ImportSummary>): Promise<DryRun> {
  const rehearsal = new Rehearsal({ pool: services.pool, handlers, now: services.now })
  const unchecked = new Set<string>()
  try {
    const summary = await take(events => rehearsed(rehearsal, events, unchecked))
    const rows = summary.rows.filter(row => row.status !== 'refused' && row.id !== null && unchecked.has(row.id)).length
    return { ...summary, dryRun: true, unchecked: rows }
  } finally {
    await rehearsal.close()
  }
}

async function rehearsed(rehearsal: Rehearsal, events: readonly CaptureEvent[], unchecked: Set<string>): Promise<RecordedResult[]> {
  const read = events.map(readOne)
  const commands = read.flatMap(one => ('command' in one && REHEARSED.has(one.command.type) ? [one.command] : []))
  const decided = await rehearsal.decide(commands)
  let next = 0
  return read.map(one => {
    if (!('command' in one)) return one
    if (REHEARSED.has(one.command.type)) return decided[next++] ?? one
    unchecked.add(one.id)
    return { id: one.id, status: 'recorded' }
  })
}

type Read = (RecordedResult & { id: string; status: 'refused' }) | { id: string; status: 'recorded'; command: Command }

function readOne(event: CaptureEvent): Read {
  try {
    return { id: event.id, status: 'recorded', command: parseEvent(event) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { id: event.id, status: 'refused', code: error.code, detail: error.message, pointer: error.pointer }
  }
}
