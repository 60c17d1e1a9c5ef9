/** What quality has to do with a record: deviations that were used, holds, decisions of reviews, signatures. */
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { holdsReaching } from '../lots/page.ts'
import { holdFacts, type LotFacts, recordsNamed } from '../lots/queries.ts'
import type { Services } from '../route.ts'
import { type ShownSignature, signaturesAt } from '../signatures/shown.ts'
import { type LotName, nameOf } from './operations.ts'
import { type DeviationRow, type DispositionRow, freedOf, type PlacedHold } from './queries.ts'

type Named = ReadonlyMap<number, LotFacts>

export interface HoldLine {
  hold: string
  reason: string
  case: string | null
  by: string | null
  at: string
  releasedAt: string | null
  releaseReason: string | null
  /** Placed on the lot of the record itself; otherwise on `lot`, which is in it. */
  direct: boolean
  lot: LotName | null
}

/**
 * Holds placed on the lot or on what is in it, released ones included, and those that reach it now from elsewhere. One that stands for
 * others, but of which this lot was freed, ended for it then.
 */
export async function holdLines(services: Services, id: number, placed: readonly PlacedHold[], named: Named): Promise<HoldLine[]> {
  const [facts, reaching, freed] = await Promise.all([
    holdFacts(services.pool, placed),
    holdsReaching(services, id),
    freedOf(services.pool, id),
  ])
  const held = new Set(reaching.map(({ hold }) => hold))
  const ended = (fact: (typeof facts)[number]): Partial<Pick<HoldLine, 'releasedAt' | 'releaseReason'>> => {
    const own =
      held.has(fact.hold) || fact.releasedAt !== null ? undefined : freed.find(row => row.site === fact.site && row.hold === fact.hold)
    return own ? { releasedAt: formatInstant(own.at), releaseReason: own.reason } : {}
  }
  const lines = facts.flatMap(fact =>
    placed
      .filter(({ site, hold }) => site === fact.site && hold === fact.hold)
      .sort((a, b) => Number(b.lot === id) - Number(a.lot === id) || a.lot - b.lot)
      .flatMap(({ lot }) => {
        const of = named.get(lot)
        return of ? [{ ...heldBy(fact), ...ended(fact), direct: lot === id, lot: nameOf(of) }] : []
      }),
  )
  const known = new Set(lines.map(line => line.hold))
  const others = reaching
    .filter(({ hold }) => !known.has(hold))
    .map(({ hold, reason, case: number, by, at, since }) => ({
      hold,
      reason,
      case: number,
      by,
      at,
      releasedAt: null,
      releaseReason: null,
      direct: false,
      lot: since,
    }))
  return [...lines.filter(line => line.direct), ...lines.filter(line => !line.direct), ...others]
}

function heldBy(fact: Awaited<ReturnType<typeof holdFacts>>[number]): Omit<HoldLine, 'direct' | 'lot'> {
  const { hold, reason, case: number, by, at, releasedAt, releaseReason } = fact
  return {
    hold,
    reason,
    case: number,
    by,
    at: formatInstant(at),
    releasedAt: releasedAt === null ? null : formatInstant(releasedAt),
    releaseReason,
  }
}

export interface DispositionLine {
  lot: LotName
  disposition: string
  reason: string
  /** How much was scrapped or sent back; null where nothing left. */
  quantity: string | null
  /** The holds it was freed of. */
  freed: string[]
  by: string | null
  at: string
  sequence: number
}

export const dispositionLines = (rows: readonly DispositionRow[], named: Named): DispositionLine[] =>
  rows.flatMap(({ lot, disposition, reason, quantity, freed, by, at, sequence }) => {
    const of = named.get(lot)
    const gone = parseQuantity(quantity)
    return of
      ? [
          {
            lot: nameOf(of),
            disposition,
            reason,
            quantity: gone === 0n ? null : formatQuantity(gone),
            freed,
            by,
            at: formatInstant(at),
            sequence,
          },
        ]
      : []
  })

export interface DeviationLine {
  deviation: string
  /** The rule that was set aside. */
  rule: string
  component: LotName
  of: LotName
  /** The material of the bill of materials it is about, and what it allows. */
  designed: string
  allows: Record<string, unknown>
  workOrder: string | null
  operation: number | null
  run: string | null
  usedAt: string
  from: string | null
  until: string
  reason: string
  requestedBy: string | null
  approvedBy: string | null
  /** As it stands now: a deviation that was withdrawn later was good when it was used. */
  status: string
}

export const deviationLines = (rows: readonly DeviationRow[], named: Named): DeviationLine[] =>
  rows.flatMap(({ deviation, rule, lot, of, workOrder, operation, run, at, body, status }) => {
    const [component, assembly] = [named.get(lot), named.get(of)]
    if (!component || !assembly) return []
    return [
      {
        deviation,
        rule,
        component: nameOf(component),
        of: nameOf(assembly),
        designed: body.component,
        allows: body.allows,
        workOrder,
        operation,
        run,
        usedAt: formatInstant(at),
        from: body.from ?? null,
        until: body.until,
        reason: body.reason,
        requestedBy: body.requestedBy,
        approvedBy: body.decidedBy ?? null,
        status,
      },
    ]
  })

export type SignatureLine = Omit<ShownSignature, 'content'> & { name: string | null; content: string }

/** With the names of who signed: a signature says its person in print. */
export async function signatureLines({ pool }: Services, site: string, positions: readonly number[]): Promise<SignatureLine[]> {
  const signed = await signaturesAt(pool, [...new Set(positions)])
  if (signed.length === 0) return []
  const people = await recordsNamed(
    pool,
    'person',
    [...new Set(signed.map(({ by }) => by))].map(code => ({ site, code })),
  )
  const names = new Map(people.map(({ code, body }) => [code, (body as { name?: string }).name ?? null]))
  return signed.map(line => ({ ...line, name: names.get(line.by) ?? null }))
}
