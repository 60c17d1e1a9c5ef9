/**
 * The genealogy engine, kept in step with the ledger. Batches this process commits are handed over directly; what other processes
 * wrote is read by position. A question is asked only after the engine has caught up with the store as it stood when asked.
 */
import type { Pool, PoolClient } from 'pg'
import { toNumber } from '../../base/quantity.ts'
import { isCountable } from '../../base/unit.ts'
import type { ExposureQuestion, Setting } from '../../genealogy/exposure.ts'
import { LotGraph, type MovementKind } from '../../genealogy/graph.ts'
import type { Grouped, GroupsAsked } from '../../genealogy/groups.ts'
import { type OriginsOfEach, originsOfEach } from '../../genealogy/origins.ts'
import { reachWithin, timedReachWithin } from '../../genealogy/reach.ts'
import type { ReachQuery } from '../../genealogy/reach-query.ts'
import type { Changes } from '../../ledger/state.ts'
import { ANY_SHIPMENT, type LinkRow, type LotRow, type MovementRow } from '../../ledger/tables.ts'
import type { Committed } from '../../ledger/writer.ts'
import { Problem } from '../problem.ts'
import { type Found, type FoundBack, foundBack, foundBy } from './affected.ts'
import { type BulkSpan, readInBulk } from './bulk.ts'
import { endedLinks, endedMovements, ledgerMark, linksSince, lotsMadeAgain, lotsSince, movementsSince, storePosition } from './queries.ts'
import { RememberedOrigins } from './remembered.ts'
import type { Rooms } from './rooms.ts'
import { type Seen, seenBy } from './seen.ts'
import { shipmentNumber } from './shipment-number.ts'
import { readSnapshot, removeSnapshot } from './snapshot.ts'
import { type Answer, type Task, ThreadEnded, Threads } from './threads.ts'

const PAGE = 100_000
/** More events than these are read in bulk, and the graph is folded after them. */
const BULK = 50_000
/** New rows are folded in when there are so many, and one more for so many that are folded: about two bytes a link. */
const FRESH_MAX = 250_000
const FOLDED_PER_FRESH = 64
/** A trace over no more links than these is answered at once: handing it to a thread would take longer. */
const LINKS_IN_PLACE = 5000
/** The origins of no more lots than these, one by one, are found at once. */
const TARGETS_IN_PLACE = 10

export interface EngineOptions {
  readonly onProgress?: ((text: string) => void) | undefined
  /** Where the snapshot is kept; without it every start reads the tables. */
  readonly folder?: string | undefined
  readonly threads?: Threads | undefined
}

/** How a forward trace is wanted: with quantities, only what is certain. */
export interface Asked {
  readonly weighed: boolean
  readonly only: boolean
  readonly signal?: AbortSignal | undefined
  /** Whoever has done with the answer gives its memory back here. */
  readonly rooms?: Rooms | undefined
}

/** With the memory to be given back. */
export type Forward = Found & { readonly room: SharedArrayBuffer | null }

export class Engine {
  graph = new LotGraph({ shared: true })
  /** The engine has taken in everything up to this position. */
  position = 0
  /** Folds that ended well, since the start. */
  folds = 0
  readonly threads: Threads
  readonly origins = new RememberedOrigins()
  /** How often the projections were made anew; undefined while they change. Lots get other ids then: what was read across it is of neither. */
  remade: number | undefined = 0
  private times = 0
  private catching: Promise<void> | undefined
  private folding: Promise<void> | undefined
  private isRestored = false
  private readonly pool: Pool
  private readonly onProgress: (text: string) => void
  private readonly folder: string | undefined

  constructor(pool: Pool, { onProgress = () => undefined, folder, threads = new Threads() }: EngineOptions = {}) {
    this.pool = pool
    this.onProgress = onProgress
    this.folder = folder
    this.threads = threads
  }

  get bytesPerLink(): number {
    return this.graph.bytes() / Math.max(1, this.graph.linkCount)
  }

  /** A batch of this process: taken in at once when nothing is missing before it. */
  follow(committed: Committed): void {
    this.origins.follow(committed)
    if (committed.from !== this.position || this.catching) return
    try {
      for (const changes of committed.changes) this.take(rowsOf(changes, committed.to))
      this.position = committed.to
    } catch (error) {
      // Half a batch is worse than none: the next question reads everything afresh.
      this.startOver()
      throw error
    }
    this.foldWhenFull()
  }

  /** The graph, no older than the store was when this was called. */
  async current(client: Pool | PoolClient = this.pool): Promise<LotGraph> {
    return (await this.currentWith(client, async () => ({ position: await storePosition(client) }))).graph
  }

