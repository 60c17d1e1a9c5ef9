/**
 * The one writer of a process. Commands queue up; a batch of them shares one transaction (group commit): lock, prefetch, decide and
 * evolve one after the other in memory, persist, commit, answer everybody. What is refused leaves no trace and spoils nobody else's.
 * While one transaction is being written, the next batch is decided on the state that it leaves (see series.ts).
 */
import { setImmediate } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import { QuantityError } from '../base/quantity.ts'
import { Refusal } from '../base/refusal.ts'
import { SERIES_KIND, SERIES_WORD } from '../base/series.ts'
import { isUnavailable } from '../store/index.ts'
import { writeBody } from './body.ts'
import { decideAndApply } from './decide.ts'
import type { AnyCommand, Fact } from './fact.ts'
import type { Handlers } from './handler.ts'
import { type LedgerRow, type Statement, writeAll, writePending, writesOf } from './persist.ts'
import { type Guard, prefetch } from './prefetch.ts'
import { BEGINNING, seal } from './seal.ts'
import { Overtaken, Series } from './series.ts'
import { type Changes, type KnownEvent, Missing, State } from './state.ts'
import { Wanted } from './wanted.ts'

export interface Outcome {
  id: string
  status: 'recorded' | 'duplicate' | 'refused' | 'exception'
  sequence?: number
  position?: number
  lots?: { material: string; number: string }[]
  /** The number that was drawn for an output that is about to be filled. */
  opened?: { material: string; number: string }
  /** The container an event numbered itself. */
  container?: string
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
  /** Events by which the lots become known that a refused command names: recorded with it and before it, or not at all. Some may be `coming` already. */
  precede?: (client: PoolClient, state: State, command: AnyCommand, coming: readonly AnyCommand[]) => Promise<readonly AnyCommand[]>
}

/** A command that goes together with others, and may name what those before it made. @throws Refusal */
export type Step = (before: readonly Outcome[]) => AnyCommand

interface Queued {
  command: AnyCommand
  /** Recorded with the command, or none of them is. */
  behind?: readonly Step[]
  via: string
  /** It was decided among others and turned out to change what the guard answers. */
  mustStandAlone?: boolean
  settle: (outcomes: readonly Outcome[]) => void
  fail: (error: unknown) => void
}

/** One command decided; a row and a fact where it is new. */
interface Recorded {
  outcome: Outcome
  /** Recorded for the sake of a command before or behind it: nobody sent it, so nobody is answered. */
  isUnasked?: true
  row?: LedgerRow
  fact?: Fact
}

/** What is recorded ahead of which command, by its id. */
type Ahead = Map<string, readonly AnyCommand[]>

/** What deciding gave: the outcomes of each that was queued, and what is to be written. */
interface Decided {
  outcomes: (readonly Outcome[])[]
  facts: Fact[]
  changes: Changes[]
}

/** Enough to share one fsync among many callers, few enough that nobody waits long for his neighbours. */
const BATCH_MAX = 400
/** While a whole batch is waiting, so many may be on their way: PostgreSQL need not wait for the next to be decided, nor the next for PostgreSQL. */
const AHEAD_MAX = 2
/**
 * So long it is decided without looking up: what is on its way to PostgreSQL is more than a socket takes at once, and goes on only when
 * somebody looks up. Decided in one go, a batch had PostgreSQL wait for the rest of the one before.
 */
const SLICE_MS = 3
/** A series ends after so many commands: then it is asked anew which holds reach the lots that were used. */
const SERIES_MAX = 4000
/** The longest wait for callers to come again; besides, never more than a quarter of what the last transaction took. */
const GATHERING_MS_MAX = 5
/** PostgreSQL's own word for a server that is being stopped: whoever asks may come again. */
const ADMIN_SHUTDOWN = '57P01'
/** Rows remembered between batches before starting over: some tens of megabytes. */
const REMEMBERED_MAX = 200_000
/** A command that keeps asking for more rows than this many times is a fault of ours, not of its sender. */
export const ROUNDS_MAX = 50

