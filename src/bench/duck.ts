/** DuckDB walking the same links, where it is installed: `npm install --no-save @duckdb/node-api`. It is no dependency of ours. */
import type { Layers } from './layers.ts'
import { median, timed } from './measure.ts'

interface DuckConnection {
  run(statement: string): Promise<unknown>
  runAndReadAll(statement: string): Promise<{ getRows(): unknown[][] }>
  createAppender(table: string): Promise<{ appendInteger(value: number): void; endRow(): void; flushSync(): void; closeSync(): void }>
}
interface Duck {
  DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<DuckConnection> }> }
}

const PACKAGE = '@duckdb/node-api'
const QUERIES = 3

/** Milliseconds of its recursive CTE, and how many lots it found; null when it is not installed. */
export async function duckWalk({ links, parent, child }: Layers, seed: number): Promise<{ ms: number; lots: number } | null> {
  const duck = await import(PACKAGE).catch(() => null)
  if (!isDuck(duck)) return null
  const connection = await (await duck.DuckDBInstance.create(':memory:')).connect()
  await connection.run('create table link (parent integer, child integer)')
  const appender = await connection.createAppender('link')
  for (let i = 0; i < links; i++) {
    appender.appendInteger(parent[i] ?? 0)
    appender.appendInteger(child[i] ?? 0)
    appender.endRow()
  }
  appender.closeSync()
  const walk = `with recursive reached(lot) as (
    select ${seed} union select link.child from reached join link on link.parent = reached.lot) select count(*) from reached`
  const times: number[] = []
  let lots = 0
  for (let query = 0; query < QUERIES; query++) {
    const { ms, result } = await timed(() => connection.runAndReadAll(walk))
    lots = Number(result.getRows()[0]?.[0]) - 1
    times.push(ms)
  }
  return { ms: median(times), lots }
}

const isDuck = (found: unknown): found is Duck => typeof found === 'object' && found !== null && 'DuckDBInstance' in found
