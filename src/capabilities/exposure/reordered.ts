/** Positions that are used up in the order of loading, as if nobody had known the order. */

import { inAnyOrder } from '../../genealogy/any-order.ts'
import type { Reordered } from '../../genealogy/exposure.ts'
import type { Moment, Output, Pool } from '../../genealogy/precision.ts'
import { LINE_STEP } from '../production/runs.ts'
import type { RunMovement, RunUsed } from './queries.ts'

export interface OrderedPosition {
  readonly material: string
  readonly workCenter: string | null
  readonly position: string
  readonly pools: Reordered[]
}

/** Those with the most draws first. */
export function reordered(runs: readonly RunUsed[]): OrderedPosition[] {
  const found = new Map<string, OrderedPosition>()
  for (const run of runs)
    for (const pool of run.pools.filter(isTold)) {
      const { material, position } = pool
      const key = JSON.stringify([material, run.workCenter, position])
      const place = found.get(key) ?? { material, workCenter: run.workCenter, position, pools: [] }
      found.set(key, place)
      place.pools.push(reorderedPool(run, pool))
    }
  const drawsOf = ({ pools }: OrderedPosition): number => pools.reduce((sum, { links }) => sum + links.length, 0)
  return [...found.values()].sort((a, b) => drawsOf(b) - drawsOf(a))
}

/** Several lots lay there, and how much of them went into each piece is known. */
const isTold = ({ withdrawal, homogeneous, per, loads }: Pool): boolean =>
  withdrawal === 'sequential' && !homogeneous && per !== null && new Set(loads.map(({ lot }) => lot)).size > 1

function reorderedPool({ startedAt, makes, moved, links }: RunUsed, pool: Pool): Reordered {
  const isOfPool = ({ position, material }: { position: string | null; material: string }): boolean =>
    material === pool.material && (position === null || position === pool.position)
  const unloads = moved.filter(one => one.kind === 'unloaded' && isOfPool(one))
  return {
    links: links.filter(isOfPool).map(({ since, line }) => [since, line]),
    drawn: inAnyOrder({
      started: { at: startedAt, ord: 0 },
      pool,
      unloads: unloads.map(one => ({ lot: one.lot, quantity: one.delta, moment: momentOf(one) })),
      outputs: moved.filter(({ kind }) => kind === 'produced').map(one => outputOf(one, makes)),
    }),
  }
}

const momentOf = ({ at, ord, line }: RunMovement): Moment => ({ at, ord: ord + line * LINE_STEP })

const outputOf = (made: RunMovement, makes: string | null): Output => ({
  lot: made.lot,
  material: made.material,
  put: made.since,
  good: made.delta,
  total: made.delta + made.scrap,
  from: made.filledFrom === null ? null : { at: made.filledFrom, ord: 0 },
  at: momentOf(made),
  main: makes === null || makes === made.material,
})
