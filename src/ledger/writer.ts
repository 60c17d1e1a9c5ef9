/**
 * The one writer of a process. Commands queue up; a batch of them shares one transaction (group commit): lock, prefetch, decide and
 * evolve one after the other in memory, persist, commit, answer everybody. What is refused leaves no trace and spoils nobody else's.
 */
import type { Pool, PoolClient } from 'pg'
import { QuantityError } from '../base/quantity.ts'
import { Refusal, type RefusalCode } from '../base/refusal.ts'
import { writeBody } from './body.ts'
import { decideAndApply } from './decide.ts'
import type { AnyCommand, Fact } from './fact.ts'
import type { Handlers } from './handler.ts'
import { persist, writePending, type LedgerRow } from './persist.ts'
import { prefetch, type Guard } from './prefetch.ts'
import { BEGINNING, seal } from './seal.ts'
import { Missing, State, type Changes, type KnownEvent } from './state.ts'
import { Wanted } from './wanted.ts'

export interface Outcome {
  id: string
  status: 'recorded' | 'duplicate' | 'refused' | 'exception'
  sequence?: number
  position?: number
  lots?: { material: string; number: string }[]
  code?: RefusalCode | 'fault' | string
  detail?: string
  pointer?: string
}

/** What one committed batch changed, for those who follow the ledger in memory. */
export interface Committed { from: number; to: number; site: string; changes: Changes[]; facts: Fact[] }

export interface WriterOptions {
  pool: Pool
  handlers: Handlers
  guard: Guard
  now?: () => number
  onCommitted?: (committed: Committed) => void
  onFault?: (error: unknown, command: AnyCommand) => string
}

interface Queued { command: AnyCommand; via: string; settle: (outcome: Outcome) => void; fail: (error: unknown) => void }

/** Enough to share one fsync among many callers, few enough that nobody waits long for his neighbours. */
const BATCH_MAX = 400
/** Rows remembered between batches before starting over: some tens of megabytes. */
const REMEMBERED_MAX = 200_000
/** A command that keeps asking for more rows than this many times is a fault of ours, not of its sender. */
const ROUNDS_MAX = 50

export class Writer {
  private readonly queue: Queued[] = []
  private readonly states = new Map<string, State>()
  private running: Promise<void> | undefined
  private closed = false
  private readonly options: WriterOptions

  constructor(options: WriterOptions) {
    this.options = options
  }

  /** Resolves when the command is durable or refused; rejects only when the store is unavailable. */
  submit(command: AnyCommand, via: string): Promise<Outcome> {
    if (this.closed) return Promise.reject(new Error('the writer is closed'))
    return new Promise((settle, fail) => {
      this.queue.push({ command, via, settle, fail })
      this.wake()
    })
  }

  /** One loop works the queue off. What came in between its last look and its end starts the next one. */
  private wake(): void {
    this.running ??= this.run().finally(() => {
      this.running = undefined
      if (this.queue.length > 0) this.wake()
    })
  }

  async close(): Promise<void> {
    this.closed = true
    await this.running
  }

  /** Someone else changed the projections (a rebuild, a removed site): nothing remembered is to be trusted. */
  forget(): void {
    this.states.clear()
  }

  private async run(): Promise<void> {
    await Promise.resolve()
    while (this.queue.length > 0) {
      const batch = this.nextBatch()
      try {
        await this.write(batch)
      } catch (error) {
        this.states.clear()
        if (isUnavailable(error)) for (const queued of batch) queued.fail(error)
        else await this.afterFault(batch, error)
      }
    }
  }

  /** The commands at the head of the queue that can share a transaction: one site, and nothing that must be decided alone. */
  private nextBatch(): Queued[] {
    const first = this.queue[0]
    if (!first) return []
    if (this.isAlone(first)) return this.queue.splice(0, 1)
    let count = 1
    while (count < Math.min(this.queue.length, BATCH_MAX)) {
      const next = this.queue[count]
      if (!next || next.command.site !== first.command.site || this.isAlone(next)) break
      count++
    }
    return this.queue.splice(0, count)
  }

  private isAlone(queued: Queued): boolean {
    return this.options.handlers.get(queued.command.type)?.alone === true
  }

  /** One of the batch spoils it: the others are recorded without it. */
  private async afterFault(batch: Queued[], error: unknown): Promise<void> {
    const [only, ...others] = batch
    if (only && others.length === 0) only.settle(this.faulty(error, only.command))
    else await this.writeOneByOne(batch)
  }

