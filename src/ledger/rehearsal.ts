/**
 * What the ledger would say, without saying it: records are decided one on the other in memory, as the writer does, and nothing is kept.
 * No lock is held and nothing is written, so stations go on meanwhile; what is answered holds for the moment it began.
 *
 * Only for what needs no more than the rows it names (master data, orders): rows that hang together, such as stock in a container, are read
 * whole, and would not show what was rehearsed before.
 */
import type { Pool, PoolClient } from 'pg'
import { QuantityError } from '../base/quantity.ts'
import { Refusal } from '../base/refusal.ts'
import { decideAndApply } from './decide.ts'
import type { AnyCommand } from './fact.ts'
import type { Handlers } from './handler.ts'
import { type Guard, prefetch } from './prefetch.ts'
import { Missing, State } from './state.ts'
import { Wanted } from './wanted.ts'
import { nameCommand } from './writer.ts'

export interface Rehearsed {
  id: string
  status: 'recorded' | 'duplicate' | 'refused'
  code?: string
  detail?: string
  pointer?: string
}

interface Stage {
  client: PoolClient
  states: Map<string, State>
}

/** Nothing that is rehearsed uses a lot, so no hold can reach it. */
const NO_LOTS: Guard = { holdsReaching: async () => new Map() }
const ROUNDS_MAX = 50

export class Rehearsal {
  private stage: Stage | undefined
  private readonly pool: Pool
  private readonly handlers: Handlers
  private readonly now: () => number

  constructor({ pool, handlers, now }: { pool: Pool; handlers: Handlers; now: () => number }) {
    this.pool = pool
    this.handlers = handlers
    this.now = now
  }

  /** One answer for each, in their order; what was said before counts for what comes after. */
  async decide(commands: readonly AnyCommand[]): Promise<Rehearsed[]> {
    const stage = await this.open()
    const outcomes: Rehearsed[] = []
    for (const site of new Set(commands.map(command => command.site))) {
      const wanted = new Wanted()
      for (const command of commands) if (command.site === site) nameCommand(this.handlers, command, wanted)
      await prefetch(stage.client, await this.stateOf(stage, site), wanted, NO_LOTS)
    }
    for (const command of commands) outcomes.push(await this.decideOne(stage, command))
    return outcomes
  }

  async close(): Promise<void> {
    const client = this.stage?.client
    this.stage = undefined
    if (!client) return
    await client.query('rollback').then(
      () => client.release(),
      (error: Error) => client.release(error),
    )
  }

  private async open(): Promise<Stage> {
    if (this.stage) return this.stage
    const client = await this.pool.connect()
    this.stage = { client, states: new Map() }
    await client.query('begin transaction isolation level repeatable read read only; set local enable_seqscan = off')
    return this.stage
  }

  private async stateOf({ client, states }: Stage, site: string): Promise<State> {
    const known = states.get(site)
    if (known) return known
    const { rows } = await client.query({ name: 'rehearsal.head', text: 'select position, lots from store' })
    const state = Object.assign(new State(site), rows[0] as { position: number; lots: number })
    states.set(site, state)
    return state
  }

  private async decideOne(stage: Stage, command: AnyCommand): Promise<Rehearsed> {
    const state = await this.stateOf(stage, command.site)
    for (let round = 0; ; round++) {
      const mark = state.mark()
      try {
        const outcome = this.decideOnce(state, command)
        state.settle()
        return outcome
      } catch (error) {
        state.rollback(mark)
        if (!(error instanceof Missing) || round >= ROUNDS_MAX) return refusedBy(error, command)
        nameCommand(this.handlers, command, error.wanted)
        await prefetch(stage.client, state, error.wanted, NO_LOTS)
      }
    }
  }

  private decideOnce(state: State, command: AnyCommand): Rehearsed {
    if (state.event(command.id)) return { id: command.id, status: 'duplicate' }
    const since = state.position + 1
    decideAndApply(state, command, this.handlers, { now: this.now(), since, ord: since })
    state.setField(state, 'position', since)
    const row = {
      id: command.id,
      site: state.site,
      sequence: since,
      position: since,
      ord: since,
      type: command.type,
      voided: false,
      body: '',
    }
    state.setEntry(state.events, command.id, row)
    return { id: command.id, status: 'recorded' }
  }
}

function refusedBy(error: unknown, { id }: AnyCommand): Rehearsed {
  if (error instanceof QuantityError) return { id, status: 'refused', code: 'invalid-event', detail: error.message }
  if (!(error instanceof Refusal)) throw error
  const { code, message: detail, pointer } = error
  return { id, status: 'refused', code, detail, ...(pointer === undefined ? {} : { pointer }) }
}
