import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Command } from 'commander'
import type { ImportedRow, ImportQuery, ImportSummary } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit } from '../failure.ts'
import type { Paint } from '../output.ts'
import { table } from '../table.ts'
import { bytes, count } from '../words.ts'

interface ImportFlags {
  type?: string
  offset?: string
  rejects?: string
  dryRun?: boolean
}

export function addImport(program: Command, add: Add): void {
  const command = program
    .command('import')
    .description('EPCIS 2.0 JSON, CSV or XLSX, told apart by content; every event or row is imported or listed with its reason')
    .argument('<file>', 'the file, or - for standard input')
    .option('--type <type>', 'what the rows of a table are, where neither a column nor the name of the sheet or file says it')
    .option('--offset <offset>', 'the offset of times in a table that have none, such as +02:00')
    .option('--dry-run', 'say what would come of each row, and keep nothing')
    .option('--rejects <file>', 'write the refused rows of a table there, as CSV with the reasons')
  add<[string, ImportFlags]>(command, importFile)
}

async function importFile(context: Context, file: string, { rejects, ...flags }: ImportFlags): Promise<Exit> {
  const { out, options } = context
  const content = file === '-' ? await buffer(process.stdin) : readFileSync(file)
  const query: ImportQuery = {
    ...flags,
    ...(file === '-' ? {} : { fileName: basename(file) }),
    ...(options.site === undefined ? {} : { site: options.site }),
  }
  const summary = await withServer(context, { asks: false }, ({ client }) => {
    out.note(`${flags.dryRun ? 'Trying' : 'Importing'} ${file === '-' ? 'standard input' : file} (${bytes(content.length)}) …`)
    return client.importDocument(new Uint8Array(content), query)
  })
  if (rejects !== undefined && summary.rejects !== undefined) writeFileSync(rejects, summary.rejects)
  await (out.json ? out.document(summary) : out.lines(importText(summary, out.paint)))
  if (summary.rejects !== undefined)
    out.note(
      rejects === undefined
        ? 'With --rejects FILE the refused rows are written out, to correct and import again.'
        : `The refused rows are in ${rejects}.`,
    )
  return summary.refused > 0 ? EXIT.refused : EXIT.done
}

const FORMATS = { epcis: 'EPCIS', csv: 'CSV', xlsx: 'XLSX', unknown: 'Not readable' } as const

export function* importText(summary: ImportSummary, paint: Paint): Generator<string> {
  const { format, rows, imported, duplicates, exceptions, refused, dryRun, unchecked = 0 } = summary
  const what = format === 'epcis' ? 'event' : 'row'
  const notes = [
    duplicates > 0 ? `${duplicates} of them there before` : '',
    exceptions > 0 ? paint.yellow(`${exceptions} with an exception`) : '',
    unchecked > 0 ? `${unchecked} of them checked for their form only` : '',
    refused > 0 ? paint.red(`${refused} refused`) : '',
  ].filter(note => note !== '')
  yield [`${FORMATS[format]}: ${count(imported, what)} ${dryRun ? 'would be imported' : 'imported'}`, ...notes].join(', ')
  const shown = rows.filter(row => row.status === 'refused' || row.status === 'exception')
  if (shown.length > 0) yield* ['', ...table<ImportedRow>(shown, columnsOf(what, paint), paint.dim)]
}

const columnsOf = (what: string, paint: Paint) => [
  { title: what, value: (row: ImportedRow) => row.index, align: 'right' as const },
  { title: 'sheet', value: (row: ImportedRow) => row.sheet },
  {
    title: 'answer',
    value: (row: ImportedRow) => row.status,
    paint: (text: string, row: ImportedRow) => (row.status === 'refused' ? paint.red(text) : paint.yellow(text)),
  },
  { title: 'code', value: (row: ImportedRow) => row.code },
  { title: 'column', value: (row: ImportedRow) => row.column ?? row.pointer },
  { title: 'reason', value: (row: ImportedRow) => row.detail },
]
