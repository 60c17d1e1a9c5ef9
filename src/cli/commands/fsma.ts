import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { Client, FsmaQuery, TrackingEvents } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit, Failure } from '../failure.ts'
import type { Paint } from '../output.ts'
import { type Column, table } from '../table.ts'
import { amount, time } from '../words.ts'
import { theLot } from './as-built.ts'

interface FsmaFlags {
  forward?: boolean
  material?: string
  from?: string
  to?: string
  xlsx?: string
}

export function addFsma(program: Command, add: Add): void {
  const command = program
    .command('fsma')
    .description('critical tracking events with their key data elements (21 CFR 1.1340, 1.1345, 1.1350): of one lot, or of a time')
    .argument('[number]', 'a lot or serial, or any other identifier of it; without it, all that happened from --from to --to')
    .option('--forward', 'what became of the lot; otherwise what is in it, and where it went')
    .option('--material <code>', 'the material')
    .option('--from <time>', 'ISO 8601 with an offset')
    .option('--to <time>', 'default: now')
    .option('--xlsx <file>', 'write the electronic sortable spreadsheet there (- for standard output)')
  add<[string | undefined, FsmaFlags]>(command, fsma)
}

async function fsma(context: Context, number: string | undefined, flags: FsmaFlags): Promise<Exit> {
  const { out, options } = context
  if (number === undefined && flags.from === undefined)
    throw new Failure(EXIT.usage, 'usage', 'Say which lot, or from when: genealot fsma NUMBER, or genealot fsma --from TIME.')
  const answer = await withServer(context, { asks: true }, async ({ client }): Promise<TrackingEvents | Uint8Array> => {
    const query = await questionOf(client, number, { ...flags, site: options.site })
    return flags.xlsx === undefined ? client.trackingEvents(query) : new Uint8Array(await (await client.fsmaSheet(query)).arrayBuffer())
  })
  if (!(answer instanceof Uint8Array)) await (out.json ? out.document(answer) : out.lines(fsmaText(answer, out.paint)))
  else if (flags.xlsx === '-') await out.write(answer)
  else if (flags.xlsx !== undefined) {
    writeFileSync(flags.xlsx, answer)
    out.note(`Written to ${flags.xlsx}.`)
  }
  return EXIT.done
}

async function questionOf(
  client: Client,
  number: string | undefined,
  { forward, material, from, to, site }: FsmaFlags & { site: string | undefined },
): Promise<FsmaQuery> {
  const stated = { material, site }
  const given = Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined))
  if (number === undefined) return { ...given, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  const { id } = await theLot(client, { number, ...given })
  return { lot: id, direction: forward === true ? 'forward' : 'back' }
}

function* fsmaText({ events }: TrackingEvents, paint: Paint): Generator<string> {
  yield paint.bold(`${events.length} critical tracking ${events.length === 1 ? 'event' : 'events'}`)
  yield* table(events, columns, paint.dim)
}

const columns: Column<TrackingEvents['events'][number]>[] = [
  { title: 'event', value: row => row.event },
  { title: 'food was', value: row => row.role },
  { title: 'traceability lot code', value: row => row.traceabilityLotCode },
  { title: 'product', value: row => row.material },
  { title: 'quantity', value: row => amount(row.quantity, row.unit), align: 'right' },
  { title: 'new code', value: row => row.newTraceabilityLotCode },
  { title: 'location', value: row => row.location },
  { title: 'from or to', value: row => row.previousSource ?? row.subsequentRecipient },
  { title: 'date', value: row => time(row.at) },
  { title: 'reference', value: row => (row.referenceNumber === null ? '' : `${row.referenceType ?? ''} ${row.referenceNumber}`) },
]
