import type { Command } from 'commander'
import type { Client, ResolvedScan } from '../../client/index.ts'
import { readScan } from '../../symbols/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit } from '../failure.ts'
import { clean } from '../table.ts'
import { type Batch, batchesOf } from './lines.ts'

export function addScan(program: Command, add: Add): void {
  const command = program
    .command('scan')
    .description('what the system understands of a scanned text')
    .argument('<text>', 'the text as it was scanned, or - for one JSON string per line on standard input')
    .option('--no-lookup', 'only read the text; look nothing up')
  add<[string, { lookup: boolean }]>(command, scan)
}

type Reader = (texts: readonly string[]) => Promise<ResolvedScan[]>

async function scan(context: Context, text: string, { lookup }: { lookup: boolean }): Promise<Exit> {
  const work = text === '-' ? (reader: Reader) => scanLines(context, reader) : (reader: Reader) => scanOne(context, text, reader)
  await (lookup ? withReader(context, work) : work(readOnly))
  return EXIT.done
}

/** Without a store there is nothing to look up, and the text is read all the same. */
const readOnly: Reader = async texts => texts.map(text => ({ ...readScan(text), means: {} }))

/** A store that was named must answer; the usual one is used where there is one. */
async function withReader(context: Context, work: (reader: Reader) => Promise<void>): Promise<void> {
  let isReading = false
  try {
    await withServer(context, { asks: true }, async ({ client }) => {
      isReading = true
      await work(reading(client, context.options.site))
    })
  } catch (error) {
    if (isReading || isNamed(context)) throw error
    await work(readOnly)
  }
}

const isNamed = ({ options, env }: Context): boolean =>
  [options.url, options.data, env.GENEALOT_URL, env.GENEALOT_DATA, env.DATABASE_URL].some(name => name !== undefined && name !== '')

const reading =
  (client: Client, site: string | undefined): Reader =>
  async texts =>
    await client.readScans({ texts: [...texts], ...(site === undefined ? {} : { context: { site } }) })

async function scanOne({ out }: Context, text: string, reader: Reader): Promise<void> {
  const [resolved] = await reader([text])
  if (resolved) await (out.json || !process.stdout.isTTY ? out.document(inOrder(resolved)) : out.lines(linesOf(resolved)))
}

const BATCH_MAX = 500

async function scanLines({ out }: Context, reader: Reader): Promise<void> {
  for await (const batch of batchesOf(process.stdin)) {
    for (let from = 0; from < batch.lines.length; from += BATCH_MAX) {
      const resolved = await reader(textsOf(batch, from))
      await out.lines(resolved.map(one => JSON.stringify(inOrder(one))))
    }
  }
}

const textsOf = ({ lines }: Batch, from: number): string[] => lines.slice(from, from + BATCH_MAX).map(textOf)

/** A line that is no JSON string is taken as it stands. */
function textOf(line: string): string {
  try {
    const text: unknown = JSON.parse(line)
    return typeof text === 'string' ? text : line
  } catch {
    return line
  }
}

/** What the contract names comes first. */
function inOrder({ ok, syntax, elements, bracketed, problem, means, ...more }: ResolvedScan): object {
  return { ok, syntax, elements, bracketed, problem, means, ...more }
}

function linesOf(resolved: ResolvedScan): string[] {
  const rows: [string, string | null][] = [
    ['reads as', resolved.syntax],
    ['text', resolved.bracketed ?? resolved.text],
    ['problem', resolved.problem],
    ...Object.entries(resolved.facts).map(([name, value]): [string, string] => [name, value]),
    ...resolved.candidates.map(({ bracketed }): [string, string] => ['could be', bracketed]),
    ...resolved.warnings.map((warning): [string, string] => ['note', warning]),
    ...resolved.hints.map(({ says }): [string, string] => ['hint', says]),
    ...meaningRows(resolved.means),
  ]
  return rows.flatMap(([name, value]) => (value === null ? [] : `${name.padEnd(14)}${clean(value)}`))
}

function meaningRows(means: ResolvedScan['means']): [string, string][] {
  if (!('kind' in means)) return []
  const found = means.found.map(({ kind, code, site, name, why }): [string, string] => [
    kind,
    [code, name, `site ${site}`, why].filter(Boolean).join(', '),
  ])
  return [['means', means.kind], ...found]
}
