/**
 * The genealogy engine, kept in step with the ledger. Batches this process commits are handed over directly; what other processes
 * wrote is read by position. A question is asked only after the engine has caught up with the store as it stood when asked.
 */
import type { Pool, PoolClient } from 'pg'
import { toNumber } from '../../base/quantity.ts'
import { isCountable } from '../../base/unit.ts'
import { LotGraph, type MovementKind } from '../../genealogy/graph.ts'
import type { Changes } from '../../ledger/state.ts'
import type { LinkRow, LotRow, MovementRow } from '../../ledger/tables.ts'
import type { Committed } from '../../ledger/writer.ts'
import { endedLinks, endedMovements, linksSince, lotsMadeAgain, lotsSince, movementsSince, storePosition } from './queries.ts'

const PAGE = 100_000

export class Engine {
  graph = new LotGraph()
  /** The engine has taken in everything up to this position. */
  position = 0
  private catching: Promise<void> | undefined
  private readonly shipments = new Map<string, number>()
  private readonly pool: Pool
  private readonly onProgress: (text: string) => void

  constructor(pool: Pool, onProgress: (text: string) => void = () => undefined) {
    this.pool = pool
    this.onProgress = onProgress
  }

  /** A batch of this process: taken in at once when nothing is missing before it. */
  follow(committed: Committed): void {
    if (committed.from !== this.position || this.catching) return
    try {
      for (const changes of committed.changes) this.take(rowsOf(changes, committed.to))
      this.position = committed.to
    } catch (error) {
      // Half a batch is worse than none: the next question reads everything afresh.
      this.forget()
      throw error
    }
  }

  /** The graph, no older than the store was when this was called. */
  async current(client: Pool | PoolClient = this.pool): Promise<LotGraph> {
    // The store went back only if it is behind what was known before asking: while it answers, another batch may be taken in.
    const known = this.position
    const position = await storePosition(client)
    if (position < known) this.forget()
    while (this.position < position) {
      this.catching ??= this.catchUp(client).finally(() => {
        this.catching = undefined
      })
      await this.catching
    }
    return this.graph
  }

  /** The projections were made anew: start over from them. */
  forget(): void {
    this.graph = new LotGraph()
    this.position = 0
  }

  private async catchUp(client: Pool | PoolClient): Promise<void> {
    const [from, graph] = [this.position, this.graph]
    const to = await storePosition(client)
    const isLong = to - from > 50_000
    if (isLong) this.onProgress(`reading the genealogy (${to - from} events)`)
    await this.read(client, from, to)
    if (graph !== this.graph) return
    this.position = to
    if (isLong) this.graph.fold()
  }

  private async read(client: Pool | PoolClient, from: number, to: number): Promise<void> {
    const graph = this.graph
    for (let after = 0; ; ) {
      const rows = await lotsSince(client, { from, to, after, limit: PAGE })
      for (const row of rows) addLot(graph, row)
      const last = rows.at(-1)
      if (!last || rows.length < PAGE) break
      after = last.id
    }
    if (from > 0) for (const row of await lotsMadeAgain(client, { from, to })) addLot(graph, row)
    for (let after = { since: from, line: 2 ** 31 - 1 }; ; ) {
      const rows = await movementsSince(client, { ...after, to, limit: PAGE })
      for (const row of rows) this.addMovement(graph, row)
      const last = rows.at(-1)
      if (!last || rows.length < PAGE) break
      after = { since: last.since, line: last.line }
    }
    for (let after = { since: from, line: 2 ** 31 - 1 }; ; ) {
      const rows = await linksSince(client, { ...after, to, limit: PAGE })
      for (const row of rows) addLink(graph, row)
      const last = rows.at(-1)
      if (!last || rows.length < PAGE) break
      after = { since: last.since, line: last.line }
    }
    for (const row of await endedMovements(client, { from, to })) endMovement(graph, row)
    for (const row of await endedLinks(client, { from, to })) endLink(graph, row)
  }

  private addMovement(graph: LotGraph, row: MovementRow): void {
    if (row.delta === 0n && row.scrap === 0n) return
    if (graph.findMovement(row.since, row.line, row.lot) >= 0) return
    graph.addMovement({
      since: row.since,
      line: row.line,
      lot: row.lot,
      kind: row.kind as MovementKind,
      delta: toNumber(row.delta),
      scrap: toNumber(row.scrap),
      at: row.at,
      reference: this.numberOf(row),
      ...(row.until === null ? {} : { until: row.until }),
    })
  }