/** What was decided cannot stay among others. */
class NotAlone extends Error {}

export class Writer {
  private readonly queue: Queued[] = []
  private readonly states = new Map<string, State>()
  private running: Promise<void> | undefined
  private closed = false
  private gathering: { expected: number; done: () => void } | undefined
  /** How many had called when the last batches were taken, the newest first. */
  private calling: readonly number[] = []
  private took = 0
  private readonly options: WriterOptions

  constructor(options: WriterOptions) {
    this.options = options
  }

  /** Resolves when the command is durable or refused; rejects only when the store is unavailable. */
  async submit(command: AnyCommand, via: string): Promise<Outcome> {
    const [outcome] = await this.enqueue(command, [], via)
    return outcome
  }

  /**
   * All of them, in order, in one transaction, or none: then the only outcome is that of the first that a rule forbids. What must be decided
   * alone (a correction, a hold) cannot share: with such a one among them they go one after the other, and end at the first that is refused.
   */
  async submitTogether(types: readonly string[], steps: readonly Step[], via: string): Promise<readonly Outcome[]> {
    if (types.some(type => this.options.handlers.get(type)?.alone === true)) return this.submitEach(steps, via)
    const [first, ...behind] = steps
    return first ? read(first, [], command => this.enqueue(command, behind, via)) : []
  }

