/** The common factor: what the failed lots share and the good ones do not. */

import type { Pool } from 'pg'
import type * as answers from '../../answers/index.ts'
import type { FactorKind } from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import { eventsAt } from '../questions/queries.ts'
import { type WrittenEvent, writeEvent } from '../questions/sentences.ts'
import type { Engine } from '../tracing/engine.ts'
import { headAt, type NamedLot } from '../tracing/queries.ts'
import { headText } from '../tracing/write-trace.ts'
import { type Count, countFactors, type Factor } from './counting.ts'
import { type Gathered, gather } from './gathered.ts'
import { type Good, goodOfPeriod, type Resolved, resolved } from './good.ts'
import { FisherTest, falseAlarms, liftOf } from './statistics.ts'

interface Named {
  material?: string | undefined
  number: string
  site?: string | undefined
}

export interface FactorQuestion {
  site?: string | undefined
  failed: Named[]
  /** Left out: the lots of the same materials from the same time. */
  good?: Named[] | undefined
  from?: string | undefined
  until?: string | undefined
  kinds?: FactorKind[] | undefined
  goodLimit: number
  limit: number
}

export async function commonFactors(
  engine: Engine,
  pool: Pool,
  question: FactorQuestion,
  signal?: AbortSignal,
): Promise<answers.CommonFactors> {
  const site = question.site ?? 'main'
  const { graph, answer: failed } = await engine.currentWith(pool, () => resolved(pool, question.failed, { site, pointer: '/failed' }))
  if (failed.lots.length === 0)
    throw new Refusal('unknown-lot', 'None of the failed lots is known: look at the numbers, or name the site.', '/failed')
  const { position } = engine
  const good = await goodFor(pool, question, { site, failed: failed.lots })
  const targets = Uint32Array.from([...failed.lots, ...good.lots])
  const origins = await engine.originsOfEach(graph, targets, position, signal)
  const gathered = await gather(pool, origins, { failed: failed.lots.length, position })
  const counts = countFactors(origins, failed.lots.length, gathered.known)
  const ranked = rank(gathered, counts, { failed: failed.lots.length, good: good.lots.length })
  const asked = question.kinds ? ranked.filter(({ factor }) => question.kinds?.includes(factor.kind)) : ranked
  const shown = asked.slice(0, question.limit)
  const [head, events] = await Promise.all([headAt(pool, site, position), loadEvents(pool, shown)])
  return {
    knownAt: headText(head),
    failed: { compared: failed.lots.length, unknown: failed.unknown },
    good: writeGood(good),
    totals: { factors: asked.length, tested: ranked.length, origins: new Set(origins.lots).size },
    factors: shown.map(one => writeFactor(one, gathered, events)),
  }
}

type Compared = Good & { unknown: string[]; dropped: number }

async function goodFor(
  pool: Pool,
  question: FactorQuestion,
  { site, failed }: { site: string; failed: readonly number[] },
): Promise<Compared> {
  if (question.good === undefined) {
    const { from, until, goodLimit: limit } = question
    return { ...(await goodOfPeriod(pool, failed, { site, from, until, limit })), unknown: [], dropped: 0 }
  }
  const { lots, unknown }: Resolved = await resolved(pool, question.good, { site, pointer: '/good' })
  const good = lots.filter(lot => !failed.includes(lot))
  return { lots: good, period: null, isSample: false, unknown, dropped: lots.length - good.length }
}

const writeGood = ({ lots, period, isSample, unknown, dropped }: Compared): answers.CommonFactors['good'] => ({
  compared: lots.length,
  unknown,
  /** Named as good and as failed: they count as failed. */
  alsoFailed: dropped,
  period: period && { from: formatInstant(period.from), until: formatInstant(period.until) },
  isSample,
})

interface Ranked {
  factor: Factor
  index: number
  failed: { certain: number; reached: number; of: number }
  good: { certain: number; reached: number; of: number }
  lift: number | null
  logP: number
  /** Counting only what is certain. */
  certainLogP: number
  falseAlarms: number
}

/** The least likely to be chance first. Lift alone would put what one failed lot has above what all of them have. */
function rank({ known, windows }: Gathered, counts: { failed: Count; good: Count }, of: { failed: number; good: number }): Ranked[] {
  const test = new FisherTest(of.failed, of.good)
  const all = known.factors.flatMap((factor, index): Omit<Ranked, 'falseAlarms'>[] => {
    const failed = countAt(counts.failed, index, of.failed)
    const good = countAt(counts.good, index, of.good)
    if (failed.reached === 0) return []
    // A stretch of time was picked as the best of many, and each of them had its chance.
    const luck = Math.log(windows.get(index)?.possible ?? 1)
    const logP = Math.min(0, test.logP(failed.reached, good.reached) + luck)
    const certainLogP = Math.min(0, test.logP(failed.certain, good.certain) + luck)
    const lift = liftOf({ failedWith: failed.reached, goodWith: good.reached, ...of })
    return [{ factor, index, failed, good, lift, logP, certainLogP }]
  })
  all.sort((a, b) => a.logP - b.logP || (b.lift ?? 0) - (a.lift ?? 0) || a.certainLogP - b.certainLogP || a.index - b.index)
  const shares = falseAlarms(
    all.map(({ logP }) => logP),
    all.length,
  )
  return all.map((one, place) => ({ ...one, falseAlarms: shares[place] ?? 1 }))
}

const countAt = ({ certain, reached }: Count, index: number, of: number): Ranked['failed'] => ({
  certain: certain[index] ?? 0,
  reached: reached[index] ?? 0,
  of,
})

async function loadEvents(pool: Pool, ranked: readonly Ranked[]): Promise<Map<number, WrittenEvent>> {
  const positions = [...new Set(ranked.flatMap(({ factor }) => (factor.kind === 'load' ? (factor.at ?? []) : [])))].sort((a, b) => a - b)
  const rows = positions.length === 0 ? [] : await eventsAt(pool, positions)
  return new Map(rows.map(row => [row.position, writeEvent(row)]))
}

function writeFactor(one: Ranked, { names, windows }: Gathered, events: ReadonlyMap<number, WrittenEvent>): answers.CommonFactor {
  const { factor, index, failed, good, lift, logP, certainLogP } = one
  const window = windows.get(index)
  return {
    kind: factor.kind,
    name: factor.name,
    code: factor.code ?? null,
    lot: factor.lot === undefined ? null : writeLot(names.get(factor.lot)),
    event: factor.at === undefined ? null : (events.get(factor.at) ?? null),
    window: window ? { from: formatInstant(window.from), until: formatInstant(window.until) } : null,
    failed: { certain: failed.certain, possible: failed.reached - failed.certain, of: failed.of },
    good: { certain: good.certain, possible: good.reached - good.certain, of: good.of },
    lift: lift === null ? null : Number(lift.toPrecision(4)),
    p: shown(logP),
    pCertain: shown(certainLogP),
    falseAlarms: Number(one.falseAlarms.toPrecision(3)),
  }
}

/** Three digits; below what a number holds it is 0. */
const shown = (logP: number): number => Number(Math.exp(logP).toPrecision(3))

const writeLot = (lot: NamedLot | undefined): answers.CommonFactor['lot'] =>
  lot
    ? {
        id: lot.id,
        site: lot.site,
        material: lot.material,
        number: lot.number,
        kind: lot.kind,
        unit: lot.unit,
        vendor: lot.vendor,
        vendorLot: lot.vendorLot,
      }
    : null
