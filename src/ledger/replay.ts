/**
 * The projections as the ledger alone gives them: every row of it applied in order, through the same `apply` as in the live path, so
 * an event has one meaning. The tables written are those the connection's search_path finds first: the real ones for `rebuild`, a
 * schema of its own for `verify`.
 */
import type { Pool, PoolClient } from 'pg'
import { apply } from './apply.ts'
import { type ReadBody, readBody } from './body.ts'
import type { AnyCommand, Fact } from './fact.ts'
import type { Handlers } from './handler.ts'
import { type LedgerRow, writePending, writeProjections } from './persist.ts'
import { type Guard, prefetch } from './prefetch.ts'
import { Missing, State } from './state.ts'
import { Wanted } from './wanted.ts'
import { positionsTaken } from './writer.ts'

export type ParseCommand = (sent: Record<string, unknown>) => AnyCommand
export type Progress = (done: number, total: number) => void

const PAGE = 2000
/** Replaying asks no rule, so nobody needs to know which holds reach a lot. */
const NO_GUARD: Guard = { holdsReaching: async () => new Map() }

/** The next page is on its way while one is worked on. */
export async function* ledgerPages(client: PoolClient | Pool): AsyncGenerator<LedgerRow[]> {
  for (let coming = pageAfter(client, 0); ; ) {
    const page = await coming
    const last = page.at(-1)
    const isMore = last !== undefined && page.length === PAGE
    if (isMore) coming = pageAfter(client, last.position)
    if (page.length > 0) yield page
    if (!isMore) return
  }
}

async function pageAfter(client: PoolClient | Pool, position: number): Promise<LedgerRow[]> {
  const { rows } = await client.query(
    `select site, sequence, position, id, type, at, recorded_at as "recordedAt", by, station, work_center as "workCenter", work_order as "workOrder", operation, run, body,
              previous_hash as "previousHash", hash from ledger where position > $1 order by position limit $2`,
    [position, PAGE],
  )
  return rows as LedgerRow[]
}

/** A row of the ledger, read: what it says, and the fact to apply. */
export interface ReadRow {
  readonly row: LedgerRow
  readonly body: ReadBody
  readonly fact: Fact
}

export function readRow(row: LedgerRow, parse: ParseCommand): ReadRow {
  const body = readBody(row.body)
  const command = parse(body.sent)
  const since = row.position - positionsTaken(command) + 1
  return { row, body, fact: { command, effect: body.effect, at: row.at, recordedAt: body.recordedAt, since, ord: since, by: body.by } }
}

/**
 * Plans are kept, and one made while a table was empty would go on reading all of it as it grows: indexes are always right here.
 * Set for the transaction in which a replay runs.
 */
export const REPLAY_SETTINGS = 'set local enable_seqscan = off'

/** Applies whole pages of the ledger; what must stand alone in the live path stands alone here. */
export class Replay {
  private states = new Map<string, State>()
  private lots = 0
  private writing: Promise<void> = Promise.resolve()
  private readonly client: PoolClient
  private readonly handlers: Handlers

  constructor(client: PoolClient, handlers: Handlers) {
    this.client = client
    this.handlers = handlers
  }

  get lotCount(): number {
    return this.lots
  }

  async page(rows: readonly ReadRow[]): Promise<void> {
    let batch: ReadRow[] = []
    for (const read of rows) {
      const handler = this.handlers.get(read.row.type)
      const alone = handler?.alone === true || handler?.changesGuard?.(read.fact) === true
      if (batch.length > 0 && (alone || batch[0]?.row.site !== read.row.site)) {
        await this.applyBatch(batch)
        batch = []
      }
      batch.push(read)
      if (!alone) continue
      this.states.clear()
      await this.applyBatch(batch)
      this.states.clear()
      batch = []
    }
    if (batch.length > 0) await this.applyBatch(batch)
  }

  /** Resolves when everything that was applied is in the tables. */
  async end(): Promise<void> {
    await this.writing
  }

  private async applyBatch(rows: readonly ReadRow[]): Promise<void> {
    const state = await this.stateOf(rows[0]?.row.site ?? 'main')
    await prefetch(this.client, state, this.namesOf(rows.map(({ fact }) => fact)), NO_GUARD)
    for (const { row, fact } of rows) await this.applyOne(state, fact, row.position)
    await this.writing
    // PostgreSQL writes while the next are read and checked; what is asked of it then stands behind the writing, on the same connection.
    this.writing = writeProjections(this.client, state.takeChanges())
    this.writing.catch(() => undefined)
    this.lots = state.lots
    if (state.size > 200_000) this.states.clear()
  }

  private async stateOf(site: string): Promise<State> {
    const known = this.states.get(site)
    const state = known ?? new State(site)
    if (!known) {
      const { rows } = await this.client.query(`select exists(select from identifier where kind = 'formerNumber') as any`)
      state.renumbered = (rows[0] as { any: boolean }).any
      this.states.set(site, state)
    }
    state.lots = this.lots
    return state
  }

  private namesOf(facts: readonly Fact[]): Wanted {
    const wanted = new Wanted()
    for (const { command } of facts) {
      this.handlers.get(command.type)?.names(command, wanted)
      if (command.type === 'correct' || command.type === 'resolve') wanted.eventDetail((command as { event?: string }).event ?? '')
    }
    for (const { effect } of facts) {
      for (const made of effect.made) wanted.lot(made.number)
      for (const line of effect.lines) {
        wanted.lot(line.number)
        // A shipment mostly names containers, and what came back of a lot is asked of each that lay in them.
        if (line.kind === 'shipped') wanted.leaving(line.number)
      }
      for (const { pattern } of effect.numbered) wanted.numbering(pattern)
    }
    return wanted
  }

  private async applyOne(state: State, fact: Fact, position: number): Promise<void> {
    for (;;) {
      const mark = state.mark()
      try {
        apply(state, fact, this.handlers)
        state.position = position
        return
      } catch (error) {
        state.rollback(mark)
        if (!(error instanceof Missing)) throw error
        await writePending(this.client, state, error.wanted)
        await prefetch(this.client, state, error.wanted, NO_GUARD)
      }
    }
  }
}
