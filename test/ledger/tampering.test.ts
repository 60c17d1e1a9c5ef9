/** Whoever changes the store behind our back is found out: whatever the row, whatever the column. */
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { captureEvents } from '../../src/capabilities/capture.ts'
import { handlers } from '../../src/capabilities/handlers.ts'
import { parseRecorded } from '../../src/capabilities/parse.ts'
import { rebuild } from '../../src/ledger/rebuild.ts'
import { TABLES } from '../../src/ledger/tables.ts'
import { type Verification, verify } from '../../src/ledger/verify.ts'
import { testStore } from '../support/store.ts'
import { rounds } from './histories.ts'
import { basics, opening, plant, projections, receive, type Sent, servicesOn } from './plant.ts'

const at = testStore()
const verified = (): Promise<Verification> => verify(at.pool, handlers, parseRecorded)

const orders: Sent = {
  type: 'workOrder',
  number: 'WO-1',
  material: 'PART',
  quantity: 100,
  operations: [{ sequence: 10, name: 'Turn', workCenter: 'WC-1', components: [{ material: 'STEEL', per: 2 }] }],
}
const story: Sent[] = [
  ...basics,
  orders,
  receive('STEEL', 'S-1', 100, { by: 'ANNA', station: 'GATE' }),
  receive('STEEL', 'S-2', 100),
  receive('MOTOR', 'M-1', 1),
  opening('PUMP', 'U-1', 1),
  { type: 'start', run: 'R-1', workOrder: 'WO-1', operation: 10 },
  { type: 'load', run: 'R-1', lot: { number: 'S-1' }, quantity: 50 },
  { type: 'produce', run: 'R-1', lot: {}, quantity: 20 },
  { type: 'load', run: 'R-1', lot: { number: 'S-2' }, quantity: 50, closes: { quantity: 5 } },
  { type: 'produce', run: 'R-1', lot: { number: 'P-2' }, quantity: 20, scrap: 1 },
  { type: 'finish', run: 'R-1' },
  { type: 'install', assembly: { number: 'U-1' }, component: { number: 'M-1' } },
  { type: 'remove', assembly: { number: 'U-1' }, component: { number: 'M-1' } },
  { type: 'collect', lots: [{ lot: { number: 'P-2' } }], values: [{ characteristic: 'D', value: '12.1' }] },
  { type: 'pack', container: 'BOX', contents: [{ lot: { number: 'P-2' }, quantity: 10 }], to: 'STORE' },
  { type: 'hold', hold: 'H-1', lots: [{ lot: { number: 'S-2' } }], reason: 'suspect' },
  { type: 'release', hold: 'H-1', reason: 'checked' },
  { type: 'scrap', lot: { number: 'S-1' }, quantity: 500, reason: 'rust', late: true },
  { type: 'renumber', lot: { number: 'S-2' }, number: 'S-20' },
  { type: 'ship', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { number: 'P-2' }, quantity: 3 }] },
  { type: 'release', hold: 'H-9', reason: 'there is no such hold' },
]

beforeAll(async () => {
  const site = plant(at, 'site-1')
  const results = await site.send(...story)
  expect(results.map(result => result.status).filter(status => status !== 'recorded')).toEqual(['exception', 'refused'])
  const receipt = results[basics.length + 2]
  await site.ok({ type: 'correct', event: receipt?.id, reason: 'counted wrong', replacement: receive('STEEL', 'S-20', 90) })
  // A second site, so that rows of one can be passed off as rows of the other.
  await plant(at, 'site-2').ok(...basics, receive('STEEL', 'S-1', 1), receive('STEEL', 'S-2', 2))
  await saved()
})

/** One statement for all tables at once: it is said after each change. */
let putBack = ''

async function saved(): Promise<void> {
  const { rows } = await at.pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const kept = rows.map(({ name }) => name).filter(name => name in OURS)
  await at.pool.query(kept.map(name => `create table saved_${name} as table ${name}`).join('; '))
  // Of so few rows emptying a table takes a thirtieth of giving it new files.
  putBack = kept.map(name => `delete from ${name}; insert into ${name} select * from saved_${name}`).join('; ')
}

/** Changes something, looks, and puts it back as it was saved. */
async function tampered(sql: string, values: unknown[] = []): Promise<Verification | 'impossible'> {
  try {
    try {
      await at.pool.query(sql, values)
    } catch {
      return 'impossible'
    }
    return await verified()
  } finally {
    await at.pool.query(putBack)
  }
}
const OURS: Readonly<Record<string, true>> = Object.fromEntries(
  ['ledger', 'ledger_head', 'store', ...Object.values(TABLES).map(table => table.name)].map(name => [name, true]),
)

