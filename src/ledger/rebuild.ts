import type { Pool, PoolClient } from 'pg'
import type { Handlers } from './handler.ts'
import { ledgerPages, type ParseCommand, type Progress, REPLAY_SETTINGS, Replay, readRow } from './replay.ts'
import { TABLES } from './tables.ts'

export interface RebuildOptions {
  onProgress?: Progress
  /** What to change in the ledger first, in the same transaction: only removing a whole site is ever done here. */
  prepare?: (client: PoolClient) => Promise<void>
  /** From here on whoever reads may meet the new ones. */
  beforeCommit?: () => void
}

/** Makes every projection anew from the ledger, in one transaction: readers see the old ones until the new ones are whole. */
export async function rebuild(
  pool: Pool,
  handlers: Handlers,
  parse: ParseCommand,
  { onProgress, prepare, beforeCommit }: RebuildOptions = {},
): Promise<{ events: number }> {
  const client = await pool.connect()
  try {
    await client.query(`begin; ${REPLAY_SETTINGS}`)
    await client.query('select position from store for update')
    await prepare?.(client)
    const { rows } = await client.query('select count(*)::int as total from ledger')
    const total = (rows[0] as { total: number }).total
    await client.query(
      `truncate ${Object.values(TABLES)
        .map(table => table.name)
        .join(', ')}`,
    )
    const replay = new Replay(client, handlers)
    let events = 0
    for await (const page of ledgerPages(client)) {
      await replay.page(page.map(row => readRow(row, parse)))
      events += page.length
      onProgress?.(events, total)
    }
    await replay.end()
    await client.query('update store set lots = $1', [replay.lotCount])
    beforeCommit?.()
    await client.query('commit')
    return { events }
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}
