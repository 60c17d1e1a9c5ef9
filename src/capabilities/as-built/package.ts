/** The record to hand over: as data, as paper, as lists, with every certificate, signed. Whoever gets it needs no server of ours to check it. */
import { stringify } from 'csv-stringify/sync'
import { canonicalJson, type Json } from '../../base/canonical.ts'
import { formatInstant } from '../../base/instant.ts'
import { HOW_TO_CHECK, signPackage } from '../../base/signed-package.ts'
import type { ZipEntry } from '../../base/zip.ts'
import { headOf } from '../audit/queries.ts'
import { bytesOf } from '../documents/content.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../route.ts'
import type { DocumentLine } from './components.ts'
import { asBuiltDocument, contentHash } from './document.ts'
import type { AsBuilt } from './record.ts'

export async function asBuiltPackage(services: Services, record: AsBuilt, language?: string): Promise<Buffer> {
  const { signer, pool } = services
  if (!signer) throw new Problem(503, 'unavailable', 'This server has no data directory to keep its signing key in: ask one that has.')
  const { site, material, number } = record.lot
  const head = await headOf(pool, site)
  const files = [
    entry('record.json', canonicalJson(JSON.parse(JSON.stringify(record)) as Json)),
    { name: 'record.pdf', bytes: await asBuiltDocument(record, services.now(), language) },
    entry('components.csv', componentsCsv(record)),
    entry('README.txt', README),
    ...(await documentFiles(services, record)),
  ]
  const about = {
    site,
    material,
    number,
    made: formatInstant(services.now()),
    contentHash: contentHash(record),
    ledgerSequence: head.sequence,
    ledgerHash: head.hash,
  }
  return Buffer.from(signPackage(files, about, signer))
}

const entry = (name: string, text: string): ZipEntry => ({ name, bytes: new TextEncoder().encode(text) })

const README = `The record of one lot or serial.

record.json     the whole record (canonical JSON, RFC 8785)
record.pdf      the same, to read and print
components.csv  what it is made of, to full depth
documents/      certificates and other documents, each named by the SHA-256 of its bytes
manifest.json   the SHA-256 of every file, signed (Ed25519) in signature.json with the key in public-key.pem

${HOW_TO_CHECK}`

/** Each document once, however many components it belongs to. */
async function documentFiles({ pool }: Services, record: AsBuilt): Promise<ZipEntry[]> {
  const lines = [...record.documents, ...record.components.flatMap(component => component.documents)]
  const files: ZipEntry[] = []
  for (const line of new Map(lines.map(one => [one.document, one])).values()) {
    files.push({ name: fileName(line), bytes: await wholeOf(bytesOf(pool, line.document)) })
  }
  return files
}

async function wholeOf(parts: AsyncIterable<unknown>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const part of parts) all.push(part as Uint8Array)
  return Buffer.concat(all)
}

/** Names come from people: only what every file system takes is kept of them. */
const fileName = ({ document, name }: DocumentLine): string =>
  `documents/${document.slice(0, 16)}-${name
    .normalize('NFKD')
    .replaceAll(/[^\w.-]+/g, '_')
    .replace(/^\.+/, '')
    .slice(-80)}`

const COLUMNS = [
  'Part number',
  'Description',
  'Lot or serial',
  'In part number',
  'In lot or serial',
  'Position',
  'Quantity',
  'Unit',
  'Certainty',
  'Vendor',
  'Vendor lot',
  'Heat',
  'Certificates',
  'Installed',
  'Taken out',
]

/** A list as AS9102 form 2 and others want it: one line per component, with its source and its certificate. */
export function componentsCsv({ components }: Pick<AsBuilt, 'components'>): string {
  const rows = components.map(row => ({
    'Part number': row.material,
    Description: row.description ?? '',
    'Lot or serial': row.number,
    'In part number': row.of.material,
    'In lot or serial': row.of.number,
    Position: row.position ?? '',
    Quantity: row.quantity ?? '',
    Unit: row.unit,
    Certainty: row.certainty,
    Vendor: row.vendor ?? '',
    'Vendor lot': row.vendorLot ?? '',
    Heat: row.heat ?? '',
    Certificates: row.documents.map(one => `${one.name} ${one.document}`).join('; '),
    Installed: row.installedAt,
    'Taken out': row.removedAt ?? '',
  }))
  return `\uFEFF${stringify(rows, { header: true, columns: COLUMNS, record_delimiter: '\r\n', escape_formulas: true })}`
}
