/**
 * Reads the genealogy of a store in bulk: COPY in PostgreSQL's binary format, window by window of the ledger, straight into columns,
 * without a JavaScript object for every row and without text in between. Two connections send at once, and what has been read is folded aside.
 */
import pg from 'pg'
import { later } from '../../base/later.ts'
import { isCountable } from '../../base/unit.ts'
import { BulkRows } from '../../genealogy/bulk-rows.ts'
import { blendMark, ENDED, REMOVED } from '../../genealogy/facts.ts'
import type { FoldQuestion } from '../../genealogy/fold.ts'
import type { Folded } from '../../genealogy/folded.ts'
import { LINK_HOW, type LotGraph, MOVEMENT_KINDS } from '../../genealogy/graph.ts'
import { ANY_SHIPMENT } from '../../ledger/tables.ts'
import { copyClient, copyOut, Names, type Row, SameText } from './copy-out.ts'
import { shipmentNumber } from './shipment-number.ts'

/** So many positions a window: enough to be quick, few enough to fold and to say how far it is. */
const WINDOW = 200_000
/** Rows that are folded in at once: some three hundred megabytes, and the same again while they are. */
const FOLD_AT = 3_000_000

export interface BulkSpan {
  readonly from: number
  readonly to: number
}

/** About; where there are more of them, room is made. */
const ROWS_OF_EVENT = 4

interface Doors {
  readonly onProgress: (text: string) => void
  /** Somewhere else, while reading goes on. */
  readonly fold: (question: FoldQuestion) => Promise<Folded>
  readonly window?: number
  readonly foldAt?: number
}

/** Afterwards all of it is folded. */
export async function readInBulk(pool: pg.Pool, graph: LotGraph, { from, to }: BulkSpan, doors: Doors): Promise<void> {
  const { onProgress, fold, window: positions = WINDOW, foldAt = FOLD_AT } = doors
  if (graph.freshCount > 0) graph.fold()
  const clients = [newClient(pool), newClient(pool)] as const
  const folding = new Folding(graph, fold, Math.min(foldAt + positions * ROWS_OF_EVENT, (to - from) * ROWS_OF_EVENT))
  try {
    await beginTogether(clients)
    await readLots(clients, graph, { from, to })
    await Promise.all(clients.map(byIndex))
    for (let start = from; start < to; start += positions) {
      const window = { from: start, to: Math.min(to, start + positions) }
      await readWindow(clients, folding.rows, window)
      if (folding.rows.size > foldAt || window.to === to) await folding.begin(window.to < to)
      onProgress(`reading the genealogy: ${Math.round(((window.to - from) / (to - from)) * 100)} % of ${to - from} events`)
    }
    await folding.end()
  } finally {
    await Promise.all(clients.map(client => client.end()))
  }
}

/** While the rows of some windows are folded, those of the next are read. */
class Folding {
  rows = new BulkRows()
  private spare = new BulkRows()
  private current: Promise<void> = Promise.resolve()
  private readonly graph: LotGraph
  private readonly fold: Doors['fold']

  constructor(graph: LotGraph, fold: Doors['fold'], rows: number) {
    this.graph = graph
    this.fold = fold
    for (const table of [this.rows, this.spare]) table.reserve(rows)
  }

  async begin(isMore: boolean): Promise<void> {
    await this.current
    const { rows } = this
    ;[this.rows, this.spare] = [this.spare, rows]
    this.current = later(this.take(rows, isMore))
  }

  end(): Promise<void> {
    return this.current
  }

  private async take(rows: BulkRows, isMore: boolean): Promise<void> {
    this.graph.adoptBulk(await this.fold(this.graph.bulkQuestion(rows, isMore)), rows)
    rows.clear()
  }
}

// ---- two connections --------------------------------------------------------------------------------------------------------------------

type Clients = readonly [pg.Client, pg.Client]

/** A pipelined connection cannot COPY. */
const newClient = (pool: pg.Pool): pg.Client => copyClient({ ...pool.options, pipeline: false }).on('error', () => undefined)

/** Both see the store as it is at one and the same moment. */
async function beginTogether(clients: Clients): Promise<void> {
  for (const client of clients) {
    await client.connect()
    await client.query('begin isolation level repeatable read read only')
  }
  const [first, second] = clients
  const { rows } = await first.query<{ snapshot: string }>('select pg_export_snapshot() as snapshot')
  await second.query(`set transaction snapshot ${pg.escapeLiteral(rows[0]?.snapshot ?? '')}`)
}

/** Rows of a window stand together in the index of the ledger's order. PostgreSQL would rather read the whole table for every window, and sort. */
async function byIndex(client: pg.Client): Promise<void> {
  await client.query(
    'set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off; set max_parallel_workers_per_gather = 0',
  )
}

