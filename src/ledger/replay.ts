/**
 * The projections as the ledger alone gives them: every row of it applied in order, through the same `apply` as in the live path, so
 * an event has one meaning. The tables written are those the connection's search_path finds first: the real ones for `rebuild`, a
 * schema of its own for `verify`.
 */
import type { Pool, PoolClient } from 'pg'
import { apply } from './apply.ts'
import { readBody } from './body.ts'
import type { AnyCommand, Fact } from './fact.ts'
import type { Handlers } from './handler.ts'
import { writePending, writeProjections } from './persist.ts'
import { type Guard, prefetch } from './prefetch.ts'
import { Missing, State } from './state.ts'
import { Wanted } from './wanted.ts'
import { positionsTaken } from './writer.ts'

export interface StoredRow {
  site: string
  sequence: number
  position: number
  id: string
  type: string
  at: number
  recordedAt: number
  by: string | null
  station: string | null
  workCenter: string | null
  workOrder: string | null
  operation: number | null
  run: string | null
  body: string
  previousHash: Buffer
  hash: Buffer
}

export type ParseCommand = (sent: Record<string, unknown>) => AnyCommand
export type Progress = (done: number, total: number) => void

const PAGE = 2000
/** Replaying asks no rule, so nobody needs to know which holds reach a lot. */
const NO_GUARD: Guard = { holdsReaching: async () => new Map() }

export async function* ledgerPages(client: PoolClient | Pool): AsyncGenerator<StoredRow[]> {
  for (let after = 0; ; ) {
    const { rows } = await client.query(
      `select site, sequence, position, id, type, at, recorded_at as "recordedAt", by, station, work_center as "workCenter", work_order as "workOrder", operation, run, body,
              previous_hash as "previousHash", hash from ledger where position > $1 order by position limit $2`,
      [after, PAGE],
    )
    const page = rows as StoredRow[]
    if (page.length > 0) yield page
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = last.position
  }
}

export function factOf(row: StoredRow, parse: ParseCommand): Fact {
  const { sent, effect, recordedAt, by } = readBody(row.body)
  const command = parse(sent)
  const since = row.position - positionsTaken(command) + 1
  return { command, effect, at: row.at, recordedAt, since, ord: since, by }
}

/** Applies whole pages of the ledger; what must stand alone in the live path stands alone here. */
export class Replay {
  private states = new Map<string, State>()
  private lots = 0
  private readonly client: PoolClient
  private readonly handlers: Handlers
  private readonly parse: ParseCommand

  constructor(client: PoolClient, handlers: Handlers, parse: ParseCommand) {
    this.client = client
    this.handlers = handlers
    this.parse = parse
  }

  get lotCount(): number {
    return this.lots
  }

  async page(rows: readonly StoredRow[]): Promise<void> {
    let batch: StoredRow[] = []
    for (const row of rows) {
      const alone = this.handlers.get(row.type)?.alone === true
      if (batch.length > 0 && (alone || batch[0]?.site !== row.site)) {
        await this.applyBatch(batch)
        batch = []
      }
      batch.push(row)
      if (!alone) continue
      this.states.clear()
      await this.applyBatch(batch)
      this.states.clear()
      batch = []
    }
    if (batch.length > 0) await this.applyBatch(batch)
  }

  private async applyBatch(rows: readonly StoredRow[]): Promise<void> {
    const state = await this.stateOf(rows[0]?.site ?? 'main')
    const facts = rows.map(row => factOf(row, this.parse))
    await prefetch(this.client, state, this.namesOf(facts), NO_GUARD)
    for (const [index, fact] of facts.entries()) await this.applyOne(state, fact, rows[index]?.position ?? fact.since)
    await writeProjections(this.client, state.takeChanges())
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
      for (const line of effect.lines) wanted.lot(line.number)
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
