/** What traces ask the database, of many callers in one statement. On a connection of one's own each question goes alone. */
import pg, { type Pool, type PoolClient } from 'pg'
import type { Engine } from './engine.ts'
import { type AskedSeed, type KnownAt, type OriginRow, originsAt, type SeedsFound, seedLots } from './queries.ts'
import { type Origins, RememberedOrigins } from './remembered.ts'
import { Together } from './together.ts'

/** Larger questions go alone: nobody else is to wait for them. */
const SEEDS_MAX = 50
const LOTS_MAX = 1000

interface OriginsQuestion {
  readonly ids: readonly number[]
  readonly at: KnownAt
}
interface Asking {
  readonly seeds: Together<readonly AskedSeed[], SeedsFound>
  readonly origins: Together<OriginsQuestion, OriginRow[]>
}

const askings = new WeakMap<Pool, Asking>()

function askingOf(pool: Pool): Asking {
  const known = askings.get(pool)
  if (known) return known
  const made = {
    seeds: new Together((questions: readonly (readonly AskedSeed[])[]) => seedsOfAll(pool, questions)),
    origins: new Together((questions: readonly OriginsQuestion[]) => originsOfAll(pool, questions)),
  }
  askings.set(pool, made)
  return made
}

export function askSeeds(client: Pool | PoolClient, seeds: readonly AskedSeed[]): Promise<SeedsFound> {
  return client instanceof pg.Pool && seeds.length <= SEEDS_MAX ? askingOf(client).seeds.ask(seeds) : seedLots(client, seeds)
}

/** What is remembered is asked of the pool only: on a connection of one's own there may be more than was committed. */
export function askOrigins(engine: Engine, client: Pool | PoolClient, ids: readonly number[], at: KnownAt): Promise<Origins> {
  if (!(client instanceof pg.Pool)) return new RememberedOrigins().of(ids, at, lots => originsAt(client, lots, at))
  const asking = askingOf(client)
  return engine.origins.of(ids, at, lots => (lots.length <= LOTS_MAX ? asking.origins.ask({ ids: lots, at }) : originsAt(client, lots, at)))
}

/**
 * What a page asks goes over one connection, sent at once and answered in turn. Side by side its questions would take little less time, but set as many
 * processes of the database to work as there are questions, each before the one that waits to commit an event.
 */
export async function inTurn<Answer>(client: Pool | PoolClient, ask: (one: Pool | PoolClient) => Promise<Answer>): Promise<Answer> {
  if (!(client instanceof pg.Pool)) return ask(client)
  const one = await client.connect()
  try {
    return await ask(one)
  } finally {
    one.release()
  }
}

async function seedsOfAll(pool: Pool, questions: readonly (readonly AskedSeed[])[]): Promise<SeedsFound[]> {
  const { position, lots } = await seedLots(pool, questions.flat())
  let first = 0
  return questions.map(({ length }) => {
    const from = first
    first += length
    return { position, lots: lots.filter(({ seed }) => seed >= from && seed < first).map(lot => ({ ...lot, seed: lot.seed - from })) }
  })
}

/** Only what is asked of the same ledger as it stood at the same position is one question. */
async function originsOfAll(pool: Pool, questions: readonly OriginsQuestion[]): Promise<OriginRow[][]> {
  const answers: OriginRow[][] = questions.map(() => [])
  const alike = new Map<string, number[]>()
  questions.forEach(({ at }, index) => {
    const key = `${at.position} ${at.isNow} ${at.site}`
    alike.set(key, [...(alike.get(key) ?? []), index])
  })
  const answer = async (indices: readonly number[]): Promise<void> => {
    const [first] = indices
    const at = first === undefined ? undefined : questions[first]?.at
    if (!at) return
    const rows = await originsAt(pool, [...new Set(indices.flatMap(index => questions[index]?.ids ?? []))], at)
    const byId = new Map(rows.map(row => [row.id, row]))
    for (const index of indices) answers[index] = (questions[index]?.ids ?? []).flatMap(id => byId.get(id) ?? [])
  }
  await Promise.all([...alike.values()].map(answer))
  return answers
}
