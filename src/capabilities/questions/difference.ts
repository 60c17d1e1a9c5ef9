/** What an answer was when it was last known, what it is now, and the events that made the difference. */

import type { Pool } from 'pg'
import type * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { type Cause, causesOf } from '../../genealogy/difference.ts'
import { type Bounds, NONE } from '../../genealogy/share.ts'
import type { AffectedLot } from '../tracing/affected.ts'
import type { Engine } from '../tracing/engine.ts'
import { namesOf, theLot } from '../tracing/lot-facts.ts'
import { boundsText } from '../tracing/quantity-text.ts'
import { headAt, type NamedLot } from '../tracing/queries.ts'
import { trace } from '../tracing/trace.ts'
import type { Traced, TraceRequest } from '../tracing/traced.ts'
import { totalsOf } from '../tracing/write-trace.ts'
import { eventsAt } from './queries.ts'
import { type WrittenEvent, writeEvent } from './sentences.ts'

type Known = NonNullable<TraceRequest['asKnownAt']>
export interface DifferenceRequest extends Omit<TraceRequest, 'asKnownAt' | 'quantities'> {
  from: Known
  /** Left out: now. */
  to?: Known | undefined
}

interface Changed {
  lot: number
  before: AffectedLot | undefined
  after: AffectedLot | undefined
}

export async function differenceOf(
  engine: Engine,
  pool: Pool,
  request: DifferenceRequest,
  signal?: AbortSignal,
): Promise<answers.Difference> {
  const { from, to, ...asked } = request
  const [one, other] = [
    await trace(engine, pool, { ...asked, asKnownAt: from }, { signal }),
    await trace(engine, pool, { ...asked, asKnownAt: to }, { signal }),
  ]
  const [earlier, later] = one.position <= other.position ? [one, other] : [other, one]
  const changed = changedLots(earlier, later)
  const lots = new Set(
    [earlier, later].flatMap(({ reached }) => [...reached.ids, ...reached.transit, ...reached.seeds.map(seed => seed.lot)]),
  )
  const span = { from: earlier.position, to: later.position }
  const causes = span.from === span.to ? new Map<number, Cause>() : causesOf(engine.graph, lots, span, request.direction)
  const positions = [...new Set(changed.flatMap(({ lot }) => causes.get(lot)?.events ?? []))].sort((a, b) => a - b)
  const [rows, names, before, after] = await Promise.all([
    eventsAt(pool, positions),
    namesOf(pool, [...new Set(changed.flatMap(({ lot }) => [lot, causes.get(lot)?.at ?? lot]))]),
    knownAt(pool, earlier),
    knownAt(pool, later),
  ])
  const events = new Map(rows.map(row => [row.position, writeEvent(row)]))
  const write = (change: Changed): answers.ChangedLot => writeChange(change, { names, cause: causes.get(change.lot), events })
  const groups: Pick<answers.Difference, 'added' | 'gone' | 'changed'> = { added: [], gone: [], changed: [] }
  for (const change of changed) groups[kindOf(change)].push(write(change))
  return {
    direction: request.direction,
    from: { ...before, totals: totalsOf(earlier) },
    to: { ...after, totals: totalsOf(later) },
    seeds: later.seeds.map(({ material, number, site }) => ({ material, number, site })),
    totals: { added: groups.added.length, gone: groups.gone.length, changed: groups.changed.length },
    ...groups,
    events: [...new Map([...events.values()].map(event => [`${event.site} ${event.sequence}`, event])).values()],
  }
}

async function knownAt(pool: Pool, { site, position }: Traced): Promise<{ sequence: number; time: string | null }> {
  const { sequence, recordedAt } = await headAt(pool, site, position)
  return { sequence, time: recordedAt === null ? null : formatInstant(recordedAt) }
}

/** Lots in the answer at one end only, or with another certainty or quantity; in the order of ids, which is that of time. */
function changedLots(earlier: Traced, later: Traced): Changed[] {
  const found: Changed[] = []
  for (const before of earlier.lots) if (!later.lots.has(before.lot)) found.push({ lot: before.lot, before, after: undefined })
  for (const after of later.lots) {
    const before = earlier.lots.of(after.lot)
    if (!before || !isSame(before, after)) found.push({ lot: after.lot, before, after })
  }
  return found.sort((a, b) => a.lot - b.lot)
}

const isSame = (a: AffectedLot, b: AffectedLot): boolean =>
  a.certainty === b.certainty && isSameQuantity(a.affected ?? NONE, b.affected ?? NONE)

const isSameQuantity = (a: Bounds, b: Bounds): boolean => near(a.min, b.min) && near(a.expected, b.expected) && near(a.max, b.max)

/** Quantities are told apart as far as they are written out. */
const near = (a: number, b: number): boolean => a === b || Math.abs(a - b) < 1e-6

const kindOf = ({ before, after }: Changed): 'added' | 'gone' | 'changed' => (before ? (after ? 'changed' : 'gone') : 'added')

interface Told {
  names: ReadonlyMap<number, NamedLot>
  cause: Cause | undefined
  events: ReadonlyMap<number, WrittenEvent>
}

function writeChange({ lot, before, after }: Changed, { names, cause, events }: Told): answers.ChangedLot {
  const { site, material, number, kind, unit } = theLot(names, lot)
  const side = (one: AffectedLot | undefined): answers.KnownStanding | null =>
    one ? { certainty: one.certainty, affected: boundsText(one.affected ?? NONE, unit) } : null
  const at = cause && cause.at !== lot ? names.get(cause.at) : undefined
  return {
    id: lot,
    site,
    material,
    number,
    kind,
    unit,
    before: side(before),
    after: side(after),
    what: before && after ? whatChanged(before, after) : [],
    /** The lot it came from, where nothing was recorded about this one. */
    through: at ? { id: at.id, material: at.material, number: at.number } : null,
    events: [...new Set((cause?.events ?? []).flatMap(position => events.get(position)?.sequence ?? []))],
  }
}

function whatChanged(before: AffectedLot, after: AffectedLot): answers.ChangedLot['what'] {
  const quantity: answers.ChangedLot['what'] = isSameQuantity(before.affected ?? NONE, after.affected ?? NONE) ? [] : ['quantity']
  return before.certainty === after.certainty ? quantity : ['certainty', ...quantity]
}
