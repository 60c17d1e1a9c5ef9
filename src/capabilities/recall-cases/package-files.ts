/** The files of a package, written from the spool, in a thread of its own: lists first, then what says their hashes, then the paper that says the hash of that. */
import { canonicalJson, type Json } from '../../base/canonical.ts'
import { HOW_TO_CHECK } from '../../base/signed-package.ts'
import { type EvidenceHead, LEDGER_LINES, LISTS, type ListShown, UNACCOUNTED } from './evidence-shapes.ts'
import { ROWS, reportPdf } from './report.ts'
import { linesOf } from './spool.ts'
import { csvOf, type List, xlsxOf } from './tables.ts'
import { ZipFile, type ZipWritten } from './zip-file.ts'

export interface PackageTask {
  spool: string
  target: string
  head: EvidenceHead
  /** How many rows each list has. */
  counts: Readonly<Record<string, number>>
  now: number
}
export interface PackageWritten {
  zip: ZipWritten
  contentHash: string
}

type Row = Record<string, unknown>

export async function writePackage(task: PackageTask, tell: (done: number, total: number) => void): Promise<PackageWritten> {
  const { spool, target, head, counts, now } = task
  const zip = new ZipFile(target)
  const names = Object.keys(LISTS)
  // Each row is written three times.
  const all = 3 * names.reduce((sum, name) => sum + (counts[name] ?? 0), 0)
  let done = 0
  const rowsOf = async function* (name: string): AsyncGenerator<Row[]> {
    for await (const lines of linesOf(spool, name)) {
      yield lines.map(line => JSON.parse(line) as Row)
      tell((done += lines.length), all)
    }
  }
  const list = (name: string): List => ({ name, columns: LISTS[name] ?? [], rows: rowsOf(name) })
  const lists: Record<string, { rows: number; sha256: string }> = {}
  for (const name of names) {
    await zip.add(`lists/${name}.csv`, csvOf(list(name)))
    lists[name] = { rows: counts[name] ?? 0, sha256: await zip.add(`lists/${name}.json`, jsonOf(rowsOf(name))) }
  }
  await zip.add('lists.xlsx', xlsxOf(names.map(list), now))
  await zip.add('events.jsonl', ledgerText(spool))
  const record = canonicalJson(JSON.parse(JSON.stringify({ ...head, lists })) as Json)
  const contentHash = await zip.add('record.json', [record])
  await zip.add('report.pdf', [await reportPdf(head, { lists: await shown(spool, counts), contentHash, now })])
  await zip.add('README.txt', [README])
  return { zip: zip.leave(), contentHash }
}

/** Canonical, row by row: the same bytes as of the list in one piece. */
async function* jsonOf(rows: AsyncIterable<Row[]>): AsyncGenerator<string> {
  let before = '['
  for await (const some of rows) {
    yield before + some.map(row => canonicalJson(row as Json)).join(',')
    before = ','
  }
  yield before === '[' ? '[]' : ']'
}

async function* ledgerText(spool: string): AsyncGenerator<string> {
  for await (const lines of linesOf(spool, LEDGER_LINES)) yield `${lines.join('\n')}\n`
}

/** What fits on paper. */
async function shown(spool: string, counts: PackageTask['counts']): Promise<Record<string, ListShown>> {
  const lists: Record<string, ListShown> = {}
  for (const name of [...Object.keys(LISTS), UNACCOUNTED]) {
    const rows: Row[] = []
    for await (const lines of linesOf(spool, name)) {
      rows.push(...lines.slice(0, ROWS - rows.length).map(line => JSON.parse(line) as Row))
      if (rows.length >= ROWS) break
    }
    lists[name] = { rows, count: counts[name] ?? 0 }
  }
  return lists
}

const README = `The evidence of one recall or drill.

report.pdf      the report, to read and print
record.json     what the report says (canonical JSON, RFC 8785), with the number of rows and the
                SHA-256 of each list as JSON
lists/          each list as CSV and JSON; lists.xlsx has all of them as sheets.
                stop, quarantine, call, gone and balance are as known when the last version was frozen,
                not-found is what of the pick list nobody has scanned, or not all of it;
                pick-list and customers as of now; what has lots is in the order of lots
                found, contacts, exclusions, versions and events are what was recorded of the case;
                beyond is what was found that the pick list does not expect
events.jsonl    the events of the case as the ledger has them. "hash" is the SHA-256 of the 32 bytes that
                "previousHash" writes in hexadecimal, followed by the text of "body" in UTF-8
manifest.json   the SHA-256 of every file, signed (Ed25519) in signature.json with the key in public-key.pem

${HOW_TO_CHECK}`