  private async writeOneByOne(batch: Queued[]): Promise<void> {
    for (const queued of batch) {
      try {
        await this.write([queued])
      } catch (error) {
        this.states.clear()
        if (isUnavailable(error)) queued.fail(error)
        else queued.settle(this.faulty(error, queued.command))
      }
    }
  }

  private faulty(error: unknown, command: AnyCommand): Outcome {
    const incident = this.options.onFault?.(error, command) ?? 'unknown'
    return { id: command.id, status: 'refused', code: 'fault', detail: `Something is wrong on our side; nothing was recorded. Report incident ${incident}.` }
  }

  // ---- one transaction -------------------------------------------------------------------------------------------------

  private async write(batch: Queued[]): Promise<void> {
    const site = batch[0]?.command.site ?? 'main'
    const client = await this.options.pool.connect()
    try {
      await client.query('begin')
      const state = await this.lockedState(client, site)
      const from = state.position
      await prefetch(client, state, this.namesOf(batch), this.options.guard)
      const { outcomes, rows, facts, written } = await this.decideAll(client, state, batch)
      const changes = state.takeChanges()
      if (rows.length > 0) await this.persistAll(client, state, rows, changes)
      await client.query('commit')
      if (rows.length > 0) this.options.onCommitted?.({ from, to: state.position, site, changes: [...written, changes], facts })
      this.tidy(state, batch)
      batch.forEach((queued, index) => queued.settle(outcomes[index] as Outcome))
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      throw error
    } finally {
      client.release()
    }
  }

  private async lockedState(client: PoolClient, site: string): Promise<State> {
    const [store, head, former] = await Promise.all([
      client.query({ name: 'writer.lock', text: 'select position, lots from store for update' }),
      client.query({ name: 'writer.head', text: 'select sequence, hash from ledger_head where site = $1', values: [site] }),
      client.query({ name: 'writer.former', text: `select exists(select from identifier where kind = 'formerNumber') as any` }),
    ])
    const { position, lots } = store.rows[0] as { position: number; lots: number }
    let state = this.states.get(site)
    if (!state || state.position !== position || state.size > REMEMBERED_MAX) {
      state = new State(site)
      this.states.clear()
      this.states.set(site, state)
    }
    const known = head.rows[0] as { sequence: number; hash: Buffer } | undefined
    Object.assign(state, { position, lots, sequence: known?.sequence ?? 0, hash: known?.hash ?? BEGINNING, renumbered: (former.rows[0] as { any: boolean }).any })
    state.forgetVolatile()
    return state
  }

  private namesOf(batch: Queued[]): Wanted {
    const wanted = new Wanted()
    for (const { command } of batch) this.nameOne(command, wanted)
    return wanted
  }

  private nameOne(command: AnyCommand, wanted: Wanted): void {
    wanted.event(command.id)
    wanted.master('person', command.by)
    if (command.type !== 'workCenter') wanted.master('workCenter', command.workCenter)
    this.options.handlers.get(command.type)?.names(command, wanted)
  }

  private async decideAll(client: PoolClient, state: State, batch: Queued[]): Promise<{ outcomes: Outcome[]; rows: LedgerRow[]; facts: Fact[]; written: Changes[] }> {
    const now = (this.options.now ?? Date.now)()
    const outcomes: Outcome[] = []
    const rows: LedgerRow[] = []
    const facts: Fact[] = []
    const written: Changes[] = []
    for (const { command, via } of batch) {
      const decided = await this.decideOne(client, state, command, { via, now, written })
      outcomes.push(decided.outcome)
      if (decided.row) rows.push(decided.row)
      if (decided.fact) facts.push(decided.fact)
    }
    return { outcomes, rows, facts, written }
  }

  private async decideOne(
    client: PoolClient, state: State, command: AnyCommand, { via, now, written }: { via: string; now: number; written: Changes[] },
  ): Promise<{ outcome: Outcome; row?: LedgerRow; fact?: Fact }> {
    for (let round = 0; ; round++) {
      const mark = state.mark()
      try {
        const known = state.event(command.id)
        if (known) return { outcome: duplicateOf(command, known) }
        return this.record(state, command, via, now)
      } catch (error) {
        state.rollback(mark)
        if (error instanceof Missing && round < ROUNDS_MAX) {
          written.push(...await writePending(client, state, error.wanted))
          await prefetch(client, state, error.wanted, this.options.guard)
        } else if (error instanceof Refusal) return { outcome: refusalOf(command, error) }
        else if (error instanceof QuantityError) return { outcome: refusalOf(command, notKept(error)) }
        else return { outcome: this.faulty(error, command) }
      }
    }
  }

