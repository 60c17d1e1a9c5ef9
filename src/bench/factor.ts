/** How long it takes to find what a thousand failed serials of a large plant share and a thousand good ones do not. */

import { commonFactors } from '../capabilities/comparison/factors.ts'
import { Engine } from '../capabilities/tracing/engine.ts'
import type { BenchReport } from '../cli/doors.ts'
import { reach } from '../genealogy/reach.ts'
import type { Bench } from './bench.ts'
import { LOTS_DEFAULT, openPlant } from './generate.ts'
import type { Layers } from './layers.ts'
import { median, timed } from './measure.ts'
import type { Database } from './scratch.ts'

const FAILED = 1000
const ROUNDS = 5

/** Every lot is the work of one event at one of forty machines, by one of two hundred people. */
const EVENTS = `insert into ledger (site, sequence, position, id, type, at, recorded_at, by, work_center, body, previous_hash, hash)
  select 'main', id, id, 'bench-' || id, 'produce', made_at, made_at, 'P-' || (id::bigint * 7919 % 200), 'M-' || (id::bigint * 104729 % 40), '{}', '', '' from lot
  on conflict do nothing`

/** The same counted in SQL: every origin of every lot, without regard to time or certainty, and how many lots have it. */
const WALK = `with recursive origins(target, lot) as (
  select t, t from unnest($1::int[]) t union select origins.target, link.parent from origins join link on link.child = origins.lot where link.until is null
) select lot, count(*) filter (where target = any($2::int[])) as failed, count(*) from origins group by lot order by 2 desc limit 100`

export async function benchFactor({ lots = LOTS_DEFAULT, onProgress }: Bench): Promise<BenchReport> {
  const { scratch, layers } = await openPlant(lots, onProgress)
  const { pool } = scratch.store
  const engine = new Engine(pool, { onProgress, folder: scratch.folder })
  try {
    onProgress('factor: an event for every lot')
    await writeEvents(scratch.own)
    await engine.current()
    const failed = failedOf(engine, layers)
    const question = { failed: failed.map(lot => ({ number: `L-${lot}` })), goodLimit: FAILED, limit: 100 }
    onProgress(`factor: ${failed.length} failed`)
    const times: number[] = []
    let answer: unknown
    for (let round = 0; round < ROUNDS; round++) {
      const { ms, result } = await timed(() => commonFactors(engine, pool, question))
      times.push(ms)
      answer = result
    }
    const { totals, good, factors } = answer as Answer
    if (!factors.some(({ lot }) => lot?.number === `L-${layers.bulk[0]}`))
      onProgress('factor: the delivery they share is not among the first hundred')
    const targets = [...failed, ...(await sample(scratch.own, failed))]
    const walked = await timed(() => scratch.own.plain.query(WALK, [targets, failed]))
    const value = median(times)
    const what = `${failed.length} failed against ${good.compared} good of ${lots} lots, ${totals.origins} origins, ${totals.tested} factors`
    return {
      name: 'factor',
      results: [
        {
          case: what,
          value,
          unit: 'ms',
          baseline: walked.ms,
          baselineName: 'origins alone by recursive CTE, once',
          ratio: walked.ms / value,
        },
      ],
    }
  } finally {
    await engine.close()
    await scratch.close()
  }
}

interface Answer {
  totals: { origins: number; tested: number }
  good: { compared: number }
  factors: { lot: { number: string } | null }[]
}

async function writeEvents({ plain }: Database): Promise<void> {
  await plain.query(EVENTS)
  await plain.query('vacuum (analyze) ledger, lot')
}

/** Lots that one and the same delivery reached and nothing was made of: the latest of them. */
function failedOf({ graph }: Engine, { bulk, parent }: Layers): number[] {
  const isUsed = new Uint8Array(graph.lotEnd)
  for (const lot of parent) isUsed[lot] = 1
  const reached = reach(graph, { direction: 'forward', seeds: [{ lot: bulk[0] ?? 1 }] }).ids
  return [...reached].filter(lot => isUsed[lot] === 0).slice(-FAILED)
}

async function sample({ plain }: Database, failed: readonly number[]): Promise<number[]> {
  const { rows } = await plain.query<{ id: number }>(
    'select id from lot where id between $1 and $2 and not id = any($3) order by id::bigint * 7919 % 1000003 limit $4',
    [failed[0], failed.at(-1), failed, FAILED],
  )
  return rows.map(({ id }) => id)
}
