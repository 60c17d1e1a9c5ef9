/** Everything that proves a case, to hand over: report, record, each list, the events with their hashes, and a signed manifest over all of it. */
import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from '../../base/canonical.ts'
import { formatInstant } from '../../base/instant.ts'
import { signPackage } from '../../base/signed-package.ts'
import type { ZipEntry } from '../../base/zip.ts'
import { headOf } from '../audit/queries.ts'
import { Problem } from '../problem.ts'
import { tellDifference } from '../recalls/growth.ts'
import type { EntryRow, RecallListed, VersionRow } from '../recalls/queries.ts'
import type { Services } from '../route.ts'
import { shippedAt } from '../tracing/queries.ts'
import type { LotBalance } from '../tracing/recall.ts'
import { type Ends, endLots } from '../tracing/trace.ts'
import { type CaseCustomers, caseCustomers } from './customers.ts'
import { type Case, caseOf, entriesOfKind, type Lists, listsOf } from './lists.ts'
import { type PickList, pickListOf } from './pick-list.ts'
import { type CaseEvent, eventsOfCase, languagesAt } from './queries.ts'
import { reportPdf } from './report.ts'
import { csvOf, type List, xlsxOf } from './tables.ts'

type Written<T extends { at: number }> = Omit<T, 'at'> & { at: string }
export interface EvidenceRecord {
  case: Omit<RecallListed, 'at' | 'closedAt'> & { at: string; closedAt: string | null }
  /** The trace as known at the position of the last version comes to its fingerprint again. */
  reproduced: boolean
  versions: (Omit<VersionRow, 'recordedAt'> & { at: string })[]
  seeds: Written<EntryRow>[]
  exclusions: Written<EntryRow>[]
  /** Excluded once, and not any more. */
  inclusions: Written<EntryRow>[]
  found: Written<EntryRow>[]
  contacts: Written<EntryRow>[]
  letter: string | null
  /** As known when the last version was frozen. */
  ends: Ends
  balance: LotBalance[]
  balanceTotal: { percent: string; unaccountedLots: number; lots: number }
  /** As of now. */
  pickList: PickList
  customers: CaseCustomers
  growth: { same: boolean; text: string }
  events: (Omit<CaseEvent, 'body' | 'at' | 'recordedAt'> & { at: string; recordedAt: string })[]
}

export const REMIND_AFTER_DAYS = 3

export async function evidencePackage(services: Services, site: string, recall: string): Promise<Buffer> {
  const { signer, pool } = services
  if (!signer) throw new Problem(503, 'unavailable', 'This server has no data directory to keep its signing key in: ask one that has.')
  const found = await caseOf(services, site, recall)
  const events = await eventsOfCase(pool, site, recall, found.row.hold)
  const record = await recordOf(services, found, events)
  const now = services.now()
  const text = canonicalJson(JSON.parse(JSON.stringify(record)) as Json)
  const contentHash = createHash('sha256').update(text).digest('hex')
  const lists = listsIn(record)
  const head = await headOf(pool, site)
  const files: ZipEntry[] = [
    { name: 'report.pdf', bytes: await reportPdf(record, { contentHash, now }) },
    entry('record.json', text),
    entry('events.jsonl', events.map(eventLine).join('')),
    { name: 'lists.xlsx', bytes: await xlsxOf(lists, now) },
    ...lists.flatMap(list => [
      entry(`lists/${list.name}.csv`, csvOf(list)),
      entry(`lists/${list.name}.json`, canonicalJson(JSON.parse(JSON.stringify(list.rows)) as Json)),
    ]),
    entry('README.txt', README),
  ]
  const { row } = found
  const about = {
    site,
    recall,
    kind: row.kind,
    version: row.version,
    position: row.position,
    fingerprint: row.fingerprint,
    closed: row.closedAt === null ? null : formatInstant(row.closedAt),
    made: formatInstant(now),
    contentHash,
    ledgerSequence: head.sequence,
    ledgerHash: head.hash,
  }
  return Buffer.from(signPackage(files, about, signer))
}

const entry = (name: string, text: string): ZipEntry => ({ name, bytes: new TextEncoder().encode(text) })

async function recordOf(services: Services, found: Case, events: readonly CaseEvent[]): Promise<EvidenceRecord> {
  const { row, versions } = found
  const [frozen, now] = [await listsOf(services, found, row.position), await listsOf(services, found)]
  const of = (kind: EntryRow['kind']): Written<EntryRow>[] => entriesOfKind(found, kind).map(one => ({ ...one, at: formatInstant(one.at) }))
  return {
    case: { ...row, at: formatInstant(row.at), closedAt: row.closedAt === null ? null : formatInstant(row.closedAt) },
    reproduced: frozen.mark === `${row.position}-${row.fingerprint}`,
    versions: versions.map(({ recordedAt, ...version }) => ({ ...version, at: formatInstant(recordedAt) })),
    seeds: of('seed'),
    exclusions: of('exclusion'),
    inclusions: of('inclusion'),
    found: of('found'),
    contacts: of('contact'),
    letter: entriesOfKind(found, 'letter').at(-1)?.detail ?? null,
    ends: frozen.ends,
    balance: frozen.balance,
    balanceTotal: frozen.total,
    pickList: pickListOf(now.ends, entriesOfKind(found, 'found')),
    customers: await customersOf(services, found, { frozen, now }),
    growth: await growthOf(services, frozen, now),
    events: events.map(withoutBody),
  }
}