  private record(state: State, command: AnyCommand, via: string, now: number): { outcome: Outcome; row: LedgerRow; fact: Fact } {
    const since = state.position + 1
    const fact = decideAndApply(state, command, this.options.handlers, { now, since, ord: since })
    const sequence = state.sequence + 1
    const position = since + positionsTaken(command) - 1
    const row = ledgerRow(state, fact, { site: state.site, sequence, recordedAt: now, via }, position)
    state.setField(state, 'position', position)
    state.setField(state, 'sequence', sequence)
    state.setField(state, 'hash', row.hash)
    state.setEntry(state.events, command.id, { id: command.id, site: state.site, sequence, position, ord: since, type: command.type, voided: false, body: row.body })
    return { outcome: outcomeOf(fact, sequence, position), row, fact }
  }

  private async persistAll(client: PoolClient, state: State, rows: LedgerRow[], changes: Changes): Promise<void> {
    await Promise.all([
      persist(client, rows, changes),
      client.query({ name: 'writer.store', text: 'update store set position = $1, lots = $2', values: [state.position, state.lots] }),
      client.query({
        name: 'writer.sethead',
        text: 'insert into ledger_head (site, sequence, hash) values ($1, $2, $3) on conflict (site) do update set sequence = excluded.sequence, hash = excluded.hash',
        values: [state.site, state.sequence, state.hash],
      }),
    ])
  }

  /** After something that was decided alone, rows may stand in the state twice: start over rather than reason about it. */
  private tidy(state: State, batch: Queued[]): void {
    if (batch.some(queued => this.isAlone(queued))) this.states.delete(state.site)
  }
}

/** A correction with a replacement is two steps in the store's order: the void, then the replacement. */
export const positionsTaken = (command: AnyCommand): number => ((command as { replacement?: unknown }).replacement === undefined ? 1 : 2)

export function ledgerRow(state: State, fact: Fact, sealed: { site: string; sequence: number; recordedAt: number; via: string }, position: number): LedgerRow {
  const body = writeBody(fact, sealed)
  const { command } = fact
  const said = { ...(fact.effect.settled as object | undefined), ...command } as AnyCommand & { workOrder?: string; operation?: number; run?: string }
  return {
    site: sealed.site, sequence: sealed.sequence, position, id: command.id, type: command.type, at: fact.at, recordedAt: sealed.recordedAt, by: fact.by,
    station: command.station ?? null, workCenter: said.workCenter ?? null, workOrder: said.workOrder ?? null, operation: said.operation ?? null,
    run: said.run ?? null, body, previousHash: state.hash, hash: seal(state.hash, body),
  }
}

function outcomeOf(fact: Fact, sequence: number, position: number): Outcome {
  const exception = fact.effect.exceptions[0]
  return {
    id: fact.command.id, status: exception ? 'exception' : 'recorded', sequence, position, lots: fact.effect.made.map(({ material, number }) => ({ material, number })),
    ...(exception ? { code: exception.code, detail: exception.detail } : {}),
  }
}

function duplicateOf(command: AnyCommand, known: KnownEvent): Outcome {
  return { id: command.id, status: 'duplicate', sequence: known.sequence, position: known.position, lots: madeBy(known) }
}

function madeBy(known: KnownEvent): { material: string; number: string }[] {
  if (known.body === null) return []
  const { effect } = JSON.parse(known.body) as { effect: { made?: { material: string; number: string }[] } }
  return (effect.made ?? []).map(({ material, number }) => ({ material, number }))
}

const notKept = (error: QuantityError): Refusal => new Refusal('invalid-event', `A quantity that follows from this event cannot be kept: ${error.message}.`, '')

const refusalOf = (command: AnyCommand, refusal: Refusal): Outcome =>
  ({ id: command.id, status: 'refused', code: refusal.code, detail: refusal.message, ...(refusal.pointer === undefined ? {} : { pointer: refusal.pointer }) })

/** The connection is gone or the server is stopping: try again later, nothing is known to be wrong with the batch. */
export function isUnavailable(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? ''
  const message = error instanceof Error ? error.message : ''
  return code.startsWith('57P') || code.startsWith('08') || code.startsWith('53') || ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT'].includes(code) || /Connection terminated|timeout exceeded|Client has encountered/.test(message)
}
