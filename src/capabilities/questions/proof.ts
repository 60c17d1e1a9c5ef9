/** Why a lot is in an answer: the shortest chain of events that put it there, and what would take it out. */

import type { Pool } from 'pg'
import type * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import { LINK_HOW } from '../../genealogy/graph.ts'
import { eventsOf, type Proof, type ProofLink, prove } from '../../genealogy/proof.ts'
import type { AffectedLot } from '../tracing/affected.ts'
import type { Engine } from '../tracing/engine.ts'
import { namesOf, theLot } from '../tracing/lot-facts.ts'
import { boundsText } from '../tracing/quantity-text.ts'
import { type AskedSeed, headAt, type NamedLot, type SeedLot, seedLots } from '../tracing/queries.ts'
import { trace } from '../tracing/trace.ts'
import type { Traced, TraceRequest } from '../tracing/traced.ts'
import { type EventRow, eventsAt } from './queries.ts'
import { aloneWords, shiftWords, togetherWords, type WrittenEvent, writeEvent } from './sentences.ts'

export interface ProofRequest extends Omit<TraceRequest, 'includePossible' | 'quantities'> {
  lot: AskedSeed
}

export async function proofOf(
  engine: Engine,
  pool: Pool,
  { lot: asked, ...request }: ProofRequest,
  signal?: AbortSignal,
): Promise<answers.Proof> {
  const traced = await trace(engine, pool, request, { signal })
  const lot = await lotAsked(pool, asked, traced.site)
  const affected = traced.lots.of(lot.id)
  // A fold may have come between: the reach holds lots, not links, so it is as good on the graph of now.
  const proof = affected ? prove(engine.graph, traced.reached, lot.id) : null
  const head = await headAt(pool, traced.site, traced.position)
  const names = await namesOf(pool, [...traced.seeds.map(seed => seed.id), lot.id, ...(proof?.chain.flatMap(ends) ?? [])])
  const rows = new Map((await eventsAt(pool, positionsOf(proof))).map(row => [row.position, row]))
  const writer = new Writer(traced, names, rows)
  return {
    direction: request.direction,
    knownAt: { sequence: head.sequence, time: head.recordedAt === null ? null : formatInstant(head.recordedAt) },
    seeds: traced.seeds.map(seed => writer.lot(seed.id)),
    lot: writer.lot(lot.id),
    ...writer.standing(lot.id, affected),
    steps: proof?.chain.map(link => writer.step(link)) ?? [],
    between: proof ? { lots: proof.lots, links: proof.links } : null,
    wouldTakeItOut: proof ? writer.wouldTakeItOut(proof) : null,
  }
}

async function lotAsked(pool: Pool, asked: AskedSeed, site: string): Promise<SeedLot> {
  const { lots } = await seedLots(pool, [asked])
  const own = lots.filter(lot => lot.site === (asked.site ?? site))
  const found = own.length > 0 ? own : lots
  const [first] = found
  if (!first) throw new Refusal('unknown-lot', `There is no lot "${asked.number}"${asked.material ? ` of ${asked.material}` : ''}.`, '/lot')
  if (found.length > 1)
    throw new Refusal(
      'lot-ambiguous',
      `"${asked.number}" names ${found.map(lot => `${lot.material} ${lot.number}`).join(', ')}: say which one.`,
      '/lot',
    )
  return first
}

const ends = (link: ProofLink): number[] => [link.parent, link.child]

function positionsOf(proof: Proof | null): number[] {
  if (!proof) return []
  const chained = proof.chain.flatMap(link => [...eventsOf(link), link.since])
  return [...new Set([...chained, ...proof.alone, ...(proof.together?.events ?? [])])]
}

class Writer {
  private readonly traced: Traced
  private readonly names: ReadonlyMap<number, NamedLot>
  private readonly rows: ReadonlyMap<number, EventRow>

  constructor(traced: Traced, names: ReadonlyMap<number, NamedLot>, rows: ReadonlyMap<number, EventRow>) {
    this.traced = traced
    this.names = names
    this.rows = rows
  }

  lot(id: number): answers.AskedLot {
    const { site, material, number, kind, unit, description } = theLot(this.names, id)
    return { id, site, material, number, kind, unit, description }
  }

  standing(id: number, affected: AffectedLot | undefined): Pick<answers.Proof, 'reached' | 'isSeed' | 'certainty' | 'affected'> {
    const isSeed = this.traced.seeds.some(seed => seed.id === id)
    return {
      reached: affected !== undefined || isSeed,
      isSeed,
      certainty: affected?.certainty ?? null,
      affected: affected ? boundsText(affected.affected, this.names.get(id)?.unit ?? '') : null,
    }
  }

  /** In the order they are followed; the material itself always goes from `from` to `into`. */
  step(link: ProofLink): answers.ProofStep {
    const reached = this.traced.lots.of(this.traced.request.direction === 'forward' ? link.child : link.parent)
    const unit = this.names.get(link.parent)?.unit ?? ''
    const hasQuantity = !Number.isNaN(link.qExp)
    return {
      from: this.lot(link.parent),
      into: this.lot(link.child),
      certainty: link.qMin > 0 ? 'certain' : 'possible',
      quantity: hasQuantity ? boundsText({ min: link.qMin, expected: link.qExp, max: link.qMax }, unit) : null,
      how: LINK_HOW[link.how],
      flowedFrom: timeText(link.came),
      flowedUntil: timeText(link.left),
      removedAt: timeText(link.removedAt),
      reached: reached?.affected
        ? { certainty: reached.certainty, affected: boundsText(reached.affected, this.unitOf(reached.lot)) }
        : null,
      events: [...eventsOf(link)].flatMap(position => this.event(position)),
      saidBy: this.event(link.since)[0] ?? null,
    }
  }

  wouldTakeItOut({ alone, shifts, together }: Proof): NonNullable<answers.Proof['wouldTakeItOut']> {
    return {
      alone: alone.flatMap(position => this.row(position).map(row => ({ event: writeEvent(row), sentence: aloneWords(row) }))),
      times: shifts.flatMap(({ event, way, than }) =>
        this.row(event).map(row => ({ event: writeEvent(row), way, than: formatInstant(than), sentence: shiftWords(row, way, than) })),
      ),
      together: together ? this.together(together) : null,
    }
  }

  private together({ events, isSmallest }: NonNullable<Proof['together']>): NonNullable<answers.Proof['wouldTakeItOut']>['together'] {
    const rows = events.flatMap(position => this.row(position))
    return { events: rows.map(writeEvent), isSmallest, sentence: togetherWords(rows, isSmallest) }
  }

  private unitOf(lot: number): string {
    return this.names.get(lot)?.unit ?? ''
  }

  private event(position: number): WrittenEvent[] {
    return this.row(position).map(writeEvent)
  }

  private row(position: number): EventRow[] {
    const row = this.rows.get(position)
    return row ? [row] : []
  }
}

const timeText = (at: number): string | null => (Number.isFinite(at) ? formatInstant(at) : null)