function withoutBody(event: CaseEvent): EvidenceRecord['events'][number] {
  const { body: _, ...one } = event
  return { ...one, at: formatInstant(one.at), recordedAt: formatInstant(one.recordedAt) }
}

const customersOf = async (
  { now: clock, pool }: Services,
  found: Case,
  { frozen, now }: { frozen: Lists; now: Lists },
): Promise<CaseCustomers> =>
  caseCustomers({
    before: frozen.ends.call,
    now: now.ends.call,
    contacts: entriesOfKind(found, 'contact'),
    languages: await languagesAt(pool, found.row.site),
    clock: clock(),
    remindAfterDays: REMIND_AFTER_DAYS,
  })

async function growthOf({ pool }: Services, frozen: Lists, now: Lists): Promise<EvidenceRecord['growth']> {
  const scope = async ({ traced }: Lists) => ({ lots: [...traced.lots], shipped: await shippedAt(pool, endLots(traced), traced.position) })
  const { same, ...told } = await tellDifference(pool, await scope(frozen), await scope(now))
  const counts = Object.entries(told).flatMap(([what, list]) => {
    const { count } = list as { count: number }
    return count === 0 ? [] : [`${count} ${what}`]
  })
  return { same, text: counts.join(', ') }
}

/** As the ledger has it: the body is the very text that the hash covers. */
const eventLine = ({ sequence, id, type, previousHash, hash, voided, body }: CaseEvent): string =>
  `${JSON.stringify({ sequence, id, type, previousHash, hash, voided, body })}\n`

// ---- lists ------------------------------------------------------------------------------------------------------------------------

const LOT = ['material', 'number', 'quantity', 'unit', 'certainty']

function listsIn(record: EvidenceRecord): List[] {
  const list = (name: string, columns: string[], rows: readonly object[]): List => ({ name, columns, rows: rows as List['rows'] })
  const { ends } = record
  return [
    list('stop', [...LOT, 'workCenter', 'workOrder', 'operation', 'run'], ends.stop),
    list('quarantine', [...LOT, 'location', 'container'], ends.quarantine),
    list('call', ['customer', 'customerName', ...LOT, 'shipment', 'at'], ends.call),
    list('gone', [...LOT, 'how', 'at'], ends.gone),
    list(
      'balance',
      ['material', 'number', 'unit', 'made', 'stop', 'quarantine', 'call', 'gone', 'onward', 'unaccounted', 'percent'],
      record.balance,
    ),
    list('customers', CUSTOMER_COLUMNS, customerRows(record.customers)),
    list(
      'found',
      ['material', 'number', 'quantity', 'unit', 'place', 'by', 'at'],
      record.found.map(one => ({ ...one, place: one.detail })),
    ),
    list(
      'contacts',
      ['customer', 'customerName', 'outcome', 'material', 'number', 'quantity', 'unit', 'detail', 'by', 'at'],
      record.contacts,
    ),
    list('exclusions', ['material', 'number', 'reason', 'evidence', 'event', 'ledger', 'by', 'at'], record.exclusions.map(excludedRow)),
    list(
      'versions',
      ['version', 'at', 'by', 'lots', 'certain', 'possible', 'customers', 'position', 'fingerprint', 'sequence', 'hash'],
      record.versions,
    ),
    list('events', ['sequence', 'id', 'type', 'at', 'recordedAt', 'by', 'station', 'voided', 'previousHash', 'hash'], record.events),
  ]
}

const excludedRow = (one: Written<EntryRow>): object => ({
  ...one,
  reason: one.detail,
  event: one.evidenceEvent,
  ledger: one.evidenceSequence,
})

const CUSTOMER_COLUMNS = [
  'customer',
  'name',
  'contact',
  'lots',
  'certainty',
  'shipments',
  'state',
  'lastAt',
  'unit',
  'shipped',
  'returned',
  'used',
  'open',
]

/** One row for each customer and unit. */
function customerRows({ customers }: CaseCustomers): object[] {
  return customers.flatMap(one => one.quantities.map(quantity => ({ ...one, shipments: one.shipments.join('; '), ...quantity })))
}

export const customerList = (told: CaseCustomers): List => ({
  name: 'customers',
  columns: CUSTOMER_COLUMNS,
  rows: customerRows(told) as List['rows'],
})

const README = `The evidence of one recall or drill.

report.pdf      the report, to read and print
record.json     everything the report says, whole (canonical JSON, RFC 8785)
lists/          each list as CSV and JSON; lists.xlsx has all of them as sheets.
                stop, quarantine, call, gone and balance are as known when the last version was frozen
events.jsonl    the events of the case as the ledger has them. "hash" is the SHA-256 of the bytes of
                "previousHash" followed by the text of "body" in UTF-8
manifest.json   the SHA-256 of every file, signed in signature.json with the key in public-key.pem

To check that nothing was changed, without any connection:  genealot verify FILE.zip --fingerprint FINGERPRINT
The fingerprint of the key is told by whoever made the package, on another way than the package itself.
`
