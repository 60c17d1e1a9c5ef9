/** A large plant in the tables of a store: written once, kept on the disk, and used by `bench trace` of the same size. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchReport } from '../cli/doors.ts'
import type { Progress } from '../store/index.ts'
import type { Bench } from './bench.ts'
import { type Layers, LINK_COLUMNS, LOT_COLUMNS, linkRows, lotRows, MOVEMENT_COLUMNS, makeLayers, movementRows } from './layers.ts'
import { perSecond, timed } from './measure.ts'
import { copyInto } from './rows.ts'
import { type Database, openScratch, type Scratch } from './scratch.ts'

export const LOTS_DEFAULT = 1_000_000

const folderOf = (lots: number): string => join(tmpdir(), `genealot-plant-${lots}`)
/** Stands there when everything before it was written. */
const doneFile = (folder: string): string => join(folder, 'generated')

export async function benchGenerate({ lots = LOTS_DEFAULT, onProgress }: Bench): Promise<BenchReport> {
  const folder = folderOf(lots)
  rmSync(folder, { recursive: true, force: true })
  const scratch = await openScratch(onProgress, folder)
  try {
    const layers = makeLayers(lots)
    const { ms } = await timed(() => load(scratch.own, layers, onProgress))
    writeFileSync(doneFile(folder), `${lots}\n`)
    onProgress(`generate: kept in ${folder}; delete it when it is no longer needed`)
    const links = { case: `${lots} lots and ${layers.links} links written`, value: perSecond(layers.links, ms), unit: 'links/s' }
    return { name: 'generate', results: [{ ...links, baseline: null, baselineName: null, ratio: null }] }
  } finally {
    await scratch.close()
  }
}

/** The plant of this size, as it was generated before or in a store that is gone afterwards. */
export async function openPlant(lots: number, onProgress: Progress): Promise<{ scratch: Scratch; layers: Layers }> {
  const folder = folderOf(lots)
  const layers = makeLayers(lots)
  if (existsSync(doneFile(folder))) return { scratch: await openScratch(onProgress, folder), layers }
  const scratch = await openScratch(onProgress)
  await load(scratch.own, layers, onProgress)
  return { scratch, layers }
}

/** Indexes are made when the rows are there, which is several times as quick. */
export async function load(own: Database, layers: Layers, onProgress: Progress): Promise<void> {
  await write(own, layers, onProgress)
  await own.plain.query('vacuum (analyze) link')
  await own.plain.query('analyze')
}

/** The statistics are taken by PostgreSQL itself, when it comes to that, as in a plant. */
export async function loadAsAPlantHasIt(own: Database, layers: Layers, onProgress: Progress): Promise<void> {
  await write(own, layers, onProgress)
  onProgress('waiting until PostgreSQL has taken its statistics by itself')
  for (let waited = 0; (await own.plain.query(UNKNOWN_TABLES)).rows.length > 0; waited += LOOK_MS) {
    if (waited > STATISTICS_MS) throw new Error('PostgreSQL has taken no statistics of the plant: is autovacuum off?')
    await new Promise(done => setTimeout(done, LOOK_MS))
  }
}

const LOOK_MS = 1000
const STATISTICS_MS = 600_000
const UNKNOWN_TABLES = `select relname from pg_stat_user_tables where relname in ('lot', 'link', 'movement') and last_autoanalyze is null`

async function write({ plain }: Database, layers: Layers, onProgress: Progress): Promise<void> {
  const client = await plain.connect()
  try {
    await client.query(`set maintenance_work_mem = '1GB'`)
    const indexes = await client.query<{ drop: string; make: string }>(DROPPED)
    for (const { drop } of indexes.rows) await client.query(drop)
    onProgress(`writing ${layers.lots} lots and ${layers.links} links`)
    await copyInto(client, LOT_COLUMNS, lotRows(layers))
    await copyInto(client, MOVEMENT_COLUMNS, movementRows(layers))
    await copyInto(client, LINK_COLUMNS, linkRows(layers))
    await client.query('update store set position = $1, lots = $1', [layers.lots])
    for (const { make } of indexes.rows) {
      onProgress(make)
      await client.query(make)
    }
  } finally {
    client.release()
  }
}

const DROPPED = `
  select case when c.oid is null then 'drop index ' || i.indexrelid::regclass else 'alter table ' || i.indrelid::regclass || ' drop constraint ' || c.conname end as drop,
         case when c.oid is null then pg_get_indexdef(i.indexrelid) else 'alter table ' || i.indrelid::regclass || ' add constraint ' || c.conname || ' ' || pg_get_constraintdef(c.oid) end as make
  from pg_index i left join pg_constraint c on c.conindid = i.indexrelid where i.indrelid in ('link'::regclass, 'movement'::regclass, 'lot'::regclass)`
