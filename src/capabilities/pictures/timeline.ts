/** A trace in time: what came, was made and left where and when, with how it stands. And how single lots stand, for lists that say the same. */

import type { Pool } from 'pg'
import type * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { heldNow } from '../containment/held.ts'
import type { LotsHeld } from '../containment/held-set.ts'
import type { Engine } from '../tracing/engine.ts'
import { headAt } from '../tracing/queries.ts'
import type { Traced } from '../tracing/traced.ts'
import { headText } from '../tracing/write-trace.ts'
import { answeredBy, askedOf, type PictureRequest, tracesOf } from './picture.ts'
import { type Act, type Answered, actsOf, type Standings, standingsOf } from './queries.ts'
import { Together } from './together.ts'

/** A screen draws so many and stays fluid. */
const ACTS_MAX = 20_000

export async function timelineOf(
  engine: Engine,
  pool: Pool,
  asked: Omit<PictureRequest, 'open'>,
  options: { signal?: AbortSignal | undefined; weighedMax?: number; most?: number } = {},
): Promise<answers.TraceTimeline> {
  const { traces, first, held, isCounted } = await tracesOf(engine, pool, asked, options)
  const together = new Together(options.most ?? ACTS_MAX)
  for (const part of isCounted ? countedParts(traces, held) : [answeredBy(traces, held)]) {
    options.signal?.throwIfAborted()
    for (const act of await actsOf(pool, part)) together.add(act)
  }
  return {
    knownAt: headText(await headAt(pool, first.site, first.position)),
    ...askedOf(traces, first),
    counted: isCounted,
    grouped: together.isGrouped,
    acts: together.inOrder().map(writeAct),
  }
}

/** Asked in parts, between which others are served. */
const PART = 20_000

/** Of very many lots: those on both sides stand where the first trace has them, which is the way back. */
function* countedParts(traces: readonly Traced[], held: LotsHeld): Generator<Answered> {
  const told = new Set(traces.flatMap(({ seeds }) => seeds.map(({ id }) => id)))
  const position = traces[0]?.position ?? 0
  yield partOf([...told], { side: 0, held, position, isCertain: () => true })
  for (const { request, lots } of traces) {
    const { ids, isCertain } = lots.columns
    const side = request.direction === 'back' ? -1 : 1
    for (let from = 0; from < ids.length; from += PART) {
      const part = [...ids.subarray(from, from + PART)]
      const certain = new Set(part.filter((_, index) => isCertain[from + index] === 1))
      const own = part.filter(lot => !told.has(lot))
      yield partOf(own, { side, held, position, isCertain: lot => certain.has(lot) })
    }
    if (side < 0) for (const lot of ids) told.add(lot)
  }
}

function partOf(
  lots: readonly number[],
  { side, held, position, isCertain }: { side: number; held: LotsHeld; position: number; isCertain: (lot: number) => boolean },
): Answered {
  return { lots, sides: lots.map(() => side), certain: lots.map(isCertain), held: lots.map(lot => held.has(lot)), position }
}

const writeAct = ({ from, to, lot, lots, ...act }: Act) => ({
  ...act,
  lots,
  lot: lots === 1 ? lot : null,
  from: formatInstant(Number(from)),
  to: formatInstant(Number(to)),
})

export async function standingsTold(engine: Engine, pool: Pool, lots: readonly number[]): Promise<answers.LotStandings> {
  await engine.current()
  const [{ lots: held }, rows] = await Promise.all([heldNow(engine, pool), standingsOf(pool, lots, engine.position)])
  const standing = ({ lot, left, shipped, accepted }: Standings): answers.LotStanding =>
    held.has(lot) ? 'suspect' : accepted ? 'accepted' : shipped && !left ? 'transferred' : 'normal'
  return { lots: rows.map(row => ({ lot: row.lot, standing: standing(row), left: row.left })) }
}
