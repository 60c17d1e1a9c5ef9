import type { ClientBase } from 'pg'

/** A foreign server may have other defaults; durability and plain UTC are part of what we promise. */
export async function prepareSession(client: ClientBase): Promise<void> {
  await client.query('set synchronous_commit = on; set timezone = utc; set jit = off')
}
