/**
 * The one writer of a process. Commands queue up; a batch of them shares one transaction (group commit): lock, prefetch, decide and
 * evolve one after the other in memory, persist, commit, answer everybody. What is refused leaves no trace and spoils nobody else's.
 */
import type { Pool, PoolClient } from 'pg'
import { QuantityError } from '../base/quantity.ts'
import { Refusal } from '../base/refusal.ts'
import { isUnavailable } from '../store/index.ts'
import { writeBody } from './body.ts'
import { decideAndApply } from './decide.ts'
import type { AnyCommand, Fact } from './fact.ts'
import type { Handlers } from './handler.ts'
import { type LedgerRow, persist, writePending } from './persist.ts'
import { type Guard, prefetch } from './prefetch.ts'
import { BEGINNING, seal } from './seal.ts'
import { type Changes, type KnownEvent, Missing, State } from './state.ts'
import { Wanted } from './wanted.ts'

export interface Outcome {
  id: string
  status: 'recorded' | 'duplicate' | 'refused' | 'exception'
  sequence?: number
  position?: number
  lots?: { material: string; number: string }[]
  /** A refusal's code, an exception's, or 'fault'. */
  code?: string
  detail?: string
  pointer?: string
}

/** What one committed batch changed, for those who follow the ledger in memory. */
export interface Committed {
  from: number
  to: number
  site: string
  changes: Changes[]
  facts: Fact[]
}

export interface WriterOptions {
  pool: Pool
  handlers: Handlers
  guard: Guard
  now?: () => number
  onCommitted?: (committed: Committed) => void
  onFault?: (error: unknown, command: AnyCommand) => string
}

interface Queued {
  command: AnyCommand
  via: string
  settle: (outcome: Outcome) => void
  fail: (error: unknown) => void
}

/** What deciding some commands gave: an outcome for each, and what is to be written. */
interface Decided {
  outcomes: Outcome[]
  facts: Fact[]
  changes: Changes[]
}

/** Enough to share one fsync among many callers, few enough that nobody waits long for his neighbours. */
const BATCH_MAX = 100
/** Where more wait than that, full batches follow each other in one transaction, up to about a second's work. */
const JOINED_MAX = 2000
/** Plans are kept with the connection, and one made while a table was small would go on reading all of it: indexes are always right here. */
const BEGIN = 'begin; set local enable_seqscan = off'
/** The longest wait for callers to come again; besides, never more than a quarter of what the last transaction took. */
const GATHERING_MS_MAX = 5
/** PostgreSQL's own word for a server that is being stopped: whoever asks may come again. */
const ADMIN_SHUTDOWN = '57P01'
/** Rows remembered between batches before starting over: some tens of megabytes. */
const REMEMBERED_MAX = 200_000
/** A command that keeps asking for more rows than this many times is a fault of ours, not of its sender. */
const ROUNDS_MAX = 50

export class Writer {
  private readonly queue: Queued[] = []
  private readonly states = new Map<string, State>()
  private running: Promise<void> | undefined
  private closed = false
  private gathering: { expected: number; done: () => void } | undefined
  private readonly options: WriterOptions

  constructor(options: WriterOptions) {
    this.options = options
  }

