import type { Duplex } from 'node:stream'
import type { ClientBase } from 'pg'

/** A foreign server may have other defaults; durability and plain UTC are part of what we promise. */
export async function prepareSession(client: ClientBase): Promise<void> {
  sendTogether(client)
  await client.query('set synchronous_commit = on; set timezone = utc; set jit = off')
}

/**
 * For whoever looks up single things by index, many times a second: each statement is planned once for a connection. PostgreSQL would plan most of them again each
 * time, since with their values they look a little cheaper, and planning takes many times what running them does. By index, whatever the statistics said when it was planned.
 */
export async function prepareLookUps(client: ClientBase): Promise<void> {
  await prepareSession(client)
  await client.query('set plan_cache_mode = force_generic_plan; set enable_seqscan = off')
}

/**
 * Statements that are asked in one go leave in one write: each write of its own wakes the process of the database, which costs either side more than a
 * small statement does. The driver does so for the parts of one statement only.
 */
function sendTogether(client: ClientBase): void {
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection
  const query = client.query.bind(client) as (...asked: unknown[]) => unknown
  let isGathering = false
  const send = (): void => {
    isGathering = false
    stream.uncork()
  }
  const gathered = (...asked: unknown[]): unknown => {
    if (!isGathering) {
      isGathering = true
      stream.cork()
      queueMicrotask(send)
    }
    return query(...asked)
  }
  client.query = gathered as typeof client.query
}
