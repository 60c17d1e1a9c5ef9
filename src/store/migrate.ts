import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Pool, PoolClient } from 'pg'
import { StoreError } from './errors.ts'
import type { Progress } from './progress.ts'
import { quiet } from './progress.ts'

/** One numbered folder: `NNNN-name/up.sql`. */
interface Migration {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/** Beside this file in a checkout, beside the bundle when built. */
const RELEASED = fileURLToPath(new URL('./migrations', import.meta.url))

/** Any fixed number will do; it only has to be the same in every Genealot. */
const MIGRATION_LOCK = 4_800_001

/** Brings the schema up to this version, one transaction per migration. Processes that start together take turns. @throws StoreError */
export async function migrate(pool: Pool, onProgress: Progress = quiet, folder: string = RELEASED): Promise<void> {
  const known = readMigrations(folder)
  const client = await pool.connect()
  try {
    await takeTurn(client, onProgress)
    await applyMissing(client, known, onProgress)
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {})
    client.release()
  }
}

function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder)
    .filter(name => /^\d{4}-/.test(name))
    .sort()
  // A number may stay unused where work in parallel had reserved it; one used twice is a mistake of ours.
  names.forEach((name, index) => {
    if (numberOf(name) === numberOf(names[index - 1])) throw new Error(`each migration has a number of its own: ${name}`)
  })
  return names.map(name => readMigration(folder, name))
}

const numberOf = (name: string | undefined): string | undefined => name?.slice(0, 4)

function readMigration(folder: string, name: string): Migration {
  // A checkout on Windows may have other line ends; that is not an edit.
  const sql = readFileSync(join(folder, name, 'up.sql'), 'utf8').replaceAll('\r\n', '\n')
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

async function takeTurn(client: PoolClient, onProgress: Progress): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [MIGRATION_LOCK])
  if (rows[0]?.taken) return
  onProgress('Another process is changing the schema; waiting for it')
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
}

async function applyMissing(client: PoolClient, known: readonly Migration[], onProgress: Progress): Promise<void> {
  const applied = await readApplied(client)
  checkApplied(applied, known)
  for (const migration of known.filter(({ name }) => !applied.some(done => done.name === name))) {
    onProgress(`Changing the schema: ${migration.name}`)
    await apply(client, migration)
  }
}

interface Applied {
  readonly name: string
  readonly checksum: string
}

async function readApplied(client: PoolClient): Promise<Applied[]> {
  await client.query(
    `create table if not exists migration (
       name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
  )
  const { rows } = await client.query<Applied>('select name, checksum from migration order by name collate "C"')
  return rows
}

function checkApplied(applied: readonly Applied[], known: readonly Migration[]): void {
  for (const { name, checksum } of applied) {
    const migration = known.find(one => numberOf(one.name) === numberOf(name))
    if (!migration) throw new StoreError(newerThanThis(name, known))
    if (migration.name !== name)
      throw new StoreError(
        `The database has migration ${name} where this Genealot has ${migration.name}: they are not the same product line. Use the Genealot that made this database.`,
      )
    if (migration.checksum !== checksum)
      throw new StoreError(
        `Migration ${name} was edited after this database had applied it. Put its up.sql back and write a new migration instead.`,
      )
  }
}

const newerThanThis = (name: string, known: readonly Migration[]): string =>
  `This database was changed by a newer Genealot (migration ${name}); this one knows ${known.at(-1)?.name ?? 'none'} at most. Install the newer Genealot, or restore a backup from before.`

async function apply(client: PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query('insert into migration (name, checksum) values ($1, $2)', [name, checksum])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw new Error(`migration ${name} failed: ${(error as Error).message}`, { cause: error })
  }
}
