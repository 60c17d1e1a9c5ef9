/** Another way to the same database, for a thread that works beside the server's own: what it is told is plain, so that it can be handed over. */
import pg from 'pg'
import { prepareSession } from './session.ts'
import { types } from './types.ts'

export type StoreAddress = Pick<
  pg.PoolConfig,
  'connectionString' | 'host' | 'port' | 'user' | 'database' | 'password' | 'ssl' | 'connectionTimeoutMillis'
>

export function addressOfPool({ options }: pg.Pool): StoreAddress {
  const { connectionString, host, port, user, database, password, ssl, connectionTimeoutMillis } = options
  const known = { connectionString, host, port, user, database, password, ssl, connectionTimeoutMillis }
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined))
}

/** Connections are made when they are needed: one, and another while that is busy. */
export const poolAside = (address: StoreAddress): pg.Pool =>
  heard(new pg.Pool({ ...address, types, application_name: 'genealot aside', pipeline: true, max: 2, onConnect: prepareSession }))

/**
 * A connection that breaks while idle is replaced by the pool; without a listener it would end the process. So it would where the connection is in
 * use: whoever uses it hears of it by his query.
 */
export const heard = (pool: pg.Pool): pg.Pool =>
  pool.on('error', () => undefined).on('connect', client => client.on('error', () => undefined))