  private async submitEach(steps: readonly Step[], via: string): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = []
    for (const step of steps) {
      outcomes.push(...(await read(step, outcomes, async command => [await this.submit(command, via)])))
      if (outcomes.at(-1)?.status === 'refused') break
    }
    return outcomes
  }

  private enqueue(command: AnyCommand, behind: readonly Step[], via: string): Promise<readonly Outcome[]> {
    if (this.closed) return Promise.reject(Object.assign(new Error('the writer is closed'), { code: ADMIN_SHUTDOWN }))
    return new Promise((settle, fail) => {
      this.queue.push({ command, via, settle, fail, ...(behind.length > 0 ? { behind } : {}) })
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
      await this.gather()
      await this.write(this.nextBatch(0))
    }
  }

  /**
   * Callers who have just been answered often come again at once. Half of them are waited for, while the transactions of the others are
   * on their way, or for a moment: then one half is decided while the other is written, and no half falls apart into smaller ones.
   */
  private async gather(underWay?: Promise<void>): Promise<void> {
    const expected = Math.min(BATCH_MAX, Math.max(...this.calling, 0) >> 1)
    if (this.queue.length >= Math.max(1, expected)) return
    const enough = new Promise<void>(done => {
      this.gathering = { expected: Math.max(1, expected), done }
    })
    try {
      if (underWay) await Promise.race([enough, underWay])
      if (this.queue.length > 0 && this.queue.length < expected) await soonest(enough, Math.min(GATHERING_MS_MAX, this.took / 4))
    } finally {
      this.gathering = undefined
    }
  }

  /** The commands at the head of the queue that can share a transaction: one site, and nothing that must be decided alone. */
  private nextBatch(underWay: number): Queued[] {
    const first = this.queue[0]
    if (!first) return []
    this.calling = [this.queue.length + underWay, ...this.calling].slice(0, 3)
    if (this.isAlone(first)) return this.queue.splice(0, 1)
    let count = 1
    while (count < Math.min(this.queue.length, BATCH_MAX)) {
      const next = this.queue[count]
      if (!next || next.command.site !== first.command.site || this.isAlone(next)) break
      count++
    }
    return this.queue.splice(0, count)
  }

  private isAlone(queued: Pick<Queued, 'command' | 'mustStandAlone'>): boolean {
    if (queued.mustStandAlone) return true
    const alone = this.options.handlers.get(queued.command.type)?.alone
    return typeof alone === 'function' ? alone(queued.command) : alone === true
  }

  /** What was not written is tried again, in its order: one that spoiled its batch until it stands alone, those behind it as they were. */
  private async afterFailure(error: unknown, unwritten: readonly (readonly Queued[])[]): Promise<void> {
    this.states.clear()
    const [failed, ...behind] = unwritten.filter(batch => batch.length > 0)
    if (isUnavailable(error)) for (const queued of unwritten.flat()) queued.fail(error)
    else if (failed) {
      await this.again(failed, error)
      for (const batch of behind) await this.write(batch, { followed: false })
    }
  }

  private async again(batch: readonly Queued[], error: unknown): Promise<void> {
    const [first, second] = batch
    if (error instanceof Overtaken) await this.write(batch, { followed: false })
    else if (first && !second) first.settle([this.faulty(error, first.command)])
    else for (const half of halvesOf(batch)) await this.write(half, { followed: false })
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

  // ---- one transaction after the other -----------------------------------------------------------------------------------

  /** Writes a batch and, unless that is not wanted, those that come in meanwhile. Everybody is answered when this resolves. */
  private async write(first: readonly Queued[], { followed = true } = {}): Promise<void> {
    const series = new Series<Queued>(this.options.pool)
    let unsent = first
    let rest: readonly Queued[] = []
    try {
      const state = await this.begin(series, first)
      while (unsent.length > 0) {
        rest = await this.sendTurn(series, state, unsent)
        unsent = []
        if (rest.length === 0 && followed && !this.hasAlone(first)) unsent = await this.following(series, state)
      }
      await series.room(0)
      await series.end()
      this.tidy(state, first)
    } catch (error) {
      await series.end({ failed: true })
      return this.afterFailure(await series.cause(error), [...series.inFlight.map(flight => flight.batch), unsent, rest])
    }
    const [alone, ...behind] = rest
    if (alone) await this.write([alone], { followed: false })
    if (behind.length > 0) await this.write(behind, { followed })
  }

  /** Answers what is still to be decided: from one on that has to stand alone. */
  private async sendTurn(series: Series<Queued>, state: State, batch: readonly Queued[]): Promise<readonly Queued[]> {
    const [began, from] = [performance.now(), state.position]
    const { outcomes, rows, facts, changes } = await this.decideAll(series, state, batch)
    const taken = state.takeChanges()
    // Put together before the first is sent: what cannot be put into a statement must not leave the others to be committed.
    const statements = rows.length > 0 ? [...writesOf(rows, taken), headOf(state)] : []
    const client = series.open()
    const writes = statements.map(statement => client.query(statement))
    const committed = { from, to: state.position, site: state.site, changes: [...changes, taken], facts }
    const decided = batch.slice(0, outcomes.length)
    series.commit(decided, writes, () => {
      this.took = performance.now() - began
      if (facts.length > 0) this.tell(committed)
      decided.forEach((queued, index) => queued.settle(outcomes[index] ?? []))
    })
    return batch.slice(outcomes.length)
  }

  /** The next batch of the series, with what it names loaded; nothing when it must not, or need not, be decided ahead. */
  private async following(series: Series<Queued>, state: State): Promise<readonly Queued[]> {
    await series.room(this.queue.length >= BATCH_MAX ? AHEAD_MAX : 1)
    await this.gather(series.inFlight[0]?.answered)
    const next = this.queue[0]
    const isEnd = series.count >= SERIES_MAX || state.size > REMEMBERED_MAX || this.states.get(state.site) !== state
    if (!next || isEnd || next.command.site !== state.site || this.isAlone(next)) return []
    const batch = this.nextBatch(series.inFlight[0]?.batch.length ?? 0)
    series.ahead(state)
    await this.loadAhead(series, state, batch).catch((error: unknown) => {
      // Not decided yet, so it waits at the head of the queue for the next series.
      this.queue.unshift(...batch)
      throw error
    })
    return batch
  }

  /**
   * Single rows may be read before those ahead are committed, for what they changed stands in the state already; collections are read
   * whole, so the reading has to see it.
   */
  private async loadAhead(series: Series<Queued>, state: State, batch: readonly Queued[]): Promise<void> {
    const wanted = this.namesOf(batch)
    await prefetch(wanted.leadsToCollections ? series.open() : await series.reader(), state, wanted, this.options.guard)
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
  private async begin(series: Series<Queued>, batch: readonly Queued[]): Promise<State> {
    const site = batch[0]?.command.site ?? 'main'
    const wanted = this.namesOf(batch)
    const remembered = this.states.get(site)
    remembered?.forgetVolatile()
    const { client, begun } = await series.begin()
    const [, head] = await Promise.all([
      begun,
      lockHead(client, site),
      remembered ? prefetch(client, remembered, wanted, this.options.guard) : undefined,
    ])
    if (remembered && isWhereItWas(remembered, head) && remembered.size <= REMEMBERED_MAX) return Object.assign(remembered, head)
    const state = Object.assign(new State(site), head, await standing(client))
    this.states.clear()
    this.states.set(site, state)
    await prefetch(client, state, wanted, this.options.guard)
    return state
  }

  private namesOf(batch: readonly Queued[]): Wanted {
    const wanted = new Wanted()
    for (const { command } of batch) nameCommand(this.options.handlers, command, wanted)
    return wanted
  }

  private async decideAll(series: Series<Queued>, state: State, batch: readonly Queued[]): Promise<Decided & { rows: LedgerRow[] }> {
    const now = (this.options.now ?? Date.now)()
    const outcomes: (readonly Outcome[])[] = []
    const rows: LedgerRow[] = []
    const facts: Fact[] = []
    const written: Changes[] = []
    let since = performance.now()
    for (const queued of batch) {
      if (performance.now() - since > SLICE_MS) {
        await setImmediate()
        since = performance.now()
      }
      const decided = await this.decideOne(series, state, queued, { now, written })
      if (!decided) break
      outcomes.push(decided.filter(({ isUnasked }) => isUnasked !== true).map(({ outcome }) => outcome))
      for (const { row, fact } of decided) {
        if (row) rows.push(row)
        if (fact) facts.push(fact)
      }
    }
    return { outcomes, rows, facts, changes: written }
  }

  private async decideOne(
    series: Series<Queued>,
    state: State,
    queued: Queued,
    { now, written }: { now: number; written: Changes[] },
  ): Promise<Recorded[] | undefined> {
    const ahead: Ahead = new Map()
    for (let round = 0; ; round++) {
      const mark = state.mark()
      const recorded: Recorded[] = []
      // The one that is at its turn: where a rule forbids it, the others go with it.
      let { command } = queued
      try {
        for (const step of [undefined, ...(queued.behind ?? [])]) {
          if (step) command = this.nextOf(step, recorded)
          for (const first of ahead.get(command.id) ?? [])
            recorded.push({ ...this.recordOnce(state, first, queued.via, now), isUnasked: true })
          recorded.push(...this.recordAct(state, command, queued.via, now))
        }
        this.checkAlone(queued, recorded)
        state.settle()
        return recorded
      } catch (error) {
        state.rollback(mark)
        if (error instanceof NotAlone) return undefined
        if (isUnknownLot(error) && !ahead.has(command.id)) {
          const found = await this.ahead(series, state, command, { ahead, written })
          if (found instanceof Refusal) return [{ outcome: this.refusedBy(found, command) }]
          ahead.set(command.id, found)
          if (found.length > 0) continue
        }
        if (!(error instanceof Missing) || round >= ROUNDS_MAX) return [{ outcome: this.refusedBy(error, command) }]
        const client = series.open()
        for (const first of [...ahead.values()].flat()) nameCommand(this.options.handlers, first, error.wanted)
        // Whole: what the batch has made known since, such as the first renumbering of all, is asked for at once and not piece by piece.
        nameCommand(this.options.handlers, command, error.wanted)
        written.push(...(await writePending(client, state, error.wanted)))
        await prefetch(client, state, error.wanted, this.options.guard)
      }
    }
  }

  /** What those before it in the batch made is written first: the series are asked of the database. */
  private async ahead(
    series: Series<Queued>,
    state: State,
    command: AnyCommand,
    { ahead, written }: { ahead: Ahead; written: Changes[] },
  ): Promise<readonly AnyCommand[] | Refusal> {
    if (!state.ranged || !this.options.precede) return []
    const client = series.open()
    written.push(...(await writeAll(client, state)))
    try {
      return await this.options.precede(client, state, command, [...ahead.values()].flat())
    } catch (error) {
      if (error instanceof Refusal) return error
      throw error
    }
  }
  /** @throws NotAlone when those behind it would be decided on what the guard said before. */
  private checkAlone(queued: Queued, recorded: readonly Recorded[]): void {
    if (this.isAlone(queued)) return
    const changes = recorded.some(({ fact }) => fact && this.options.handlers.get(fact.command.type)?.changesGuard?.(fact))
    if (!changes) return
    queued.mustStandAlone = true
    throw new NotAlone()
  }

  private nextOf(step: Step, recorded: readonly Recorded[]): AnyCommand {
    const command = step(recorded.filter(({ isUnasked }) => isUnasked !== true).map(({ outcome }) => outcome))
    if (this.isAlone({ command })) throw new Error(`${command.type} must be decided alone: it cannot go together with others`)
    return command
  }

  private refusedBy(error: unknown, command: AnyCommand): Outcome {
    if (error instanceof Refusal) return refusalOf(command, error)
    return error instanceof QuantityError ? refusalOf(command, notKept(error)) : this.faulty(error, command)
  }

  /** The command, and what the same act records behind it. */
  private recordAct(state: State, command: AnyCommand, via: string, now: number): Recorded[] {
    const own = this.recordOnce(state, command, via, now)
    if (!own.fact) return [own]
    const parts = this.options.handlers.get(command.type)?.behind?.(state, own.fact) ?? []
    const recorded = parts.map(part => this.recordOnce(state, part, via, now))
    const outcome = recorded.reduce((sum, part) => together(sum, part.outcome), own.outcome)
    return [{ ...own, outcome }, ...recorded.map((part): Recorded => ({ ...part, isUnasked: true }))]
  }

  private recordOnce(state: State, command: AnyCommand, via: string, now: number): Recorded {
    const known = state.event(command.id)
    return known ? { outcome: duplicateOf(command, known) } : this.record(state, command, via, now)
  }

  private record(state: State, command: AnyCommand, via: string, now: number): Recorded {
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

  /** After something that was decided alone, rows may stand in the state twice: start over rather than reason about it. */
  private tidy(state: State, batch: readonly Queued[]): void {
    if (this.hasAlone(batch)) this.states.delete(state.site)
  }

  private hasAlone(batch: readonly Queued[]): boolean {
    return batch.some(queued => this.isAlone(queued))
  }
}

export const isUnknownLot = (error: unknown): boolean => error instanceof Refusal && error.code === 'unknown-lot'

/** What cannot even be read as a command is refused like one that a rule forbids. */
async function read(
  step: Step,
  before: readonly Outcome[],
  go: (command: AnyCommand) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  let command: AnyCommand
  try {
    command = step(before)
  } catch (error) {
    if (error instanceof Refusal) return [{ id: '', status: 'refused', code: error.code, detail: error.message }]
    throw error
  }
  return go(command)
}

async function soonest(enough: Promise<void>, patienceMs: number): Promise<void> {
  let patience: NodeJS.Timeout | undefined
  await Promise.race([
    enough,
    new Promise<void>(done => {
      patience = setTimeout(done, patienceMs)
    }),
  ])
  clearTimeout(patience)
}

/** Another process has not written, nor made the projections anew without a site. */
const isWhereItWas = (state: State, head: Pick<State, 'position' | 'lots'>): boolean =>
  state.position === head.position && state.lots === head.lots

const halvesOf = <T>(list: readonly T[]): T[][] => [list.slice(0, list.length >> 1), list.slice(list.length >> 1)]

/** What deciding about a command will ask for, as far as the command says it. */
export function nameCommand(handlers: Handlers, command: AnyCommand, wanted: Wanted): void {
  wanted.event(command.id)
  wanted.master('person', command.by)
  if (command.type !== 'workCenter') wanted.master('workCenter', command.workCenter)
  handlers.get(command.type)?.names(command, wanted)
}

export async function lockHead(client: PoolClient, site: string): Promise<Pick<State, 'position' | 'lots' | 'sequence' | 'hash'>> {
  // Two statements: after waiting for the lock, a join would still show the head as it was before.
  const [store, head] = await Promise.all([
    client.query({ name: 'writer.lock', text: 'select position, lots from store for update' }),
    client.query({ name: 'writer.head', text: 'select sequence, hash from ledger_head where site = $1', values: [site] }),
  ])
  const { position, lots } = store.rows[0] as { position: number; lots: number }
  const known = head.rows[0] as { sequence: number; hash: Buffer } | undefined
  return { position, lots, sequence: known?.sequence ?? 0, hash: known?.hash ?? BEGINNING }
}

/**
 * Asked once per state: renumberings of this process set the state's mark, series are made alone, after which the state is read
 * afresh, as it is when another process has written.
 */
export async function standing(client: PoolClient): Promise<Pick<State, 'renumbered' | 'ranged'>> {
  const { rows } = await client.query({
    name: 'writer.standing',
    text: `select exists(select from identifier where kind = 'formerNumber') as renumbered,
             exists(select from identifier where lower(value) ~>=~ '${SERIES_WORD}' and lower(value) ~<~ ('${SERIES_WORD}' || chr(1114111)) and kind = '${SERIES_KIND}') as ranged`,
  })
  return rows[0] as { renumbered: boolean; ranged: boolean }
}

const headOf = (state: State): Statement => ({
  name: 'writer.sethead',
  text: `with counted as (update store set position = $1, lots = $2)
         insert into ledger_head (site, sequence, hash) values ($3, $4, $5) on conflict (site) do update set sequence = excluded.sequence, hash = excluded.hash`,
  values: [state.position, state.lots, state.site, state.sequence, state.hash],
})

/** A correction with a replacement is two steps in the store's order: the void, then the replacement; one more for each event that is voided with it. */
export function positionsTaken(command: AnyCommand): number {
  const { replacement, also = [] } = command as { replacement?: unknown; also?: unknown[] }
  return (replacement === undefined ? 1 : 2) + also.length
}

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
    ...settledOf(fact.effect),
    ...(exception ? { code: exception.code, detail: exception.detail } : {}),
  }
}

/** The act is answered as one. */
const together = (act: Outcome, part: Outcome): Outcome => ({
  ...(act.status === 'recorded' && part.status === 'exception'
    ? { ...act, status: part.status, code: part.code, detail: part.detail }
    : act),
  lots: [...(act.lots ?? []), ...(part.lots ?? [])],
})

function duplicateOf(command: AnyCommand, known: KnownEvent): Outcome {
  return { id: command.id, status: 'duplicate', sequence: known.sequence, position: known.position, ...madeBy(known) }
}

function madeBy(known: KnownEvent): Pick<Outcome, 'lots' | 'container' | 'opened'> {
  if (known.body === null) return { lots: [] }
  const { effect } = JSON.parse(known.body) as {
    effect: Pick<Fact['effect'], 'settled'> & { made?: { material: string; number: string }[] }
  }
  return { lots: (effect.made ?? []).map(({ material, number }) => ({ material, number })), ...settledOf(effect) }
}

/** Numbers are said where they were settled here and not by the sender. */
function settledOf({ settled }: Pick<Fact['effect'], 'settled'>): Pick<Outcome, 'container' | 'opened'> {
  const { numberedContainer: container, opened } = (settled ?? {}) as { numberedContainer?: string; opened?: Outcome['opened'] }
  return { ...(container === undefined ? {} : { container }), ...(opened === undefined ? {} : { opened }) }
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