async function readLots([first, second]: Clients, graph: LotGraph, span: BulkSpan): Promise<void> {
  const { rows } = await first.query<{ middle: number }>('select coalesce(max(id), 0) / 2 as middle from lot')
  const middle = Math.trunc(rows[0]?.middle ?? 0)
  const take = (): ((row: Row) => void) => {
    const unit = new SameText()
    return row => addLot(graph, row, unit)
  }
  await Promise.all([
    copyOut(first, `${lotsBetween(span)} and id <= ${middle}`, take()),
    copyOut(second, `${lotsBetween(span)} and id > ${middle}`, take()),
  ])
}

async function readWindow([first, second]: Clients, { links, movements }: BulkRows, window: BulkSpan): Promise<void> {
  await Promise.all([
    copyOut(first, linksBetween(window), row => addLink(links, row)),
    copyOut(second, movementsBetween(window), row => addMovement(movements, row)),
  ])
}

// ---- the rows ---------------------------------------------------------------------------------------------------------------------------

// The bounds are whole numbers of our own, and COPY takes no parameters.
const between = ({ from, to }: BulkSpan): string => `since > ${Math.trunc(from)} and since <= ${Math.trunc(to)}`

/** What is as it mostly is comes as nothing: a field that PostgreSQL need not write, nor Node read, costs a third of one that they must. */
const lotsBetween = (span: BulkSpan): string =>
  `select id, nullif(homogeneous, false), nullif(kind = 'serial', false), unit from lot where ${between(span)}`

function addLot(graph: LotGraph, row: Row, before: SameText): void {
  const id = row.int4()
  const homogeneous = row.bool()
  const isSerial = row.bool()
  const unit = row.sameText(before)
  graph.addLot(id, { homogeneous, countable: isSerial || isCountable(unit), unit })
}

/** A shipment only where there is one: most movements have no reference, and then nobody asks what kind they are. */
const ofShipment = (column: string, and = ''): string =>
  `case when reference is not null and kind in ('shipped', 'returned')${and} then ${column} end`

const movementsBetween = (span: BulkSpan): string =>
  `select since, line, lot, kind, delta, nullif(scrap, 0), at, until, ${ofShipment('site')}, ${ofShipment('reference', ` and load_position is distinct from '${ANY_SHIPMENT}'`)}
   from movement where ${between(span)} order by since, line`

const KINDS = new Names(MOVEMENT_KINDS)

/** What moves nothing is passed over. */
function addMovement(movements: BulkRows['movements'], row: Row): void {
  const index = movements.append()
  const to = movements.columns
  to.since[index] = row.int4()
  to.line[index] = row.int4()
  to.lot[index] = row.int4()
  to.kind[index] = row.nameOf(KINDS)
  const delta = row.decimal()
  const scrap = row.decimal(0)
  to.delta[index] = delta
  to.scrap[index] = scrap
  to.at[index] = row.int8()
  to.until[index] = row.int4(0)
  to.run[index] = 0
  to.reference[index] = shipmentNumber(row.text(), row.text())
  if (delta === 0 && scrap === 0) movements.size--
}

const USUALLY = 'scanned' satisfies (typeof LINK_HOW)[number]

/** A quantity that nobody knows is no number. */
const unlessDrawn = (quantity: string): string => `nullif(coalesce(${quantity}, 'NaN'), drawn)`

const linksBetween = (span: BulkSpan): string =>
  `select since, line, parent, child, drawn, ${['quantity_min', 'quantity_expected', 'quantity_max'].map(unlessDrawn).join(', ')},
          portion, nullif(portion_total, portion), came, gone, nullif(taken, since), nullif(put, since), nullif(draw, line),
          nullif(blend, 0), nullif(how, '${USUALLY}'), removed_at, until from link where ${between(span)} order by since, line`

const HOW = new Names(LINK_HOW)
const USUAL = LINK_HOW.indexOf(USUALLY)

function addLink(links: BulkRows['links'], row: Row): void {
  const index = links.append()
  const to = links.columns
  const since = row.int4()
  to.since[index] = since
  const line = row.int4()
  to.line[index] = line
  to.parent[index] = row.int4()
  to.child[index] = row.int4()
  const drawn = row.float8()
  to.drawQ[index] = drawn
  to.qMin[index] = row.float8(drawn)
  to.qExp[index] = row.float8(drawn)
  to.qMax[index] = row.float8(drawn)
  const portion = row.float8()
  to.portion[index] = portion
  to.total[index] = row.float8(portion)
  to.came[index] = row.int8()
  to.left[index] = row.int8()
  to.taken[index] = row.int4(since)
  to.put[index] = row.int4(since)
  to.draw[index] = row.int4(line)
  const blend = row.int2(0)
  to.how[index] = row.nameOf(HOW, USUAL)
  const removedAt = row.int8(Infinity)
  const until = row.int4(0)
  to.removedAt[index] = removedAt
  to.until[index] = until
  to.mark[index] = blendMark(blend) | (until === 0 ? 0 : ENDED) | (removedAt === Infinity ? 0 : REMOVED)
}
