/** The options by which a trace and a recall are asked for. */
import { type Command, Option } from 'commander'
import type { Client, Trace, TracedLot, TraceQuestion } from '../../client/index.ts'
import { parseKnownAt, parseTime } from '../options.ts'

export interface SeedFlags {
  material?: string
  asKnownAt?: string | { sequence: number }
  after?: string
  until?: string
  run?: string
  container?: string
  quantity?: string
  certainOnly?: boolean
}

export function addSeedOptions(command: Command): Command {
  return command
    .option('--material <code>', 'the material, where lots of several bear the number')
    .addOption(
      new Option('--as-known-at <time>', 'answer as the ledger stood then: a time with an offset, or a sequence number').argParser(
        parseKnownAt,
      ),
    )
    .addOption(new Option('--after <time>', 'only what left the lot after this time').argParser(parseTime))
    .addOption(
      new Option('--until <time>', 'only what left the lot until this time; with --after, between the two; forward').argParser(parseTime),
    )
    .option(
      '--container <code>',
      'only what lay in this container; with --after and --until, what lay there then. Without a number: all of it',
    )
    .option('--run <run>', 'only what went into this run, or came out of it; forward')
    .option('--quantity <quantity>', 'so much of the lot is suspect, in its own unit, and nobody knows which; forward')
    .option('--certain-only', 'leave out what is only possible')
}

export function questionOf(numbers: readonly string[], flags: SeedFlags, site: string | undefined): Omit<TraceQuestion, 'direction'> {
  const { material, asKnownAt, after, until, run, quantity, container, certainOnly } = flags
  const common = {
    ...(material === undefined ? {} : { material }),
    ...(site === undefined ? {} : { site }),
    ...(container === undefined ? {} : { container }),
    ...(after === undefined ? {} : { after }),
    ...(until === undefined ? {} : { until }),
    ...(run === undefined ? {} : { run }),
    ...(quantity === undefined ? {} : { quantity }),
  }
  return {
    seeds: numbers.length === 0 && container !== undefined ? [common] : numbers.map(number => ({ number, ...common })),
    ...(asKnownAt === undefined ? {} : { asKnownAt }),
    ...(certainOnly === true ? { includePossible: false } : {}),
  }
}

/** As many as the server gives at once: every page costs it the whole trace. */
const PAGE_LOTS = 50_000

/** The trace with all its lots: pages are followed to the end. */
export async function wholeTrace(client: Client, question: TraceQuestion): Promise<Trace> {
  const first = await client.trace({ ...question, limit: PAGE_LOTS })
  return { ...first, lots: [...first.lots, ...(await restOf(client, question, first.next))], next: null }
}

export async function restOf(client: Client, question: TraceQuestion, next: string | null): Promise<TracedLot[]> {
  const lots: TracedLot[] = []
  for (let cursor = next; cursor !== null; ) {
    const page = await client.trace({ ...question, limit: PAGE_LOTS, cursor })
    for (const lot of page.lots) lots.push(lot)
    cursor = page.next
  }
  return lots
}