  /** A return brings back what its own shipment took: the engine knows shipments by a number. */
  private numberOf(row: MovementRow): number {
    if (row.reference === null || (row.kind !== 'shipped' && row.kind !== 'returned')) return 0
    const name = `${row.site}\u0000${row.reference}`
    const known = this.shipments.get(name)
    if (known !== undefined) return known
    this.shipments.set(name, this.shipments.size + 1)
    return this.shipments.size
  }

  private take(rows: FedRows): void {
    for (const row of rows.lots) addLot(this.graph, row)
    for (const row of rows.movements) this.addMovement(this.graph, row)
    for (const row of rows.links) addLink(this.graph, row)
    for (const row of rows.endedMovements) endMovement(this.graph, row)
    for (const row of rows.endedLinks) endLink(this.graph, row)
  }
}

interface FedRows {
  lots: LotRow[]
  movements: MovementRow[]
  links: LinkRow[]
  endedMovements: MovementRow[]
  endedLinks: LinkRow[]
}

/**
 * The rows as this batch leaves them. The next one is decided on the same rows before this one is taken in, and may have ended some:
 * what stands beyond `to` is not believed yet, and may never be.
 */
function rowsOf(changes: Changes, to: number): FedRows {
  const asOf = <R extends { until: number | null }>(row: R): R => (row.until !== null && row.until > to ? { ...row, until: null } : row)
  // A correction writes what its replacement brings before what it settles itself, which stands earlier in the ledger.
  const inserted = (table: 'lot' | 'movement' | 'link'): { since: number }[] =>
    [...((changes.get(table)?.inserted ?? []) as Set<{ since: number }>)].sort((a, b) => a.since - b.since)
  const ended = (table: 'movement' | 'link'): object[] =>
    [...((changes.get(table)?.updated ?? []) as Set<{ until: number | null }>)].map(asOf).filter(row => row.until !== null)
  return {
    // A number whose every record was voided may be recorded again as something else: the same lot, with other flags.
    lots: [...(inserted('lot') as LotRow[]), ...((changes.get('lot')?.updated ?? []) as Set<LotRow>)],
    movements: (inserted('movement') as MovementRow[]).map(asOf),
    links: (inserted('link') as LinkRow[]).map(asOf),
    endedMovements: ended('movement') as MovementRow[],
    endedLinks: ended('link') as LinkRow[],
  }
}

type FedLot = Pick<LotRow, 'id' | 'homogeneous' | 'unit' | 'kind'>

function addLot(graph: LotGraph, row: FedLot): void {
  graph.addLot(row.id, { homogeneous: row.homogeneous, countable: row.kind === 'serial' || isCountable(row.unit) })
}

function endMovement(graph: LotGraph, row: Pick<MovementRow, 'since' | 'line' | 'lot' | 'until'>): void {
  const index = graph.findMovement(row.since, row.line, row.lot)
  if (index >= 0 && row.until !== null) graph.endMovement(index, row.until)
}

function addLink(graph: LotGraph, row: LinkRow): void {
  if (graph.findLink(row.since, row.line, row.child) >= 0) return
  graph.addLink({
    since: row.since,
    line: row.line,
    parent: row.parent,
    child: row.child,
    qMin: row.quantityMin ?? Number.NaN,
    qExp: row.quantityExpected ?? Number.NaN,
    qMax: row.quantityMax ?? Number.NaN,
    drawQ: row.drawn ?? Number.NaN,
    portion: row.portion,
    total: row.portionTotal,
    came: row.came,
    left: row.gone,
    taken: row.taken,
    put: row.put,
    draw: row.draw,
    blend: row.blend,
    how: row.how,
    ...(row.removedAt === null ? {} : { removedAt: row.removedAt }),
    ...(row.until === null ? {} : { until: row.until }),
  })
}

function endLink(graph: LotGraph, row: Pick<LinkRow, 'since' | 'line' | 'child' | 'until'>): void {
  const index = graph.findLink(row.since, row.line, row.child)
  if (index >= 0 && row.until !== null) graph.endLink(index, row.until)
}
