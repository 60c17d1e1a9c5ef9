/** Which lots a circumstance names: an operation, a machine, a person, a time, a value out of range, a vendor, a document. */

import type { Pool } from 'pg'
import type * as answers from '../../answers/index.ts'
import { formatInstant, parseInstant } from '../../base/instant.ts'
import { Refusal, type RefusalCode } from '../../base/refusal.ts'
import { matchesIn } from '../tracing/containers.ts'
import { namesOf } from '../tracing/lot-facts.ts'
import {
  type Circumstances,
  eventsAt,
  lotsInCircumstances,
  lotsMeasured,
  lotsReceived,
  lotsWithDocument,
  type Match,
  unknownCodes,
} from './queries.ts'
import { type WrittenEvent, writeEvent } from './sentences.ts'

/** All that is stated must hold. */
export interface SeedQuestion extends Omit<Circumstances, 'site' | 'from' | 'until'> {
  site?: string | undefined
  material?: string | undefined
  from?: string | undefined
  until?: string | undefined
}

export async function seedsOf(pool: Pool, question: SeedQuestion): Promise<answers.SeedAnswer> {
  const asked: Circumstances = {
    ...question,
    site: question.site ?? 'main',
    from: timeOf(question.from, '/from'),
    until: timeOf(question.until, '/until'),
  }
  await requireKnown(pool, asked)
  const matches = combined(await Promise.all(partsOf(asked).map(find => find(pool, asked))))
  const lots = [...matches.keys()].sort((a, b) => a - b)
  const positions = [...new Set([...matches.values()].flat())].sort((a, b) => a - b)
  const [names, rows] = await Promise.all([namesOf(pool, lots), eventsAt(pool, positions)])
  const events = new Map(rows.map(row => [row.position, writeEvent(row)]))
  const found = lots.flatMap(lot => {
    const name = names.get(lot)
    if (!name || (question.material !== undefined && name.material !== question.material)) return []
    const { site, material, number, kind, unit, description, vendor, vendorLot, workOrder } = name
    return [
      {
        id: lot,
        site,
        material,
        number,
        kind,
        unit,
        description,
        vendor,
        vendorLot,
        workOrder,
        events: sequencesOf(matches.get(lot), events),
      },
    ]
  })
  const named = new Set(found.flatMap(lot => lot.events))
  return { totals: { lots: found.length }, lots: found, events: [...unique(events.values())].filter(event => named.has(event.sequence)) }
}

const sequencesOf = (positions: readonly number[] = [], events: ReadonlyMap<number, WrittenEvent>): number[] => [
  ...new Set(positions.flatMap(position => events.get(position)?.sequence ?? [])),
]

const unique = (events: Iterable<WrittenEvent>): Iterable<WrittenEvent> =>
  new Map([...events].map(event => [event.sequence, event])).values()

function timeOf(text: string | undefined, pointer: string): number | null {
  if (text === undefined) return null
  const at = parseInstant(text)
  if (at === undefined) throw new Refusal('invalid-event', 'from and until must be ISO 8601 with an offset.', pointer)
  return at
}

/** A misspelt machine would find nothing, and nothing would look like good news. */
async function requireKnown(pool: Pool, asked: Circumstances): Promise<void> {
  const codes = CODES.flatMap(({ field, kind }) => (asked[field] === undefined ? [] : [{ kind, code: asked[field] }]))
  const [unknown] = codes.length === 0 ? [] : await unknownCodes(pool, asked.site, codes)
  const stated = CODES.find(({ kind }) => kind === unknown?.kind)
  if (unknown && stated) throw new Refusal(stated.refusal, `There is no ${stated.words} "${unknown.code}".`, `/${stated.field}`)
}

const CODES = [
  { field: 'workCenter', kind: 'workCenter', words: 'work center', refusal: 'unknown-work-center' },
  { field: 'workOrder', kind: 'workOrder', words: 'work order', refusal: 'unknown-work-order' },
  { field: 'by', kind: 'person', words: 'person', refusal: 'unknown-person' },
  { field: 'vendor', kind: 'partner', words: 'vendor', refusal: 'unknown-partner' },
  { field: 'purchaseOrder', kind: 'purchaseOrder', words: 'purchase order', refusal: 'unknown-order' },
] as const satisfies readonly { field: keyof Circumstances; kind: string; words: string; refusal: RefusalCode }[]

type Find = (pool: Pool, asked: Circumstances) => Promise<Match[]>

/** Each part of the question by where it is recorded. A time alone asks for what was made, received or worked on then. */
function partsOf(asked: Circumstances): Find[] {
  const measured = asked.characteristic !== undefined || asked.outOfRange === true
  const received = asked.vendor !== undefined || asked.purchaseOrder !== undefined
  const documented = asked.document !== undefined
  const contained = asked.container !== undefined
  const worked = [asked.operation, asked.workCenter, asked.workOrder, asked.run, asked.by].some(value => value !== undefined)
  const timed = asked.from !== null || asked.until !== null
  if (!measured && !received && !documented && !contained && !worked && !timed)
    throw new Refusal(
      'invalid-event',
      'Ask for at least one: operation, work center, work order, run, person, time, vendor, order, document, container or value.',
    )
  return [
    ...(worked || (timed && !measured && !received && !documented && !contained) ? [lotsInCircumstances] : []),
    ...(measured ? [lotsMeasured] : []),
    ...(received ? [lotsReceived] : []),
    ...(documented ? [lotsWithDocument] : []),
    ...(contained ? [lotsThroughContainer] : []),
  ]
}

/** Between the two times something lay there; nothing found is an answer, an unknown container is not. */
function lotsThroughContainer(
  pool: Pool,
  { container = '', site, material, from, until }: Circumstances & { material?: string | undefined },
): Promise<Match[]> {
  const times = { ...(from === null ? {} : { after: formatInstant(from) }), ...(until === null ? {} : { until: formatInstant(until) }) }
  return matchesIn(pool, { container, site, material, ...times }, LATEST)
}
/** Every event there is. */
const LATEST = 2_147_483_647

/** Lots that every part names, with the events of all parts. */
function combined(parts: readonly (readonly Match[])[]): Map<number, number[]> {
  const [first = new Map<number, number[]>(), ...rest] = parts.map(byLot)
  return rest.reduce((all, part) => new Map([...all].flatMap(([lot, events]) => joined(lot, events, part.get(lot)))), first)
}

const joined = (lot: number, events: readonly number[], more: readonly number[] | undefined): [number, number[]][] =>
  more ? [[lot, [...events, ...more]]] : []

function byLot(matches: readonly Match[]): Map<number, number[]> {
  const lots = new Map<number, number[]>()
  for (const { lot, position } of matches) {
    const known = lots.get(lot)
    if (known) known.push(position)
    else lots.set(lot, [position])
  }
  return lots
}
