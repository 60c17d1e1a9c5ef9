/**
 * A scope worked out before the writer is asked, so that its lock is held for a moment only, however many lots there are. Under the lock it
 * is only asked whether anything of the scope was touched since: if not, the answer of then is the answer of now.
 */
import type { Pool, PoolClient } from 'pg'
import type { Engine } from '../tracing/engine.ts'
import { touchedSince } from './job-queries.ts'
import type { LotBits } from './lot-bits.ts'

export interface Prepared {
  readonly position: number
  readonly found: { fingerprint: string; lots: number; certain: number; possible: number; customers: number }
  /** What it reaches, what it starts from, and what is left out. */
  readonly lots: LotBits
  /** Those that went to customers: stated again, they may have another customer. */
  readonly shipments: ReadonlySet<string>
}

const kept = new WeakMap<Engine, Map<string, Prepared>>()

export const preparedFor = (engine: Engine, question: string): Prepared | undefined => kept.get(engine)?.get(question)

export function keepPrepared(engine: Engine, question: string, prepared: Prepared): void {
  const known = kept.get(engine) ?? new Map<string, Prepared>()
  kept.set(engine, known.set(question, prepared))
}

export function dropPrepared(engine: Engine, question: string): void {
  kept.get(engine)?.delete(question)
}

/** Nothing that the fingerprint is made of has changed up to this position. A rebuild goes back behind it, and then nothing is sure. */
export async function standsStill(
  client: Pool | PoolClient,
  { position, lots, shipments }: Omit<Prepared, 'found'>,
  to: number,
): Promise<boolean> {
  if (to === position) return true
  if (to < position) return false
  const touched = await touchedSince(client, { from: position, to })
  return !touched.some(({ lot, shipment }) => (lot !== null && lots.has(lot)) || (shipment !== null && shipments.has(shipment)))
}
