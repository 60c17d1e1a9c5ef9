/** What a run would have said, had nobody known in which order the lots at a position were used. */
import { type DrawnLink, deriveRun, type Entry, type Moment, type Output, type Pool } from './precision.ts'

/** One pool of one run, as it was derived, and what came out beside it. */
export interface PoolUsed {
  readonly started: Moment
  readonly pool: Pool
  readonly unloads: readonly { readonly lot: number; readonly quantity: number; readonly moment: Moment }[]
  readonly outputs: readonly Output[]
}

export function inAnyOrder({ started, pool, unloads, outputs }: PoolUsed): DrawnLink[] {
  const { position, material, homogeneous, per } = pool
  const loads = pool.loads.flatMap(({ lot, taken, since, until, size }): Entry[] => [
    { kind: 'load', lot, material, position, taken, size, per, withdrawal: 'unknown', homogeneous, endsBefore: false, moment: since },
    ...(until === null ? [] : [{ kind: 'unload' as const, lot, position, quantity: 0, moment: until }]),
  ])
  const takenOff = unloads.map((unload): Entry => ({ kind: 'unload', position, ...unload }))
  const made = outputs.map((output): Entry => ({ kind: 'output', output, moment: output.at }))
  return deriveRun(started, [...loads, ...takenOff, ...made], false).links
}
