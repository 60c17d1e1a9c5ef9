/** A site that is younger than PostgreSQL's statistics has no lots as far as they tell: what a scan and the board ask must not read all of it for that. */
import type { Pool } from 'pg'
import { beforeAll, expect, it } from 'vitest'
import { lotIds } from '../../src/capabilities/stations/queries.ts'
import { lotsTouched } from '../../src/capabilities/supervision/wip-queries.ts'
import { LOTS_NUMBERED } from '../../src/ledger/load/lots.ts'
import { testStore } from '../support/store.ts'

const at = testStore()

const lots = (site: string, from: number, to: number): string =>
  `insert into lot (id, site, material, number, kind, unit, homogeneous, made_at, made, makings, since)
   select n, '${site}', 'PART', '${site}-' || n, 'lot', 'ea', false, n, 1, 1, n from generate_series(${from}, ${to}) n`
const LINKS = `insert into link (since, line, parent, child, quantity_min, quantity_expected, quantity_max, drawn, portion, portion_total, came, gone, taken, put, draw, blend, how, site)
   select n, 1, n / 10 + 1, n, 1, 1, 1, 1, 1, 1, n, n, n, n, 1, 0, 'scanned', 'old' from generate_series(2, 20000) n`

beforeAll(async () => {
  await at.pool.query(lots('old', 1, 20_000))
  await at.pool.query(LINKS)
  await at.pool.query('analyze lot')
  await at.pool.query('analyze link')
  await at.pool.query(lots('young', 20_001, 22_000))
})

it('loads lots by their numbers', async () => {
  expect(await planOf(client => client.query(`select t.id from ${LOTS_NUMBERED}`, ['young', ['young-20001', 'young-20002']]))).toContain(
    'using lot_number_prefix',
  )
})

it('finds the lots of a station by their numbers', async () => {
  expect(await planOf(client => lotIds(client, 'young', [{ material: 'PART', number: 'young-20001' }]))).toContain(
    'using lot_number_prefix',
  )
})

it('follows what was parted of a lot link by link', async () => {
  const plan = await planOf(client => lotsTouched(client, { from: 22_000, to: 22_010 }))
  expect(plan).toContain('using link_parent')
  expect(plan).not.toContain('Seq Scan on lot')
})

/** How PostgreSQL would answer what is asked. */
async function planOf(ask: (client: Pool) => Promise<unknown>): Promise<string> {
  const plans: string[] = []
  const explain = async (asked: string | { text: string; values: unknown[] }, given?: unknown[]): Promise<{ rows: never[] }> => {
    const { text, values } = typeof asked === 'string' ? { text: asked, values: given ?? [] } : asked
    const { rows } = await at.pool.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values)
    plans.push(...rows.map(row => row['QUERY PLAN']))
    return { rows: [] }
  }
  await ask({ query: explain } as unknown as Pool)
  return plans.join('\n')
}