  /** The same for whoever asks the store something else in one go with its position. */
  async currentWith<T extends { position: number }>(
    client: Pool | PoolClient,
    ask: () => Promise<T>,
  ): Promise<{ graph: LotGraph; answer: T }> {
    // The store went back only if it is behind what was known before asking: while it answers, another batch may be taken in.
    const known = this.position
    const answer = await ask()
    if (answer.position < known) this.startOver()
    while (this.position < answer.position) {
      this.catching ??= this.catchUp(client).finally(() => {
        this.catching = undefined
      })
      await this.catching
    }
    return { graph: this.graph, answer }
  }

  /** A forward trace: a small one at once, a large one in a thread, while the server goes on. */
  async forward(graph: LotGraph, query: ReachQuery, asked: Asked): Promise<Forward> {
    const small = timedReachWithin(graph, query, LINKS_IN_PLACE)
    if (small) return { ...foundBy(graph, small, asked), room: null }
    return this.inThread(graph, query, asked)
  }

  /** A trace back, likewise. */
  async back(graph: LotGraph, query: ReachQuery, { only, signal }: Pick<Asked, 'only' | 'signal'>): Promise<FoundBack> {
    const small = timedReachWithin(graph, query, LINKS_IN_PLACE)
    return small ? foundBack(graph, small, { only }) : this.twice(() => ({ kind: 'back', handles: graph.handles(), query, only }), signal)
  }

  /** A first look at where the lots of a forward trace are: many times as quick as weighing them. */
  async glance(graph: LotGraph, query: ReachQuery, signal?: AbortSignal): Promise<Seen> {
    const small = reachWithin(graph, query, LINKS_IN_PLACE)
    return small ? seenBy(graph, small) : this.twice(() => ({ kind: 'glance', handles: graph.handles(), query }), signal)
  }

  /** What each of these lots was made of, one by one. */
  async originsOfEach(graph: LotGraph, targets: Uint32Array, asKnownAt: number, signal?: AbortSignal): Promise<OriginsOfEach> {
    if (targets.length <= TARGETS_IN_PLACE) return originsOfEach(graph, targets, asKnownAt)
    return this.twice(() => ({ kind: 'origins', handles: graph.handles(), targets, asKnownAt }), signal)
  }

  /** What a recall of each of these lots would take, as things are and as they could be. */
  exposure(graph: LotGraph, question: ExposureQuestion, signal?: AbortSignal): Promise<Setting[]> {
    return this.twice(() => ({ kind: 'exposure', handles: graph.handles(), question }), signal)
  }

  /** An answer in groups of lots that are alike, with the links between them, for one that is too large to look at here. */
  groups(graph: LotGraph, asked: GroupsAsked, signal?: AbortSignal): Promise<Grouped> {
    return this.twice(() => ({ kind: 'groups', handles: graph.handles(), asked }), signal)
  }

  /** The projections are about to be others: until `forget` nobody can say of which he has read. */
  remaking(): void {
    this.remade = undefined
  }

  /** The projections were made anew: start over from them. */
  forget(): void {
    this.remade = ++this.times
    this.startOver()
  }

  private startOver(): void {
    this.graph = new LotGraph({ shared: true })
    this.position = 0
    this.isRestored = true
    this.origins.forget()
    if (this.folder !== undefined) removeSnapshot(this.folder)
  }

  async close(): Promise<void> {
    await this.threads.close()
    await this.folding
  }

  private async inThread(graph: LotGraph, query: ReachQuery, { weighed, only, signal, rooms }: Asked): Promise<Forward> {
    // A thread that was ended may be writing still: what it was given is not given again.
    const task = () => ({ kind: 'trace', handles: graph.handles(), query, weighed, only, room: rooms?.take() }) as const
    const { found, memory } = await this.twice(task, signal)
    return { ...found, room: memory instanceof SharedArrayBuffer ? memory : null }
  }

  /** A thread that was ended under a question has answered nothing wrong; the question is given once more to another. */
  private async twice<T extends Task>(task: () => T, signal?: AbortSignal): Promise<Answer[T['kind']]> {
    try {
      return await this.threads.run(task(), signal)
    } catch (error) {
      if (!(error instanceof ThreadEnded)) throw error
    }
    try {
      return await this.threads.run(task(), signal)
    } catch (error) {
      if (!(error instanceof ThreadEnded)) throw error
      throw new Problem(503, 'unavailable', 'The trace was broken off twice. Try again; if it goes on, the machine has too little memory.')
    }
  }

  // ---- catching up -------------------------------------------------------------------------------------------------------------

  private async catchUp(client: Pool | PoolClient): Promise<void> {
    if (this.position === 0 && !this.isRestored) await this.restore(client)
    const [from, graph] = [this.position, this.graph]
    const to = await storePosition(client)
    const isLong = to - from > BULK
    if (isLong) this.onProgress(`reading the genealogy (${to - from} events)`)
    if (isLong) await this.readInBulk({ from, to })
    else await this.read(client, from, to)
    if (from > 0) for (const row of await lotsMadeAgain(client, { from, to })) addLot(graph, row)
    for (const row of await endedMovements(client, { from, to })) endMovement(graph, row)
    for (const row of await endedLinks(client, { from, to })) endLink(graph, row)
    if (graph !== this.graph) return
    this.position = to
    if (isLong) {
      if (graph.freshCount > 0) graph.fold()
      await this.keep(graph, to)
    }
    this.foldWhenFull()
  }

