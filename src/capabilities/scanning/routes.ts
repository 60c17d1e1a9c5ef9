import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { parseInstant } from '../../base/instant.ts'
import { pageOf } from '../paging.ts'
import { Problem } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { labelExample } from '../scan-shapes.ts'
import { logScans, scanLog } from './log.ts'
import type { ResolvedScan } from './means.ts'
import { derive, PatternError, readPattern } from './patterns.ts'
import { resolveScan } from './resolve.ts'
import { labelPatterns, matchedPatterns, scannerProfiles } from './stated.ts'

const TEXT_MAX = 20_000
const code = z.string().min(1).max(100)
const expected = z.strictObject({
  gtin: z.string().max(14).optional(),
  lot: z.string().max(100).optional(),
  serial: z.string().max(100).optional(),
  sscc: z.string().max(18).optional(),
})
const context = z.strictObject({
  site: code.optional(),
  materials: z.array(code).max(1000).optional(),
  vendor: code.optional(),
  expected: z.array(expected).max(1000).optional(),
  receiving: z.boolean().optional(),
})
/** One text, or many in their order. `device` is how the scanner calls itself: with it the scan is kept in the log. */
const reading = z
  .strictObject({
    text: z.string().max(TEXT_MAX).optional(),
    texts: z.array(z.string().max(TEXT_MAX)).max(1000).optional(),
    context: context.optional(),
    station: code.optional(),
    device: z.string().max(200).optional(),
  })
  .refine(({ text, texts }) => (text === undefined) !== (texts === undefined), 'give either text or texts')

const instant = z
  .string()
  .refine(text => parseInstant(text) !== undefined, 'must be a time with an offset, such as 2026-03-02T08:00:00Z')
  .transform(text => parseInstant(text))
const log = z.object({ station: code.optional(), since: instant.optional(), ...pageOf(100) })
const stated = z.object({ site: code.optional() })
const trial = z.strictObject({
  vendor: code,
  ...labelExample,
  /** Other labels of this vendor, to see what the pattern makes of them. */
  others: z.array(z.string().max(400)).max(50).default([]),
  site: code.optional(),
})

export function scanningRoutes(services: Services): Route[] {
  return [
    route({
      method: 'POST',
      path: '/scans/read',
      role: 'reader',
      summary: 'What a scanned text says, and what it means here',
      body: reading,
      // Of one text the reading itself, of several all of them.
      answer: z.union([answers.ResolvedScan, answers.listed('readings', answers.ResolvedScan)]),
      handle: async ({ body }) => await readScans(services, body),
    }),
    route({
      method: 'GET',
      path: '/scans',
      role: 'reader',
      summary: 'The scan log: every raw scan of the last 30 days, newest first',
      query: log,
      answer: answers.paged('scans', answers.LoggedScan),
      handle: async ({ query }) => await scanLog(services, query),
    }),
    route({
      method: 'GET',
      path: '/label-patterns',
      role: 'reader',
      summary: "Vendors' labels that were learned from an example",
      query: stated,
      answer: answers.listed('patterns', answers.LabelPattern),
      handle: async ({ query }) => ({ patterns: await labelPatterns(services, query.site) }),
    }),
    route({
      method: 'POST',
      path: '/label-patterns/try',
      role: 'reader',
      summary: 'What a pattern would read, and which other patterns read the same labels; nothing is recorded',
      body: trial,
      answer: answers.TriedPattern,
      handle: async ({ body }) => await tried(services, body),
    }),
    route({
      method: 'GET',
      path: '/scanner-profiles',
      role: 'reader',
      summary: 'What scanners do to a text, and how it is undone',
      query: stated,
      answer: answers.listed('profiles', answers.StatedProfile),
      // A station asks for its own site: its code may be used elsewhere as well.
      handle: async ({ query, principal }) => ({ profiles: await scannerProfiles(services, query.site ?? principal.station?.site) }),
    }),
  ]
}

async function readScans(
  services: Services,
  { text, texts, context, station, device }: z.output<typeof reading>,
): Promise<answers.ResolvedScan | { readings: answers.ResolvedScan[] }> {
  const asked = texts ?? [text ?? '']
  const readings: ResolvedScan[] = []
  for (const one of asked) {
    const started = performance.now()
    const resolved = await resolveScan(services, one, context)
    readings.push(resolved)
    if (station !== undefined || device !== undefined)
      await logScans(services, [
        entryOf(one, resolved, {
          site: context?.site ?? null,
          station: station ?? null,
          device: device ?? null,
          ms: performance.now() - started,
        }),
      ])
  }
  return texts === undefined ? (readings[0] ?? {}) : { readings }
}

interface Circumstances {
  site: string | null
  station: string | null
  device: string | null
  ms: number
}

function entryOf(text: string, { ok, syntax, problem, means }: ResolvedScan, circumstances: Circumstances) {
  const kind = 'kind' in means ? means.kind : null
  return { text, syntax, kind, outcome: ok ? 'read' : 'unreadable', problem, ...circumstances }
}

/** @throws Problem where the pieces make no pattern. */
async function tried(services: Services, { others, site, ...pattern }: z.output<typeof trial>): Promise<answers.TriedPattern> {
  const year = new Date(services.now()).getUTCFullYear()
  try {
    const derived = derive(pattern)
    const read = (text: string): answers.TriedPattern['readings'][number] => ({
      text,
      facts: readPattern(derived, { text, vendor: pattern.vendor, year }) ?? null,
    })
    const clashes = await Promise.all([pattern.example, ...others].map(text => matchedPatterns(services, text, { site })))
    return {
      shape: derived.shape.source,
      readings: [pattern.example, ...others].map(read),
      clashes: [...new Set(clashes.flat().map(({ code }) => code))],
    }
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw new Problem(400, 'invalid-request', error.message, error.piece === null ? '/pieces' : `/pieces/${error.piece}`)
  }
}
