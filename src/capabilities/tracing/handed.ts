/** What a trace found, as plain data: for a thread that reads the tables of it. Columns in shared memory are not copied. */
import { Whereabouts, type WhereColumns } from '../../genealogy/weigh.ts'
import { type AffectedColumns, AffectedLots } from './affected.ts'
import type { Traced, TracedLots } from './traced.ts'

export type Handed = Omit<TracedLots, 'weights' | 'lots' | 'room'> & {
  readonly weights: WhereColumns | null
  readonly lots: AffectedColumns
}

export function handedOver({ graph: _graph, reached: _reached, room: _room, weights, lots, ...rest }: Traced): Handed {
  return { ...rest, weights: weights?.columns ?? null, lots: lots.columns }
}

export const received = ({ weights, lots, ...rest }: Handed): TracedLots => ({
  ...rest,
  weights: weights && new Whereabouts(weights),
  lots: new AffectedLots(lots),
})