const found = async (sql: string, values: unknown[] = []): Promise<NonNullable<Verification['difference']>> => {
  const result = await tampered(sql, values)
  expect(result, 'the change was made').not.toBe('impossible')
  expect((result as Verification).ok, `found: ${sql}`).toBe(false)
  return (result as Verification).difference as NonNullable<Verification['difference']>
}

it('an untouched store verifies', async () => {
  const result = await verified()
  expect(result).toMatchObject({ ok: true, difference: null })
  expect(result.sites.map(site => site.sequence)).toHaveLength(2)
})

describe('the chain', () => {
  const cases: [string, string, string][] = [
    [
      'a body with another quantity',
      `update ledger set body = replace(body, '"quantity":"100"', '"quantity":"101"') where site = 'site-1' and type = 'receive' and sequence = (select min(sequence) from ledger where site = 'site-1' and type = 'receive')`,
      'content',
    ],
    ['a body with a blank more', `update ledger set body = body || ' ' where site = 'site-1' and sequence = 5`, 'site-1/5'],
    ['a body that is no JSON', `update ledger set body = '{' where site = 'site-1' and sequence = 5`, 'site-1/5'],
    ['a row removed', `delete from ledger where site = 'site-1' and sequence = 7`, 'sequence 7 is missing'],
    ['the first row removed', `delete from ledger where site = 'site-1' and sequence = 1`, 'sequence 1 is missing'],
    [
      'the last row removed',
      `delete from ledger where site = 'site-1' and sequence = (select max(sequence) from ledger where site = 'site-1')`,
      'missing at the end',
    ],
    ['a whole site removed', `delete from ledger where site = 'site-2'`, 'missing at the end'],
    ['a head removed', `delete from ledger_head where site = 'site-2'`, 'no head'],
    ['a head set back', `update ledger_head set sequence = sequence - 1`, 'head'],
    [
      'a row inserted at the end',
      `insert into ledger select site, sequence + 1, 1000000, gen_random_uuid()::text, type, at, recorded_at, "by", station, work_center, work_order, operation, run, body, hash, hash from ledger where site = 'site-1' order by sequence desc limit 1`,
      'content does not give its hash',
    ],
    [
      'two rows swapped',
      `update ledger set sequence = case sequence when 3 then -4 else -3 end where site = 'site-1' and sequence in (3, 4); update ledger set sequence = -sequence where sequence < 0`,
      'missing',
    ],
    [
      'two rows swapped with their places in the store',
      `update ledger l set position = -o.position, sequence = -o.sequence from ledger o where l.site = 'site-1' and o.site = 'site-1' and ((l.sequence = 3 and o.sequence = 4) or (l.sequence = 4 and o.sequence = 3)); update ledger set position = -position, sequence = -sequence where position < 0`,
      'hash',
    ],
    [
      'a row given to another site',
      `update ledger set site = 'site-3', sequence = 1 where site = 'site-1' and sequence = (select max(sequence) from ledger where site = 'site-1')`,
      'hash',
    ],
    [
      'a hash and all after it made anew, but not the head',
      `update ledger set hash = sha256(previous_hash || convert_to(body, 'UTF8') || ' '::bytea) where site = 'site-1' and sequence = (select max(sequence) from ledger where site = 'site-1')`,
      'hash',
    ],
    ['the store counts another position', 'update store set position = position - 1', 'position'],
    ['the store counts other lots', 'update store set lots = lots + 1', 'lots'],
  ]
  it.each(cases)('%s', async (_, sql, says) => {
    const statements = sql.split('; ')
    const difference = statements.length === 1 ? await found(sql) : await found(`do $$ begin ${sql}; end $$`)
    expect(`${difference.row} ${difference.detail}`).toContain(says)
  })
})

const LEDGER_COLUMNS = [
  'site',
  'sequence',
  'id',
  'type',
  'at',
  'recorded_at',
  'by',
  'station',
  'work_center',
  'work_order',
  'operation',
  'run',
  'body',
  'previous_hash',
  'hash',
]

describe('every column of the ledger', () => {
  it.each(LEDGER_COLUMNS)('%s', async name => {
    const column = (await columnsOf('ledger')).find(one => one.name === name) as Column
    const difference = await found(
      `update ledger set "${name}" = ${changed(column, 7000)} where type = 'load' and sequence = (select min(sequence) from ledger where type = 'load')`,
    )
    expect(difference.row).toMatch(/^(ledger|site)/)
  })
})

