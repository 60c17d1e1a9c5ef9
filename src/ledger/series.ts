/**
 * Transactions that follow each other on one connection: while PostgreSQL writes one of them, the next is decided. What is decided
 * ahead stands on rows that are not committed yet, so its transaction first locks the head and checks that the store is exactly where
 * those before it leave it. It fails where one of them failed or another process came between, and nobody is answered before his commit.
 */
import type { Pool, PoolClient, QueryResult } from 'pg'
import { later } from '../base/later.ts'
import { isUnavailable } from '../store/index.ts'
import type { State } from './state.ts'

/** Plans are kept with the connection, and one made while a table was small would go on reading all of it: indexes are always right here. */
const BEGIN = 'begin; set local enable_seqscan = off'

/** What a turn was decided on is not what the store holds: it is decided again. */
export class Overtaken extends Error {
  constructor() {
    super('the store moved on while this was decided')
  }
}

/** One transaction on its way: `answered` when it is durable and its callers know, rejected when nothing of it was written. */
export interface Flight<T> {
  readonly batch: readonly T[]
  readonly answered: Promise<void>
}

type Head = Pick<State, 'position' | 'lots'>

export class Series<T> {
  /** Sent and not answered, the oldest first. */
  readonly inFlight: Flight<T>[] = []
  count = 0
  private writing: PoolClient | undefined
  private reading: PoolClient | undefined
  private decidedOn: Head | undefined
  private isOpen = false
  private readonly pool: Pool

  constructor(pool: Pool) {
    this.pool = pool
  }

  /** The first transaction is begun before anything is read: what it is decided on is under its lock. */
  async begin(): Promise<{ client: PoolClient; begun: Promise<unknown> }> {
    this.writing = await this.pool.connect()
    this.isOpen = true
    return { client: this.writing, begun: this.writing.query(BEGIN) }
  }

  /** The next one is decided on the state as it is now, ahead of its transaction. */
  ahead({ position, lots }: Head): void {
    this.decidedOn = { position, lots }
    this.isOpen = false
  }

  /** Where single rows of the turn are read: what those before it changed stands in the state already. */
  async reader(): Promise<PoolClient> {
    if (this.isOpen || this.pool.options.max < 2) return this.open()
    if (!this.reading) {
      this.reading = await this.pool.connect()
      await this.reading.query(BEGIN)
    }
    return this.reading
  }

  /** Begins the turn's own transaction, behind all that was sent: from here on it sees what those before it wrote. */
  open(): PoolClient {
    const client = this.writing
    if (!client) throw new Error('the series has not begun')
    if (!this.isOpen && this.decidedOn) {
      this.isOpen = true
      // Heard at the commit, which fails with it.
      this.begun = later(Promise.all([client.query(BEGIN), expectHead(client, this.decidedOn)]))
    }
    return client
  }
  private begun: Promise<unknown> = Promise.resolve()

  /** Sends the commit behind the writes. Callers are answered one batch after the other, as the ledger has them. */
  commit(batch: readonly T[], writes: readonly Promise<unknown>[], answer: () => void): void {
    const commit = this.open().query('commit').then(checkCommitted)
    const settled = inOrder([this.inFlight.at(-1)?.answered, this.begun, ...writes, commit])
    const flight = { batch, answered: later(settled.then(answer)) }
    this.begun = Promise.resolve()
    this.count += batch.length
    this.inFlight.push(flight)
    void later(flight.answered.then(() => this.inFlight.shift()))
  }

  /** Resolves when at most so many are on their way; rejects as soon as one has failed. */
  async room(inFlightMax: number): Promise<void> {
    while (this.inFlight.length > inFlightMax) await this.inFlight[0]?.answered
  }

  /** Gives the connections back. Everything sent is settled when this resolves, whether it was written or not. */
  async end({ failed = false } = {}): Promise<void> {
    const open = failed ? [this.writing, this.reading] : [this.reading]
    await Promise.all(open.map(async client => client?.query('rollback').catch(() => undefined)))
    await Promise.allSettled(this.inFlight.map(flight => flight.answered))
    for (const client of [this.writing, this.reading]) client?.release()
    this.writing = this.reading = undefined
  }

  /** What failed first says why; what came after it failed because of it. */
  async cause(error: unknown): Promise<unknown> {
    return inOrder([this.inFlight[0]?.answered, this.begun]).then(
      () => error,
      (first: unknown) => first,
    )
  }
}

/** Rejects with the failure of the earliest: in one transaction all that follow it only say that it has failed. */
async function inOrder(promises: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  for (const promise of promises) promise?.catch(() => undefined)
  for (const promise of promises) await promise
}

/** A commit of a transaction in which something failed is answered too: with a rollback. */
function checkCommitted({ command }: QueryResult): void {
  if (command !== 'COMMIT') throw new Error(`the transaction ended with ${command}`)
}

/** The lock, and the check: the division fails where the store is not where it should be, and takes the transaction with it. */
async function expectHead(client: PoolClient, { position, lots }: Head): Promise<void> {
  try {
    await client.query({
      name: 'writer.expect',
      text: 'select 1 / (position = $1 and lots = $2)::int from store for update',
      values: [position, lots],
    })
  } catch (error) {
    throw isUnavailable(error) ? error : new Overtaken()
  }
}
