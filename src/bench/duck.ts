/** DuckDB walking the same links, where it is installed: `npm install --no-save @duckdb/node-api`. It is no dependency of ours. */
import { beganAt, type Layers, madeAt } from './layers.ts'
import { median, timed } from './measure.ts'

interface DuckConnection {
  run(statement: string): Promise<unknown>
  runAndReadAll(statement: string): Promise<{ getRows(): unknown[][] }>
  createAppender(
    table: string,
  ): Promise<{ appendInteger(value: number): void; appendDouble(value: number): void; endRow(): void; closeSync(): void }>
}
interface Duck {
  DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<DuckConnection> }> }
}

const PACKAGE = '@duckdb/node-api'
const QUERIES = 3

/** Which lots, whenever what was in them came. */
const WALK = (seed: number): string => `with recursive reached(lot) as (
  select ${seed} union select link.child from reached join link on link.parent = reached.lot) select count(*) from reached`

/** The same question as ours: a link is followed only if something could still leave by it, and arrival is handed on. */
const WALK_IN_TIME = (seed: number): string => `with recursive reached(lot, since) as (
  select ${seed}, '-infinity'::double
  union select link.child, greatest(link.came, reached.since) from reached join link on link.parent = reached.lot where link.gone >= reached.since
) select count(distinct lot) from reached`

interface DuckWalk {
  readonly ms: number
  readonly lots: number
}

/** Its recursive CTE without regard to time, and the one that asks what we ask; null when it is not installed. */
export async function duckWalks(layers: Layers, seed: number): Promise<{ untimed: DuckWalk; inTime: DuckWalk } | null> {
  const duck = await import(PACKAGE).catch(() => null)
  if (!isDuck(duck)) return null
  const connection = await (await duck.DuckDBInstance.create(':memory:')).connect()
  await fill(connection, layers)
  return { untimed: await walk(connection, WALK(seed)), inTime: await walk(connection, WALK_IN_TIME(seed)) }
}

/** Whole milliseconds fit a double, which is quicker to hand over than a bigint. */
async function fill(connection: DuckConnection, { links, parent, child }: Layers): Promise<void> {
  await connection.run('create table link (parent integer, child integer, came double, gone double)')
  const appender = await connection.createAppender('link')
  for (let i = 0; i < links; i++) {
    const into = child[i] ?? 0
    appender.appendInteger(parent[i] ?? 0)
    appender.appendInteger(into)
    appender.appendDouble(beganAt(into))
    appender.appendDouble(madeAt(into))
    appender.endRow()
  }
  appender.closeSync()
}

async function walk(connection: DuckConnection, question: string): Promise<DuckWalk> {
  const times: number[] = []
  let lots = 0
  for (let query = 0; query < QUERIES; query++) {
    const { ms, result } = await timed(() => connection.runAndReadAll(question))
    lots = Number(result.getRows()[0]?.[0]) - 1
    times.push(ms)
  }
  return { ms: median(times), lots }
}

const isDuck = (found: unknown): found is Duck => typeof found === 'object' && found !== null && 'DuckDBInstance' in found
