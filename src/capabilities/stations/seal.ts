/**
 * What a station remembers comes back to the server by way of a device. It is sealed, so that it can only be what this station was answered:
 * nobody puts a person, a question answered with a PIN, or somebody else's report to take back into it. See decision 0025.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Pool } from 'pg'
import { type Canonical, canonicalJson } from '../../base/canonical.ts'
import { EMPTY, type StationContext } from './context.ts'

interface Place {
  site: string
  code: string
}

export async function sealed(pool: Pool, place: Place, answered: StationContext): Promise<StationContext> {
  const { seal: _, ...context } = answered
  return { ...context, seal: sealOf(await keyOf(pool), place, context) }
}

/**
 * A device that sends what it was never answered starts over: the operator scans his badge. Whoever may record events himself is believed; he
 * needs no station to say who did what.
 */
export async function remembered(pool: Pool, place: Place, given: StationContext | null, isDevice: boolean): Promise<StationContext> {
  const { seal, ...context } = given ?? EMPTY
  if (given === null || !isDevice) return context
  return seal !== undefined && isSame(seal, sealOf(await keyOf(pool), place, context)) ? context : EMPTY
}

function sealOf(key: Buffer, { site, code }: Place, context: StationContext): string {
  // A field that is not given and one that is undefined are the same to JSON, on its way through a browser.
  const said = canonicalJson(JSON.parse(JSON.stringify({ site, code, context })) as Canonical)
  return createHmac('sha256', key).update(said).digest('base64url')
}

function isSame(given: string, own: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(own)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const keys = new WeakMap<Pool, Promise<Buffer>>()

/** It never changes: read once. */
function keyOf(pool: Pool): Promise<Buffer> {
  const known = keys.get(pool)
  if (known) return known
  const reading = pool.query('select key from station_seal').then(({ rows }) => (rows[0] as { key: Buffer }).key)
  keys.set(pool, reading)
  reading.catch(() => keys.delete(pool))
  return reading
}