  private async readInBulk(span: BulkSpan): Promise<void> {
    const { graph } = this
    try {
      await readInBulk(this.pool, graph, span, {
        onProgress: this.onProgress,
        fold: question => this.threads.run({ kind: 'fold', question }),
      })
    } catch (error) {
      // Half of it is in the graph; whoever asks next begins anew.
      if (graph === this.graph) this.begin()
      throw error
    }
  }

  private begin(): void {
    this.graph = new LotGraph({ shared: true })
    this.position = 0
    this.isRestored = false
  }

  /** What a snapshot holds need not be read; whatever is wrong with it, the tables have everything. */
  private async restore(client: Pool | PoolClient): Promise<void> {
    this.isRestored = true
    const snapshot = this.folder === undefined ? null : readSnapshot(this.folder)
    if (snapshot === null) return
    const problem = 'problem' in snapshot ? snapshot.problem : await this.whyStale(client, snapshot)
    if (problem !== undefined) {
      this.onProgress(`the snapshot of the genealogy is not used: ${problem}; the tables are read instead`)
      return
    }
    if ('problem' in snapshot) return
    this.graph = LotGraph.restored(snapshot)
    this.position = snapshot.position
  }

  private async whyStale(client: Pool | PoolClient, { position, mark }: { position: number; mark: string }): Promise<string | undefined> {
    if (position > (await storePosition(client))) return 'it is ahead of the store'
    return mark === (await ledgerMark(client, position)) ? undefined : 'it is of another ledger'
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
    for (let after = { since: from, line: 2 ** 31 - 1 }; ; ) {
      const rows = await movementsSince(client, { ...after, to, limit: PAGE })
      for (const row of rows) addMovement(graph, row)
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
  }

  private take(rows: FedRows): void {
    for (const row of rows.lots) addLot(this.graph, row)
    for (const row of rows.movements) addMovement(this.graph, row)
    for (const row of rows.links) addLink(this.graph, row)
    for (const row of rows.endedMovements) endMovement(this.graph, row)
    for (const row of rows.endedLinks) endLink(this.graph, row)
  }

  // ---- folding -----------------------------------------------------------------------------------------------------------------

  private foldWhenFull(): void {
    const { graph } = this
    if (graph.freshCount >= FRESH_MAX + graph.folded.links / FOLDED_PER_FRESH) void this.fold()
  }

  /** In a thread, while batches go on being taken in and questions answered; only the exchange is done here. */
  fold(): Promise<void> {
    const { graph } = this
    this.folding ??= this.foldAside(graph, this.position)
      .catch((error: unknown) => {
        graph.abandonFold()
        if (!(error instanceof ThreadEnded)) this.onProgress(`the genealogy was not folded: ${String(error)}`)
      })
      .finally(() => {
        this.folding = undefined
      })
    return this.folding
  }

  private async foldAside(graph: LotGraph, position: number): Promise<void> {
    const mark = graph.beginFold()
    const folded = await this.threads.run({ kind: 'fold', question: graph.foldQuestion() })
    if (graph !== this.graph) return
    graph.adopt(folded, mark)
    this.folds++
    await this.keep(graph, position)
  }

  /** Writes the snapshot of what was folded at this position. */
  private async keep(graph: LotGraph, position: number): Promise<void> {
    const { folder } = this
    if (folder === undefined) return
    const mark = await ledgerMark(this.pool, position)
    const { folded, flags } = graph
    const units = graph.units.column()
    try {
      await this.threads.run({ kind: 'keep', folder, snapshot: { folded, flags, units, position, mark } })
    } catch (error) {
      // The next start reads the tables.
      this.onProgress(`the snapshot of the genealogy could not be written: ${error instanceof Error ? error.message : String(error)}`)
    }
    if (graph !== this.graph) removeSnapshot(folder)
  }
}

function addMovement(graph: LotGraph, row: MovementRow): void {
  if (row.delta === 0n && row.scrap === 0n) return
  if (graph.findMovement(row.since, row.line, row.lot) >= 0) return
  const isShipment = row.kind === 'shipped' || row.kind === 'returned'
  graph.addMovement({
    since: row.since,
    line: row.line,
    lot: row.lot,
    kind: row.kind as MovementKind,
    delta: toNumber(row.delta),
    scrap: toNumber(row.scrap),
    at: row.at,
    reference: isShipment && row.position !== ANY_SHIPMENT ? shipmentNumber(row.site, row.reference) : 0,
    ...(row.until === null ? {} : { until: row.until }),
  })
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
  graph.addLot(row.id, { homogeneous: row.homogeneous, countable: row.kind === 'serial' || isCountable(row.unit), unit: row.unit })
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
