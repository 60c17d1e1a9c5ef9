/** A trace in time: what came, was made and left where and when, with how it stands. And how single lots stand, for lists that say the same. */
import type { Pool } from 'pg'
import { formatInstant } from '../../base/instant.ts'
import { heldNow } from '../containment/held.ts'
import type { Engine } from '../tracing/engine.ts'
import { headAt } from '../tracing/queries.ts'
import { headText } from '../tracing/trace.ts'
import { answeredBy, askedOf, type PictureRequest, tracesOf } from './picture.ts'
import { type Act, actsOf, type Standings, standingsOf } from './queries.ts'

/** A screen merges what falls together; more than this it need not be sent. */
const ACTS_MAX = 20_000

export async function timelineOf(
  engine: Engine,
  pool: Pool,
  asked: Omit<PictureRequest, 'open'>,
  options: { signal?: AbortSignal | undefined; weighedMax?: number; most?: number } = {},
): Promise<unknown> {
  const { traces, first, held, isCounted } = await tracesOf(engine, pool, asked, options)
  const most = options.most ?? ACTS_MAX
  const [acts, head] = await Promise.all([
    isCounted ? [] : actsOf(pool, answeredBy(traces, held), most + 1),
    headAt(pool, first.site, first.position),
  ])
  return {
    knownAt: headText(head),
    ...askedOf(traces, first),
    counted: isCounted,
    isCut: acts.length > most,
    acts: acts.slice(0, most).map(writeAct),
  }
}

const writeAct = ({ from, to, lot, lots, ...act }: Act) => ({
  ...act,
  lots,
  lot: lots === 1 ? lot : null,
  from: formatInstant(Number(from)),
  to: formatInstant(Number(to)),
})

export async function standingsTold(engine: Engine, pool: Pool, lots: readonly number[]): Promise<unknown> {
  await engine.current()
  const [{ lots: held }, rows] = await Promise.all([heldNow(engine, pool), standingsOf(pool, lots, engine.position)])
  const standing = ({ lot, left, shipped, accepted }: Standings): string =>
    held.has(lot) ? 'suspect' : accepted ? 'accepted' : shipped && !left ? 'transferred' : 'normal'
  return { lots: rows.map(row => ({ lot: row.lot, standing: standing(row), left: row.left })) }
}
