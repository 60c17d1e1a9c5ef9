/**
 * Reads the genealogy of a store in bulk: COPY in PostgreSQL's binary format, window by window of the ledger, straight into the
 * graph, without a JavaScript object for every row and without text in between.
 */

import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { isCountable } from '../../base/unit.ts'
import { LINK_HOW, type LotGraph, type MovementKind } from '../../genealogy/graph.ts'
import { ANY_SHIPMENT } from '../../ledger/tables.ts'
import { BinaryRows, type RowReader } from './binary-rows.ts'
import { shipmentNumber } from './shipment-number.ts'

/** So many positions a window: enough to be quick, few enough to fold and to say how far it is. */
const WINDOW = 200_000
/** New rows that are folded in on the way. */
const FOLD_AT = 1_500_000

export interface BulkSpan {
  readonly from: number
  readonly to: number
}

export async function readInBulk(
  pool: pg.Pool,
  graph: LotGraph,
  { from, to }: BulkSpan,
  onProgress: (text: string) => void,
): Promise<void> {
  // A pipelined connection cannot COPY.
  const client = new pg.Client({ ...pool.options, pipeline: false })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    await copy(client, lotsBetween({ from, to }), row => addLot(graph, row))
    for (let start = from; start < to; start += WINDOW) {
      const window = { from: start, to: Math.min(to, start + WINDOW) }
      await copy(client, movementsBetween(window), row => addMovement(graph, row))
      await copy(client, linksBetween(window), row => addLink(graph, row))
      if (graph.freshCount > FOLD_AT) {
        graph.fold()
        graph.reserve({ links: FOLD_AT, movements: FOLD_AT / 2 })
      }
      onProgress(`reading the genealogy: ${Math.round(((window.to - from) / (to - from)) * 100)} % of ${to - from} events`)
    }
    await client.query('commit')
  } finally {
    await client.end()
  }
}

async function copy(client: pg.Client, statement: string, take: (row: RowReader) => void): Promise<void> {
  const rows = new BinaryRows(take)
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      try {
        rows.feed(chunk)
        done()
      } catch (error) {
        done(error as Error)
      }
    },
  })
  await pipeline(client.query(copyTo(`copy (${statement}) to stdout (format binary)`)), sink)
  rows.end()
}

// The bounds are whole numbers of our own, and COPY takes no parameters.
const between = ({ from, to }: BulkSpan): string => `since > ${Math.trunc(from)} and since <= ${Math.trunc(to)}`

const lotsBetween = (span: BulkSpan): string =>
  `select id, homogeneous::int, (kind = 'serial')::int, unit from lot where ${between(span)} order by id`

function addLot(graph: LotGraph, row: RowReader): void {
  const id = row.int4()
  const homogeneous = row.int4() === 1
  const isSerial = row.int4() === 1
  const unit = row.text() ?? ''
  graph.addLot(id, { homogeneous, countable: isSerial || isCountable(unit), unit })
}

const movementsBetween = (span: BulkSpan): string =>
  `select since, line, lot, kind, delta::float8, scrap::float8, at, until,
          case when kind in ('shipped', 'returned') then site end, case when kind in ('shipped', 'returned') and load_position is distinct from '${ANY_SHIPMENT}' then reference end
   from movement where ${between(span)} and (delta <> 0 or scrap <> 0) order by since, line`

function addMovement(graph: LotGraph, row: RowReader): void {
  graph.addMovement({
    since: row.int4(),
    line: row.int4(),
    lot: row.int4(),
    kind: row.text() as MovementKind,
    delta: row.float8(),
    scrap: row.float8(),
    at: row.int8(),
    until: row.int4(0),
    reference: shipmentNumber(row.text(), row.text()),
  })
}

const linksBetween = (span: BulkSpan): string =>
  `select since, line, parent, child, quantity_min, quantity_expected, quantity_max, drawn, portion, portion_total, came, gone, taken, put, draw,
          blend::int, how, removed_at, until from link where ${between(span)} order by since, line`

function addLink(graph: LotGraph, row: RowReader): void {
  graph.addLink({
    since: row.int4(),
    line: row.int4(),
    parent: row.int4(),
    child: row.int4(),
    qMin: row.float8(),
    qExp: row.float8(),
    qMax: row.float8(),
    drawQ: row.float8(),
    portion: row.float8(),
    total: row.float8(),
    came: row.int8(),
    left: row.int8(),
    taken: row.int4(),
    put: row.int4(),
    draw: row.int4(),
    blend: row.int4(),
    how: howOf(row.text()),
    removedAt: row.int8(Infinity),
    until: row.int4(0),
  })
}

function howOf(name: string | null): (typeof LINK_HOW)[number] {
  const how = LINK_HOW.find(one => one === name)
  if (!how) throw new Error(`a link is known by "${name}", which is no way to know one`)
  return how
}
