/**
 * The baselines of recording: rows that are known beforehand go into the tables, with nothing checked, derived, hashed or answered.
 * They are the rows the product itself wrote a moment ago, so neither side has less to store than the other.
 */
import type { Pool, PoolClient } from 'pg'
import { type Column, columnsOf, copied, copyInto, rowsOf, SPAN_TABLES, type Span, type SpanTable, type TextRow } from './rows.ts'
import type { Database } from './scratch.ts'

/** What one event left: its rows per table, and the stock of its inputs after it. */
export interface BareEvent {
  readonly rows: Readonly<Record<SpanTable, readonly TextRow[]>>
  readonly used: readonly TextRow[]
}

export type Shapes = Readonly<Record<SpanTable, readonly Column[]>>

export async function shapesOf(pool: Pool): Promise<Shapes> {
  const entries = await Promise.all(SPAN_TABLES.map(async table => [table, await columnsOf(pool, table)] as const))
  return Object.fromEntries(entries) as unknown as Shapes
}

export async function bareEvents(pool: Pool, span: Span): Promise<BareEvent[]> {
  const shapes = await shapesOf(pool)
  const events = new Map<string, { rows: Record<SpanTable, TextRow[]>; used: TextRow[] }>()
  const positionOfLot = new Map<string, string>()
  for (const table of SPAN_TABLES) {
    const at = (column: string): number => shapes[table].findIndex(({ name }) => name === column)
    for (const row of await rowsOf(pool, table, span)) {
      const since =
        table === 'stock' ? (positionOfLot.get(row[at('lot')] ?? '') ?? '') : (row[at(table === 'ledger' ? 'position' : 'since')] ?? '')
      if (table === 'ledger') events.set(since, { rows: { ledger: [], lot: [], movement: [], link: [], stock: [] }, used: [] })
      if (table === 'lot') positionOfLot.set(row[at('id')] ?? '', since)
      const event = events.get(since)
      event?.rows[table].push(row)
      if (table === 'movement' && row[at('kind')] === 'consumed')
        event?.used.push([row[at('lot')] ?? null, row[at('place')] ?? null, row[at('delta')] ?? null])
    }
  }
  return [...events.values()]
}

/** One round trip per batch: everything of it is sent at once, and the commit waits for the disk. */
async function writeBatch(client: PoolClient, shapes: Shapes, events: readonly BareEvent[]): Promise<void> {
  await Promise.all([
    client.query('begin'),
    ...statementsOf(shapes, events).map(statement => client.query(statement)),
    client.query('commit'),
  ])
}

interface Statement {
  name: string
  text: string
  values: unknown[]
}

function statementsOf(shapes: Shapes, events: readonly BareEvent[]): Statement[] {
  const inserts = SPAN_TABLES.map(table =>
    insertOf(
      table,
      shapes[table],
      events.flatMap(event => event.rows[table]),
    ),
  )
  return [...inserts, useOf(events), ...headOf(events)]
}

function insertOf(table: string, columns: readonly Column[], rows: readonly TextRow[]): Statement {
  const names = columns.map(({ name }) => `"${name}"`).join(', ')
  const arrays = columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ')
  return {
    name: `bare.${table}`,
    text: `insert into ${table} (${names}) select * from unnest(${arrays})`,
    values: columns.map((_, index) => rows.map(row => row[index])),
  }
}

/** A raw lot that several events of a batch use is updated once, as the product does it. */
function useOf(events: readonly BareEvent[]): Statement {
  const used = [...new Map(events.flatMap(event => event.used).map(row => [`${row[0]} ${row[1]}`, row])).values()]
  return {
    name: 'bare.use',
    text: `update stock t set quantity = t.quantity + u.delta from unnest($1::int4[], $2::text[], $3::numeric[]) as u(lot, place, delta) where t.lot = u.lot and t.place = u.place`,
    values: [0, 1, 2].map(index => used.map(row => row[index])),
  }
}

const headOf = (events: readonly BareEvent[]): Statement[] => [
  { name: 'bare.store', text: 'update store set position = position + $1', values: [events.length] },
  {
    name: 'bare.head',
    text: `update ledger_head set sequence = sequence + $1, hash = $2 where site = 'main'`,
    values: [events.length, Buffer.alloc(32)],
  },
]

/** Callers queue up, and a loop writes all that wait in one transaction: group commit at its barest. */
export async function groupCommit(pool: Pool, shapes: Shapes, events: readonly BareEvent[], callers: number): Promise<number> {
  const client = await pool.connect()
  const waiting: { event: BareEvent; done: () => void }[] = []
  let next = 0
  const call = async (): Promise<void> => {
    for (let event = events[next++]; event; event = events[next++]) {
      const own = event
      await new Promise<void>(done => waiting.push({ event: own, done }))
    }
  }
  const began = performance.now()
  const calls = Promise.all(Array.from({ length: callers }, call))
  await Promise.resolve()
  while (waiting.length > 0) {
    const batch = waiting.splice(0)
    await writeBatch(
      client,
      shapes,
      batch.map(({ event }) => event),
    )
    for (const { done } of batch) done()
    await new Promise(setImmediate)
  }
  await calls
  client.release()
  return performance.now() - began
}

/** Every event its own transaction on its caller's own connection, one statement after the other, under the ledger's lock. */
export async function oneByOne(pool: Pool, shapes: Shapes, events: readonly BareEvent[], callers: number): Promise<number> {
  const clients = await Promise.all(Array.from({ length: callers }, () => pool.connect()))
  let next = 0
  const began = performance.now()
  const call = async (client: PoolClient): Promise<void> => {
    for (let event = events[next++]; event; event = events[next++]) {
      await client.query('begin')
      await client.query('select position from store for update')
      for (const statement of statementsOf(shapes, [event])) await client.query(statement)
      await client.query('commit')
    }
  }
  await Promise.all(clients.map(call))
  for (const client of clients) client.release()
  return performance.now() - began
}

/** Everything by COPY in one transaction, the fastest way into these tables there is. */
export async function byCopy(source: Database, target: Database, shapes: Shapes, span: Span): Promise<number> {
  const tables = await Promise.all(SPAN_TABLES.map(async table => [table, await copied(source, table, span)] as const))
  const used = useOf(await bareEvents(source.pool, span))
  const client = await target.plain.connect()
  const began = performance.now()
  await client.query('begin')
  for (const [table, rows] of tables) await copyInto(client, `${table} (${shapes[table].map(({ name }) => `"${name}"`).join(', ')})`, rows)
  await client.query(used)
  await client.query('commit')
  const ms = performance.now() - began
  client.release()
  return ms
}
