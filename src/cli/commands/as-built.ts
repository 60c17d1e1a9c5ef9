import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { AsBuilt, Client, FoundLot } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit, Failure } from '../failure.ts'
import { lotName } from '../words.ts'
import { asBuiltText } from './as-built-text.ts'

interface AsBuiltFlags {
  material?: string
  pdf?: string
  csv?: string
  package?: string
  as9102?: string
  language?: string
}

export function addAsBuilt(program: Command, add: Add): void {
  const command = program
    .command('as-built')
    .description('the whole record of one lot or serial: operations, components, values, holds, shipments, gaps')
    .argument('<number>', 'lot or serial number, or any other identifier of it')
    .option('--material <code>', 'the material, where lots of several bear the number')
    .option('--pdf <file>', 'write the document there instead (- for standard output)')
    .option('--csv <file>', 'write the list of components there instead')
    .option('--package <file>', 'write record, document, certificates and hashes there, signed; verify FILE checks it anywhere')
    .option('--as9102 <file>', 'write it there as a spreadsheet in the fields of AS9102 forms 1, 2 and 3')
    .option('--language <code>', 'of what the document says around the record: en, de, es, fr or zh')
  add<[string, AsBuiltFlags]>(command, asBuilt)
}

async function asBuilt(context: Context, number: string, { material, ...forms }: AsBuiltFlags): Promise<Exit> {
  const { out, options } = context
  const wanted = { number, ...(material === undefined ? {} : { material }), ...(options.site === undefined ? {} : { site: options.site }) }
  const record = await withServer(context, { asks: true }, async ({ client }): Promise<AsBuilt | Uint8Array> => {
    const { id, matched } = await theLot(client, wanted)
    // One of a series that nobody has named yet: it has no lot of its own, but a record.
    const serial = matched?.kind === 'serialRange' ? matched.value : undefined
    const form = await askedForm(client, { id, serial }, forms)
    return form === undefined ? client.asBuilt(id, serial) : new Uint8Array(await form.arrayBuffer())
  })
  const file = forms.pdf ?? forms.csv ?? forms.as9102 ?? forms.package
  if (!(record instanceof Uint8Array)) await (out.json ? out.document(record) : out.lines(asBuiltText(record, out.paint)))
  else if (file === '-') await out.write(record)
  else if (file !== undefined) {
    writeFileSync(file, record)
    out.note(`Written to ${file}.`)
  }
  return EXIT.done
}

async function askedForm(
  client: Client,
  { id, serial }: { id: number; serial: string | undefined },
  { pdf, csv, as9102, package: signed, language }: Omit<AsBuiltFlags, 'material'>,
): Promise<Blob | undefined> {
  if (pdf !== undefined) return client.asBuiltDocument(id, serial, language)
  if (csv !== undefined) return client.asBuiltComponents(id, serial)
  if (as9102 !== undefined) return client.asBuiltAs9102(id, serial)
  return signed === undefined ? undefined : client.asBuiltPackage(id, serial, language)
}

interface Wanted {
  number: string
  material?: string
  site?: string
}

const PAGE_LOTS = 200

/** The one lot with this number; where none has it, the one lot known by it otherwise. */
export async function theLot(client: Client, { number, material, site }: Wanted): Promise<FoundLot> {
  const found: FoundLot[] = []
  const query = {
    search: number,
    limit: PAGE_LOTS,
    ...(material === undefined ? {} : { material }),
    ...(site === undefined ? {} : { site }),
  }
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await client.lots({ ...query, ...(cursor === undefined ? {} : { cursor }) })
    found.push(...page.rows.filter(lot => meant(lot, number)))
    cursor = page.next
  }
  return theOne(found, number)
}

/** The search also finds what only begins like it. */
const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase()
const meant = (lot: FoundLot, number: string): boolean => same(lot.number, number) || same(lot.matched?.value ?? '', number)

export function theOne(found: readonly FoundLot[], number: string): FoundLot {
  const named =
    [found.filter(lot => lot.number === number), found.filter(lot => same(lot.number, number)), found].find(lots => lots.length > 0) ?? []
  const [lot] = named
  if (!lot) throw new Failure(EXIT.notFound, 'unknown-lot', `There is no lot "${number}".`)
  if (named.length === 1) return lot
  throw new Failure(EXIT.refused, 'lot-ambiguous', ambiguity(named, number))
}

function ambiguity(lots: readonly FoundLot[], number: string): string {
  const materials = [...new Set(lots.map(lot => lot.material))]
  if (materials.length === lots.length) return `"${number}" names lots of ${materials.join(', ')}: say which with --material.`
  const sites = [...new Set(lots.map(lot => lot.site))]
  if (sites.length === lots.length) return `"${number}" is a lot of the sites ${sites.join(', ')}: say which with --site.`
  return `"${number}" stands for several lots: ${lots.map(lotName).join('; ')}. Name one of them.`
}
