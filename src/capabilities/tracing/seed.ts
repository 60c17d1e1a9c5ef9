/** A lot that a trace starts from, or part of it: how it is asked, and what of that the engine is told. */
import type { Pool, PoolClient } from 'pg'
import { z } from 'zod'
import { parseInstant } from '../../base/instant.ts'
import { parseQuantity, toNumber } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import type { LotGraph } from '../../genealogy/graph.ts'
import { type LainPart, type PartAsked, partOfLot } from '../../genealogy/part.ts'
import type { Seed } from '../../genealogy/reach-query.ts'
import { eventsOfRun, type SeedLot } from './queries.ts'
import type { Lying } from './through-container.ts'

const lot = { material: z.string().optional(), number: z.string().min(1), site: z.string().optional() }
/** A lot that a trace does not go through. */
export const excludedShape = z.strictObject({ ...lot, after: z.string().optional() })
export const seedShape = z
  .strictObject({
    ...lot,
    number: z.string().min(1).optional().describe('Of the lot or serial; without it all that lay in the container'),
    container: z
      .string()
      .min(1)
      .optional()
      .describe('Only what lay in this container, or in what stood in it; with after and until, what lay there then'),
    after: z.string().optional().describe('Only what was in the lot at this time, or came later'),
    until: z.string().optional().describe('Only what left the lot until this time; with after, between the two'),
    run: z.string().min(1).optional().describe('Only what went into this run, or came out of it'),
    quantity: z
      .union([z.string().min(1), z.number()])
      .transform(String)
      .optional()
      .describe('So much of the lot is suspect, in its own unit, and nobody knows which'),
  })
  .refine(({ number, container }) => number !== undefined || container !== undefined, {
    error: 'Name a lot (number) or a container.',
    path: ['number'],
  })
export type TraceSeed = z.infer<typeof seedShape>

/** What is said of a seed beside its name: a recall of it is not one of the whole lot. */
export const partWords = ({ container, after, until, run, quantity }: TraceSeed): Omit<TraceSeed, 'material' | 'number' | 'site'> => ({
  ...(container === undefined ? {} : { container }),
  ...(after === undefined ? {} : { after }),
  ...(until === undefined ? {} : { until }),
  ...(run === undefined ? {} : { run }),
  ...(quantity === undefined ? {} : { quantity }),
})
export const isPart = (seed: TraceSeed): boolean => Object.keys(partWords(seed)).length > 0

/** A seed as it was found, and where and how it was asked. */
export interface FoundSeed extends SeedLot {
  asked: TraceSeed
  /** Where in the question it stands. */
  pointer: string
  after?: number
  /** What of it lay in the container that was asked for; without it, and with a container, all of it. */
  part?: LainPart
  /** By place: what of that is there still. */
  lying?: Lying
  /** It stands in this series as it came in; nobody has named it yet. */
  serial?: string
}

/** A trace back is of the whole lot; so it is asked. */
export const wholeSeeds = (seeds: readonly TraceSeed[]): TraceSeed[] =>
  seeds.map(({ run: _run, quantity: _quantity, ...seed }) => {
    const { until: _until, ...rest } = seed
    return seed.container === undefined ? rest : seed
  })

/** @throws Refusal where what is said of the seeds cannot be meant. */
export function checkParts(seeds: readonly FoundSeed[], direction: 'forward' | 'back'): void {
  const times = new Map<number, number>()
  for (const { id } of seeds) times.set(id, (times.get(id) ?? 0) + 1)
  for (const seed of seeds) {
    const { container, after, until, run, quantity } = seed.asked
    if (container === undefined && until === undefined && run === undefined && quantity === undefined) continue
    const refuse = (field: string, words: string): Refusal => new Refusal('invalid-event', words, `${seed.pointer}/${field}`)
    const field = run !== undefined ? 'run' : quantity !== undefined ? 'quantity' : container !== undefined ? 'container' : 'until'
    if (direction === 'back' && field !== 'container')
      throw refuse(field, `Back, a lot is traced as a whole: leave ${field} out, or trace forward.`)
    const isTimed = container !== undefined || after !== undefined || until !== undefined
    const ways = [isTimed, run !== undefined, quantity !== undefined].filter(Boolean)
    if (ways.length > 1)
      throw refuse(field, 'Say which part of the lot in one way: by times (after, until), by a container, by a run, or by a quantity.')
    if (direction === 'forward' && (times.get(seed.id) ?? 0) > 1)
      throw refuse(field, `${seed.number} is named more than once: name it once when only part of it is meant.`)
  }
  checkQuantities(seeds)
}

/** A quantity is of one lot: of several nobody knows how it is shared out. */
function checkQuantities(seeds: readonly FoundSeed[]): void {
  const named = new Map<string, number>()
  for (const { pointer } of seeds) named.set(pointer, (named.get(pointer) ?? 0) + 1)
  for (const { asked, pointer } of seeds)
    if (asked.quantity !== undefined && (named.get(pointer) ?? 0) > 1)
      throw new Refusal(
        'lot-ambiguous',
        `"${asked.number}" names several lots: say a quantity of one of them, by its own number.`,
        `${pointer}/number`,
      )
}

/** What the engine starts from, as the graph stood at that position. @throws Refusal */
export async function seedsOf(graph: LotGraph, client: Pool | PoolClient, seeds: readonly FoundSeed[], position: number): Promise<Seed[]> {
  const parts: Seed[] = []
  for (const seed of seeds) {
    const part = await askedPart(client, seed, position)
    const after = seed.after === undefined || part ? {} : { after: seed.after }
    parts.push({ lot: seed.id, ...after, ...(part ? { part: partOfLot(graph, seed.id, part, position) } : {}) })
  }
  return parts
}

async function askedPart(client: Pool | PoolClient, seed: FoundSeed, position: number): Promise<PartAsked | null> {
  const { asked, pointer } = seed
  if (asked.container !== undefined) return seed.part ?? null
  if (asked.until !== undefined) return spanOf(seed)
  if (asked.quantity !== undefined) return { quantity: quantityOf(asked.quantity, `${pointer}/quantity`) }
  if (asked.run === undefined) return null
  const events = await eventsOfRun(client, { lot: seed.id, site: seed.site, run: asked.run }, position)
  if (events.length === 0)
    throw new Refusal(
      'unknown-run',
      `Run ${asked.run} neither took anything out of ${seed.number} nor put anything into it: look the run up, or leave it out.`,
      `${pointer}/run`,
    )
  return { events }
}

function spanOf({ asked, after, pointer }: FoundSeed): PartAsked {
  const until = parseInstant(asked.until ?? '')
  if (until === undefined) throw new Refusal('invalid-event', 'until must be ISO 8601 with an offset.', `${pointer}/until`)
  if (after !== undefined && after > until) throw new Refusal('invalid-event', 'until must not be before after.', `${pointer}/until`)
  return after === undefined ? { until } : { from: after, until }
}

function quantityOf(text: string, pointer: string): number {
  const quantity = /^\d+(\.\d{1,9})?$/.test(text) ? toNumber(parseQuantity(text)) : 0
  if (!(quantity > 0)) throw new Refusal('invalid-event', 'quantity must be a decimal number above 0, in the unit of the lot.', pointer)
  return quantity
}
