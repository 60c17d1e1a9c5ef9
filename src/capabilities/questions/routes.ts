import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { type Route, route, type Services } from '../route.ts'
import { knownSaid, knownShape, knownWord } from '../tracing/known.ts'
import { partWords, seedShape } from '../tracing/seed.ts'
import { seedsOf } from './circumstances.ts'
import { differenceOf } from './difference.ts'
import { proofOf } from './proof.ts'

const lot = { material: z.string().optional(), number: z.string().min(1), site: z.string().optional() }
const seeds = z.array(seedShape).min(1).max(10_000)
const direction = z.enum(['forward', 'back'])

const word = z.string().min(1).optional()
const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, 'a decimal number')
  .optional()
const circumstances = z.strictObject({
  site: word,
  material: word,
  operation: word,
  workCenter: word,
  workOrder: word,
  run: word,
  by: word,
  from: word,
  until: word,
  vendor: word,
  purchaseOrder: word,
  document: word,
  container: word,
  characteristic: word,
  outOfRange: z.boolean().optional(),
  above: decimal,
  below: decimal,
})

/** The same question in an address, for links and bookmarks: one seed, one lot. */
const asAddress = z.object({
  direction,
  seed: z.string().min(1),
  seedMaterial: z.string().optional(),
  after: z.string().optional(),
  until: z.string().optional(),
  container: z.string().optional(),
  run: z.string().optional(),
  quantity: z.string().optional(),
  lot: z.string().min(1),
  lotMaterial: z.string().optional(),
  site: z.string().optional(),
  asKnownAt: knownWord.optional(),
})

export function questionRoutes({ engine, pool }: Services): Route[] {
  return [
    route({
      method: 'POST',
      path: '/traces/proof',
      role: 'reader',
      summary: 'Why a lot is in a trace: the shortest chain of events, and what would take it out',
      body: z.strictObject({ direction, seeds, lot: z.strictObject(lot), asKnownAt: knownShape.optional() }),
      answer: answers.Proof,
      handle: async ({ body, signal }) => proofOf(engine, pool, body, signal),
    }),
    route({
      method: 'GET',
      path: '/traces/proof',
      role: 'reader',
      summary: 'The same, asked by an address: one seed, one lot',
      query: asAddress,
      answer: answers.Proof,
      handle: async ({ query: { direction: way, site, asKnownAt, ...names }, signal }) =>
        proofOf(
          engine,
          pool,
          {
            direction: way,
            seeds: [{ number: names.seed, material: names.seedMaterial, site, ...partWords({ ...names, number: names.seed }) }],
            lot: { number: names.lot, material: names.lotMaterial, site },
            asKnownAt: knownSaid(asKnownAt, site),
          },
          signal,
        ),
    }),
    route({
      method: 'POST',
      path: '/traces/difference',
      role: 'reader',
      summary: 'What a trace was as known then, what it is now, and the events that made the difference',
      body: z.strictObject({ direction, seeds, from: knownShape, to: knownShape.optional(), includePossible: z.boolean().optional() }),
      answer: answers.Difference,
      handle: async ({ body, signal }) => differenceOf(engine, pool, body, signal),
    }),
    route({
      method: 'POST',
      path: '/seeds',
      role: 'reader',
      summary: 'The lots of an operation, machine, person, time, value, vendor or document, each with the events that match',
      body: circumstances,
      answer: answers.SeedAnswer,
      handle: async ({ body }) => seedsOf(pool, body),
    }),
  ]
}
