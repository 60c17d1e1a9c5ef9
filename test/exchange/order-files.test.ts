/** Orders as a planner sends them: a workbook, through the command line and over HTTP, tried first and then imported. */
import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportSummary } from '../../src/client/index.ts'
import { genealot, type Served, serve } from '../cli/genealot.ts'
import { temporaryFolder } from '../support/folders.ts'

const folder = temporaryFolder()
const data = join(folder, 'plant')
const token = 'order-files-administrator-token'
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Rows = (string | number | Date)[][]
async function workbook(sheets: Record<string, Rows>): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook()
  for (const [name, rows] of Object.entries(sheets)) book.addWorksheet(name).addRows(rows)
  return new Uint8Array(await book.xlsx.writeBuffer())
}

/** One bad row in each of the sheets; the names of columns are those that people use. */
const orders = (mark: string): Record<string, Rows> => ({
  'Work Orders': [
    ['Work order', 'Part', 'Qty'],
    [`WO-${mark}1`, 'PART', 200],
    [`WO-${mark}2`, 'GOLD', 5],
  ],
  'Purchase Orders': [
    ['PO', 'Supplier', 'Line', 'Part', 'Qty', 'Due date'],
    [`PO-${mark}1`, 'MILL', 10, 'STEEL', 500, new Date('2026-04-01T00:00:00Z')],
    [`PO-${mark}1`, 'MILL', 20, 'STEEL', 0, ''],
  ],
  'Sales Orders': [
    ['SO', 'Customer', 'Line', 'Part', 'Qty'],
    [`SO-${mark}1`, 'ACME', 10, 'PART', 50],
    [`SO-${mark}1`, 'NOBODY', 20, 'PART', 50],
  ],
})
const REFUSED = [
  ['Work Orders', 3, 'unknown-material', 'Part'],
  ['Purchase Orders', 3, 'invalid-event', 'Qty'],
  ['Sales Orders', 3, 'invalid-event', 'Customer'],
]
const told = ({ format, imported, refused, rows }: ImportSummary): object => ({
  format,
  imported,
  refused,
  rows: rows.filter(row => row.status === 'refused').map(row => [row.sheet, row.index, row.code, row.column]),
})

describe('orders in a workbook', () => {
  let server: Served
  let url: string

  beforeAll(async () => {
    server = await serve(['--data', data, '--port', '0'], { GENEALOT_TOKEN: token })
    url = new URL(server.address).origin
    const events = [
      { type: 'material', code: 'PART', unit: 'ea' },
      { type: 'material', code: 'STEEL', unit: 'kg' },
      { type: 'partner', code: 'MILL', roles: ['vendor'] },
      { type: 'partner', code: 'ACME', roles: ['customer'] },
    ].map(event => ({ id: randomUUID(), at: '2026-03-02T08:00:00Z', ...event }))
    expect((await post('capture', JSON.stringify(events))).status).toBe(200)
  })
  afterAll(async () => {
    expect(await server.stop()).toBe(0)
  })

  const authorization = { authorization: `Bearer ${token}` }
  const post = (path: string, body: string | Uint8Array): Promise<Response> =>
    fetch(`${url}/api/v1/${path}`, {
      method: 'POST',
      headers: { ...authorization, 'content-type': typeof body === 'string' ? 'application/json' : 'application/octet-stream' },
      body: body as BodyInit,
    })
  const send = async (path: string, book: Uint8Array): Promise<ImportSummary> => (await (await post(path, book)).json()) as ImportSummary
  const sequence = async (): Promise<number> => {
    const answer = await fetch(`${url}/api/v1/ledger?site=main&limit=1`, { headers: authorization })
    return ((await answer.json()) as { events: { sequence: number }[] }).events[0]?.sequence ?? 0
  }
  const numbers = async (path: string, mark: string): Promise<string[]> => {
    const answer = await fetch(`${url}/api/v1/${path}?site=main`, { headers: authorization })
    return [
      ...new Set([...(await answer.text()).matchAll(new RegExp(`"number":"([A-Z]{2}-${mark}\\d)"`, 'g'))].map(match => match[1] ?? '')),
    ]
  }

  it('over HTTP: tried, nothing is kept; imported, only the bad rows are missing', async () => {
    const book = await workbook(orders('H'))
    const before = await sequence()
    const tried = await send('imports?dryRun=true&fileName=orders.xlsx', book)
    expect({ ...told(tried), dryRun: tried.dryRun, unchecked: tried.unchecked }).toEqual({
      format: 'xlsx',
      imported: 3,
      refused: 3,
      rows: REFUSED,
      dryRun: true,
      unchecked: 0,
    })
    expect(await sequence()).toBe(before)
    expect(told(await send('imports?fileName=orders.xlsx', book))).toEqual({ format: 'xlsx', imported: 3, refused: 3, rows: REFUSED })
    expect(await sequence()).toBe(before + 3)
    expect(await numbers('work-orders', 'H')).toEqual(['WO-H1'])
    expect(await numbers('purchase-orders', 'H')).toEqual(['PO-H1'])
    expect(await numbers('sales-orders', 'H')).toEqual(['SO-H1'])
  })

  it('on the command line: tried, imported, and what was refused comes back corrected', async () => {
    const file = join(folder, 'orders.xlsx')
    const rejects = join(folder, 'rejects.csv')
    writeFileSync(file, await workbook(orders('C')))
    const run = (...args: string[]) => genealot(['import', ...args, '--data', data])
    const before = await sequence()
    const tried = await run(file, '--dry-run')
    expect({ exit: tried.exit, first: tried.stdout.split('\n')[0] }).toEqual({
      exit: 4,
      first: 'XLSX: 3 rows would be imported, 3 refused',
    })
    for (const words of ['Work Orders', 'unknown-material', 'Customer']) expect(tried.stdout).toContain(words)
    expect(await sequence()).toBe(before)
    const done = await run(file, '--rejects', rejects, '--json')
    expect(told(JSON.parse(done.stdout) as ImportSummary)).toEqual({ format: 'xlsx', imported: 3, refused: 3, rows: REFUSED })
    expect(await sequence()).toBe(before + 3)
    const corrected = readFileSync(rejects, 'utf8').replace('GOLD', 'PART').replace('NOBODY', 'ACME').replace('STEEL,0,', 'STEEL,100,')
    writeFileSync(rejects, corrected)
    expect(told(JSON.parse((await run(rejects, '--json')).stdout) as ImportSummary)).toMatchObject({ refused: 0, rows: [] })
    expect(await numbers('work-orders', 'C')).toEqual(['WO-C1', 'WO-C2'])
  })
})
