/** What recording a command would change: decided and written under the writer's own lock, looked at, and rolled back. */
import type { PoolClient } from 'pg'
import { decideAndApply } from './decide.ts'
import type { AnyCommand } from './fact.ts'
import { writePending, writeProjections } from './persist.ts'
import { prefetch } from './prefetch.ts'
import { type Changes, Missing, State } from './state.ts'
import { Wanted } from './wanted.ts'
import { isUnknownLot, lockHead, nameCommand, positionsTaken, ROUNDS_MAX, standing, type WriterOptions } from './writer.ts'

/** Before and after are asked of the same transaction, so nothing else can have come between. */
export interface Look<B, A> {
  before(client: PoolClient): Promise<B>
  after(client: PoolClient, changes: readonly Changes[], before: B): Promise<A>
}

/** @throws Refusal when the command would be refused. */
export async function tryOut<B, A>(options: WriterOptions, command: AnyCommand, look: Look<B, A>): Promise<A> {
  const client = await options.pool.connect()
  try {
    await client.query('begin; set local enable_seqscan = off')
    return await lookedAt(options, client, command, look)
  } finally {
    await client.query('rollback').catch(() => undefined)
    client.release()
  }
}

/** The same within the transaction of whoever is about to record it; nothing of it stays there. */
export async function tryWithin<B, A>(options: WriterOptions, client: PoolClient, command: AnyCommand, look: Look<B, A>): Promise<A> {
  await client.query('savepoint trial')
  try {
    return await lookedAt(options, client, command, look)
  } finally {
    await client.query('rollback to savepoint trial')
  }
}

async function lookedAt<B, A>(options: WriterOptions, client: PoolClient, command: AnyCommand, { before, after }: Look<B, A>): Promise<A> {
  const head = await lockHead(client, command.site)
  const seen = await before(client)
  const state = Object.assign(new State(command.site), head, await standing(client))
  return await after(client, await changesOf(options, client, state, command), seen)
}

async function changesOf(options: WriterOptions, client: PoolClient, state: State, command: AnyCommand): Promise<Changes[]> {
  const { handlers, guard } = options
  const wanted = new Wanted()
  nameCommand(handlers, command, wanted)
  await prefetch(client, state, wanted, guard)
  const written: Changes[] = []
  let ahead: readonly AnyCommand[] | undefined
  for (let round = 0; ; round++) {
    const mark = state.mark()
    try {
      for (const each of [...(ahead ?? []), command]) tryOne(options, state, each)
      const last = state.takeChanges()
      await writeProjections(client, last)
      return [...written, last]
    } catch (error) {
      state.rollback(mark)
      if (ahead === undefined && state.ranged && isUnknownLot(error)) {
        ahead = (await options.precede?.(client, state, command, [])) ?? []
        if (ahead.length > 0) continue
      }
      if (!(error instanceof Missing) || round >= ROUNDS_MAX) throw error
      for (const each of [...(ahead ?? []), command]) nameCommand(handlers, each, error.wanted)
      written.push(...(await writePending(client, state, error.wanted)))
      await prefetch(client, state, error.wanted, guard)
    }
  }
}

/** The command, and what the same act records behind it. */
function tryOne(options: WriterOptions, state: State, command: AnyCommand): void {
  const { handlers } = options
  const since = state.position + 1
  const fact = decideAndApply(state, command, handlers, { now: (options.now ?? Date.now)(), since, ord: since, trying: true })
  state.setField(state, 'position', since + positionsTaken(command) - 1)
  for (const part of handlers.get(command.type)?.behind?.(state, fact) ?? []) tryOne(options, state, part)
}