/** One random cell of one random row, changed into something of its type. */
const cell = fc.record({
  table: fc.integer({ min: 0, max: 1000 }),
  row: fc.integer({ min: 0, max: 10_000 }),
  column: fc.integer({ min: 0, max: 1000 }),
  salt: fc.integer({ min: 1, max: 99 }),
})

interface Column {
  name: string
  type: string
}
const columnsOf = async (table: string): Promise<Column[]> =>
  (
    await at.pool.query<Column>(
      `select column_name as name, udt_name as type from information_schema.columns where table_schema = 'public' and table_name = $1 order by ordinal_position`,
      [table],
    )
  ).rows

const changed = ({ name, type }: Column, salt: number): string => {
  const column = `"${name}"`
  if (type === 'bool') return `${column} is not true`
  if (type === 'text') return `coalesce(${column}, '') || '${salt}'`
  if (type === 'jsonb') return `jsonb_build_object('was', ${column}, 'salt', ${salt})`
  if (type === 'bytea') return `sha256(coalesce(${column}, '') || '${salt}'::bytea)`
  return `coalesce(${column}, 0) + ${salt}`
}

const names = Object.keys(OURS).filter(name => name !== 'store')

describe('any row of any table', () => {
  const property = (
    title: string,
    statement: (table: string, columns: Column[], pick: { row: number; column: number; salt: number }) => string,
  ): void => {
    it(title, { timeout: 300_000 }, async () => {
      const tries = rounds(40)
      let seen = 0
      await fc.assert(
        fc.asyncProperty(cell, async ({ table, ...pick }) => {
          const name = names[table % names.length] ?? ''
          const { rows } = await at.pool.query<{ count: number }>(`select count(*)::int as count from ${name}`)
          if (rows[0]?.count === 0) return
          const sql = statement(name, await columnsOf(name), { ...pick, row: pick.row % (rows[0]?.count ?? 1) })
          const result = await tampered(sql)
          if (result === 'impossible') return
          seen++
          expect(result.ok, `found: ${sql}`).toBe(false)
          expect(result.difference?.detail).toMatch(/\S/)
        }),
        { numRuns: tries },
      )
      expect(seen).toBeGreaterThan(tries / 3)
    })
  }

  property('with any cell changed', (table, columns, { row, column, salt }) => {
    const target = columns[column % columns.length]
    return `update ${table} set "${target.name}" = ${changed(target, salt)} where ctid = (select ctid from ${table} order by ctid offset ${row} limit 1)`
  })
  property(
    'removed',
    (table, _, { row }) => `delete from ${table} where ctid = (select ctid from ${table} order by ctid offset ${row} limit 1)`,
  )
  property('added once more under another key', (table, columns, { row, salt }) => {
    const key = columns.filter(({ name }) => ['since', 'id', 'sequence', 'position', 'lot', 'pattern', 'site', 'last_at'].includes(name))
    const values = columns.map(column =>
      key.includes(column) && column.name !== 'site' ? changed(column, salt + 5000) : `"${column.name}"`,
    )
    return `insert into ${table} select ${values.join(', ')} from ${table} order by ctid offset ${row} limit 1`
  })
})

describe('rebuild', () => {
  it('makes every projection anew, whatever was in it', async () => {
    const before = await projections(at)
    await at.pool.query(
      'update stock set quantity = quantity * 2; delete from link; update lot set heat = $$X$$; insert into container select site, container || 1, null, $$$$, 1, null from container',
    )
    expect((await verified()).ok).toBe(false)
    await rebuild(at.pool, handlers, parseRecorded)
    expect(await projections(at)).toEqual(before)
    expect((await verified()).ok).toBe(true)
  })

  it('of a ledger that was written on afterwards goes on from there', async () => {
    const services = servicesOn(at)
    const site = plant(at, 'site-1')
    await captureEvents(
      services,
      [...basics, receive('STEEL', 'S-9', 5)].map(event => site.complete(event)),
      'test',
    )
    await rebuild(at.pool, handlers, parseRecorded)
    services.forget()
    const [result] = await captureEvents(
      services,
      [site.complete({ type: 'scrap', lot: { number: 'S-9' }, quantity: 2, reason: 'rust' })],
      'test',
    )
    expect(result?.status).toBe('recorded')
    expect((await verified()).difference).toBeNull()
  })
})
