import { createReadStream, statSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import { type CaptureResult, type Client, Problem } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit } from '../failure.ts'
import type { Bar, Output } from '../output.ts'
import { clean } from '../table.ts'
import { count } from '../words.ts'
import { type Batch, batchesOf } from './lines.ts'

export function addCapture(program: Command, add: Add): void {
  const command = program
    .command('capture')
    .description('record events from NDJSON, one per line, in order; the same event again changes nothing')
    .argument('<file>', 'the file, or - for standard input')
    .option('--together', 'all lines of the file in one transaction, or none; "#0.container" names what the first line numbered')
  add<[string, CaptureFlags]>(command, capture)
}

interface CaptureFlags {
  together?: boolean
}

async function capture(context: Context, file: string, { together = false }: CaptureFlags): Promise<Exit> {
  // Opened first: a mistyped name must not start a server.
  const size = file === '-' ? 0 : statSync(file).size
  const source = file === '-' ? process.stdin : createReadStream(file)
  const tally = await withServer(context, { asks: false }, ({ client }) => {
    const bar = context.out.bar('capture', size)
    return (together ? recordTogether : recordAll)({ client, context, bar }, batchesOf(source)).finally(() => bar.stop())
  })
  context.out.note(summaryOf(tally))
  return tally.refused > 0 ? EXIT.refused : EXIT.done
}

export interface Tally {
  recorded: number
  duplicate: number
  exception: number
  refused: number
}

interface Recording {
  client: Client
  context: Context
  bar: Bar
}

async function recordAll({ client, context, bar }: Recording, batches: AsyncIterable<Batch>): Promise<Tally> {
  const tally: Tally = { recorded: 0, duplicate: 0, exception: 0, refused: 0 }
  let done = 0
  for await (const batch of batches) {
    const results = await sent(client, linesFor(batch.lines, context.options.site), { done, out: context.out })
    for (const { status } of results) tally[status] += 1
    await report(context.out, batch, results)
    done += results.length
    bar.update(batch.bytes, `${count(done, 'event')}${tally.refused > 0 ? `, ${tally.refused} refused` : ''}`)
  }
  return tally
}

/** One request, however many batches the file was read in. */
async function recordTogether({ client, context }: Recording, batches: AsyncIterable<Batch>): Promise<Tally> {
  const tally: Tally = { recorded: 0, duplicate: 0, exception: 0, refused: 0 }
  const all: Batch = { lines: [], numbers: [], bytes: 0 }
  for await (const { lines, numbers } of batches) {
    all.lines.push(...lines)
    all.numbers.push(...numbers)
  }
  const results = await client.captureLines(linesFor(all.lines, context.options.site), { together: true })
  for (const { status } of results) tally[status] += 1
  await report(context.out, all, results)
  return tally
}

const PAUSES_MS = [500, 1000, 2000]

/** A server that is away for a moment is asked again: every event carries its id, so none is recorded twice. */
async function sent(client: Client, content: string, { done, out }: { done: number; out: Output }): Promise<CaptureResult[]> {
  for (const wait of done === 0 ? [] : PAUSES_MS) {
    try {
      return await client.captureLines(content)
    } catch (error) {
      if (!(error instanceof Problem && error.unavailable)) throw error
      out.note(`The server does not answer; trying again in ${wait / 1000} s.`)
      await pause(wait)
    }
  }
  return await client.captureLines(content).catch(error => {
    if (done > 0)
      out.note(
        `${count(done, 'event')} were answered before this. Send the whole file again later: what is recorded is not recorded twice.`,
      )
    throw error
  })
}

/** --site stands in where an event does not say its own. The line stays as it is but for that, to the last decimal. */
export function linesFor(lines: readonly string[], site: string | undefined): string {
  return (site === undefined ? lines : lines.map(line => atSite(line, site))).join('\n')
}

function atSite(line: string, site: string): string {
  try {
    const event: unknown = JSON.parse(line)
    if (event === null || typeof event !== 'object' || Array.isArray(event) || 'site' in event || Object.keys(event).length === 0)
      return line
    return line.replace('{', `{"site":${JSON.stringify(site)},`)
  } catch {
    return line
  }
}

async function report(out: Output, { numbers }: Batch, results: readonly CaptureResult[]): Promise<void> {
  if (out.json) return await out.lines(results.map(result => JSON.stringify(result)))
  await out.lines(results.flatMap((result, index) => complaintOf(out, result, numbers[index] ?? 0)))
}

/** People see what did not go smoothly; what did is counted. */
function complaintOf({ paint }: Output, { status, code, detail, pointer }: CaptureResult, line: number): string[] {
  if (status === 'recorded' || status === 'duplicate') return []
  const word = status === 'refused' ? paint.red('refused') : paint.yellow('exception')
  return [`line ${line}  ${word}  ${code ?? ''}${pointer ? ` ${clean(pointer)}` : ''}  ${clean(detail)}`]
}

export function summaryOf({ recorded, duplicate, exception, refused }: Tally): string {
  const parts = [`${count(recorded + exception, 'event')} recorded`]
  if (exception > 0) parts.push(`${exception.toLocaleString('en')} of them with an exception`)
  if (duplicate > 0) parts.push(`${duplicate.toLocaleString('en')} there before`)
  if (refused > 0) parts.push(`${refused.toLocaleString('en')} refused`)
  return `${parts.join(', ')}.`
}