  /** Resolves when the command is durable or refused; rejects only when the store is unavailable. */
  submit(command: AnyCommand, via: string): Promise<Outcome> {
    if (this.closed) return Promise.reject(Object.assign(new Error('the writer is closed'), { code: ADMIN_SHUTDOWN }))
    return new Promise((settle, fail) => {
      this.queue.push({ command, via, settle, fail })
      if (this.gathering && this.queue.length >= this.gathering.expected) this.gathering.done()
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
      const began = performance.now()
      await this.write(batch).catch((error: unknown) => this.afterFault(batch, error))
      await this.gather(batch.length, performance.now() - began)
    }
  }

  /**
   * Callers who have just been answered often come again at once: a moment's wait lets them share the next transaction with those who
   * came meanwhile, instead of splitting all callers into two camps that take turns. A lone caller never waits.
   */
  private async gather(answered: number, took: number): Promise<void> {
    const expected = Math.min(BATCH_MAX, answered + this.queue.length)
    if (this.queue.length === 0 || this.queue.length >= expected || answered === 1) return
    await new Promise<void>(done => {
      const patience = setTimeout(done, Math.min(GATHERING_MS_MAX, took / 4))
      this.gathering = {
        expected,
        done: () => {
          clearTimeout(patience)
          done()
        },
      }
    })
    this.gathering = undefined
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

  /** One of the batch spoils it: the halves are tried apart, until it stands alone and all the others are recorded. */
  private async afterFault(batch: Queued[], error: unknown): Promise<void> {
    this.states.clear()
    const [first, second] = batch
    if (isUnavailable(error)) for (const queued of batch) queued.fail(error)
    else if (first && !second) first.settle(this.faulty(error, first.command))
    else for (const half of halvesOf(batch)) await this.write(half).catch((again: unknown) => this.afterFault(half, again))
  }

  private faulty(error: unknown, command: AnyCommand): Outcome {
    const incident = this.options.onFault?.(error, command) ?? 'unknown'
    return {
      id: command.id,
      status: 'refused',
      code: 'fault',
      detail: `Something is wrong on our side; nothing was recorded. Report incident ${incident}.`,
    }
  }

  // ---- one transaction -------------------------------------------------------------------------------------------------

  private async write(batch: Queued[]): Promise<void> {
    const site = batch[0]?.command.site ?? 'main'
    const client = await this.options.pool.connect()
    try {
      const state = await this.begin(client, site, this.namesOf(batch))
      const from = state.position
      const { outcomes, facts, changes, writes } = await this.decideInTurns(client, state, batch)
      await this.commit(client, state, { writes, isChanged: facts.length > 0 })
      if (facts.length > 0) this.tell({ from, to: state.position, site, changes, facts })
      this.tidy(state, batch)
      batch.forEach((queued, index) => queued.settle(outcomes[index]))
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      throw error
    } finally {
      client.release()
    }
  }

  /** What is committed stays committed: a follower that stumbles over it must not make it look refused. */
  private tell(committed: Committed): void {
    try {
      this.options.onCommitted?.(committed)
    } catch (error) {
      const [fact] = committed.facts
      if (fact) this.options.onFault?.(error, fact.command)
    }
  }

  /** The lock, the head and what the batch names travel in one round trip; when nothing remembered holds, it is loaded after it. */
  private async begin(client: PoolClient, site: string, wanted: Wanted): Promise<State> {
    const remembered = this.states.get(site)
    remembered?.forgetVolatile()
    const [, head] = await Promise.all([
      client.query(BEGIN),
      lockHead(client, site),
      remembered ? prefetch(client, remembered, wanted, this.options.guard) : undefined,
    ])
    if (remembered && remembered.position === head.position && remembered.size <= REMEMBERED_MAX) return Object.assign(remembered, head)
    const state = Object.assign(new State(site), head, { renumbered: await anyRenumbered(client) })
    this.states.clear()
    this.states.set(site, state)
    await prefetch(client, state, wanted, this.options.guard)
    return state
  }

  /** Where many wait, PostgreSQL writes one turn while the next is decided. What joins this transaction is added to its batch. */
  private async decideInTurns(client: PoolClient, state: State, batch: Queued[]): Promise<Decided & { writes: Promise<void>[] }> {
    const all: Decided & { writes: Promise<void>[] } = { outcomes: [], facts: [], changes: [], writes: [] }
    for (let turn = [...batch]; turn.length > 0; ) {
      const { outcomes, rows, facts, changes } = await this.decideAll(client, state, turn)
      const write = (): void => {
        const taken = state.takeChanges()
        if (rows.length > 0) all.writes.push(heard(persist(client, rows, taken)))
        all.changes.push(...changes, taken)
      }
      turn = turn.length < BATCH_MAX || batch.length >= JOINED_MAX ? [] : this.joining(batch)
      await this.loadBeside(client, state, turn, write)
      all.outcomes.push(...outcomes)
      all.facts.push(...facts)
    }
    return all
  }

  private joining(batch: Queued[]): Queued[] {
    const [last, next] = [batch.at(-1), this.queue[0]]
    if (!last || !next || next.command.site !== last.command.site || this.isAlone(last) || this.isAlone(next)) return []
    const joining = this.nextBatch()
    batch.push(...joining)
    return joining
  }

  /**
   * Starts writing a turn and loads what the next one names. Single rows may be read before the write, for what a turn changed stands
   * in the state already; collections are read whole and must come after it.
   */
  private async loadBeside(client: PoolClient, state: State, turn: Queued[], write: () => void): Promise<void> {
    const wanted = this.namesOf(turn)
    const isAfter = wanted.hasCollections || wanted.components.size + wanted.returns.size > 0
    if (turn.length > 0 && !isAfter) await prefetch(client, state, wanted, this.options.guard)
    write()
    if (turn.length > 0 && isAfter) await prefetch(client, state, wanted, this.options.guard)
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

  private async decideAll(client: PoolClient, state: State, batch: Queued[]): Promise<Decided & { rows: LedgerRow[] }> {
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
    return { outcomes, rows, facts, changes: written }
  }

  private async decideOne(
    client: PoolClient,
    state: State,
    command: AnyCommand,
    { via, now, written }: { via: string; now: number; written: Changes[] },
  ): Promise<{ outcome: Outcome; row?: LedgerRow; fact?: Fact }> {
    for (let round = 0; ; round++) {
      const mark = state.mark()
      try {
        const known = state.event(command.id)
        if (known) return { outcome: duplicateOf(command, known) }
        const recorded = this.record(state, command, via, now)
        state.settle()
        return recorded
      } catch (error) {
        state.rollback(mark)
        if (error instanceof Missing && round < ROUNDS_MAX) {
          written.push(...(await writePending(client, state, error.wanted)))
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
    state.setEntry(state.events, command.id, {
      id: command.id,
      site: state.site,
      sequence,
      position,
      ord: since,
      type: command.type,
      voided: false,
      body: row.body,
    })
    return { outcome: outcomeOf(fact, sequence, position), row, fact }
  }

  /** Sent together with what is still being written: where a write failed, PostgreSQL makes a rollback of the commit. */
  private async commit(
    client: PoolClient,
    state: State,
    { writes, isChanged }: { writes: Promise<void>[]; isChanged: boolean },
  ): Promise<void> {
    await Promise.all([...writes, isChanged ? writeHead(client, state) : undefined, client.query('commit')])
  }

  /** After something that was decided alone, rows may stand in the state twice: start over rather than reason about it. */
  private tidy(state: State, batch: Queued[]): void {
    if (batch.some(queued => this.isAlone(queued))) this.states.delete(state.site)
  }
}

const halvesOf = <T>(list: readonly T[]): T[][] => [list.slice(0, list.length >> 1), list.slice(list.length >> 1)]

async function lockHead(client: PoolClient, site: string): Promise<Pick<State, 'position' | 'lots' | 'sequence' | 'hash'>> {
  // Two statements: after waiting for the lock, a join would still show the head as it was before.
  const [store, head] = await Promise.all([
    client.query({ name: 'writer.lock', text: 'select position, lots from store for update' }),
    client.query({ name: 'writer.head', text: 'select sequence, hash from ledger_head where site = $1', values: [site] }),
  ])
  const { position, lots } = store.rows[0] as { position: number; lots: number }
  const known = head.rows[0] as { sequence: number; hash: Buffer } | undefined
  return { position, lots, sequence: known?.sequence ?? 0, hash: known?.hash ?? BEGINNING }
}

/** Asked once per state: renumberings of this process set the state's mark, and others' make the state be read afresh. */
async function anyRenumbered(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query({
    name: 'writer.former',
    text: `select exists(select from identifier where kind = 'formerNumber') as any`,
  })
  return (rows[0] as { any: boolean }).any
}

const writeHead = (client: PoolClient, state: State): Promise<unknown> =>
  client.query({
    name: 'writer.sethead',
    text: `with counted as (update store set position = $1, lots = $2)
         insert into ledger_head (site, sequence, hash) values ($3, $4, $5) on conflict (site) do update set sequence = excluded.sequence, hash = excluded.hash`,
    values: [state.position, state.lots, state.site, state.sequence, state.hash],
  })

/** Awaited at the commit; when something else fails before, its own failure must not end the process. */
function heard(write: Promise<void>): Promise<void> {
  write.catch(() => undefined)
  return write
}

/** A correction with a replacement is two steps in the store's order: the void, then the replacement. */
export const positionsTaken = (command: AnyCommand): number => ((command as { replacement?: unknown }).replacement === undefined ? 1 : 2)

export function ledgerRow(
  state: State,
  fact: Fact,
  sealed: { site: string; sequence: number; recordedAt: number; via: string },
  position: number,
): LedgerRow {
  const body = writeBody(fact, sealed)
  const { command } = fact
  const said = { ...(fact.effect.settled as object | undefined), ...command } as AnyCommand & {
    workOrder?: string
    operation?: number
    run?: string
  }
  return {
    site: sealed.site,
    sequence: sealed.sequence,
    position,
    id: command.id,
    type: command.type,
    at: fact.at,
    recordedAt: sealed.recordedAt,
    by: fact.by,
    station: command.station ?? null,
    workCenter: said.workCenter ?? null,
    workOrder: said.workOrder ?? null,
    operation: said.operation ?? null,
    run: said.run ?? null,
    body,
    previousHash: state.hash,
    hash: seal(state.hash, body),
  }
}

function outcomeOf(fact: Fact, sequence: number, position: number): Outcome {
  const exception = fact.effect.exceptions[0]
  return {
    id: fact.command.id,
    status: exception ? 'exception' : 'recorded',
    sequence,
    position,
    lots: fact.effect.made.map(({ material, number }) => ({ material, number })),
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

const notKept = (error: QuantityError): Refusal =>
  new Refusal('invalid-event', `A quantity that follows from this event cannot be kept: ${error.message}.`, '')

const refusalOf = (command: AnyCommand, refusal: Refusal): Outcome => ({
  id: command.id,
  status: 'refused',
  code: refusal.code,
  detail: refusal.message,
  ...(refusal.pointer === undefined ? {} : { pointer: refusal.pointer }),
})
