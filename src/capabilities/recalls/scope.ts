/** What a recall reaches: the trace, and the mark it is recognised by. Asked by whoever looks, and again in the transaction that commits. */
import type { Pool, PoolClient } from 'pg'
import type { Json } from '../../base/canonical.ts'
import { Refusal, type RefusalCode } from '../../base/refusal.ts'
import type { Engine } from '../tracing/engine.ts'
import { markOf, shippedOf } from '../tracing/recall.ts'
import { trace } from '../tracing/trace.ts'
import type { Traced, TracedLots } from '../tracing/traced.ts'
import { totalsOf } from '../tracing/write-trace.ts'
import { LotBits } from './lot-bits.ts'
import { type Prepared, preparedFor, standsStill } from './prepared.ts'
import { openRecallWith } from './queries.ts'
import type { Scope } from './rules.ts'

interface Named {
  readonly material: string
  readonly number: string
}
export interface ScopeQuestion {
  readonly site: string
  readonly seeds: readonly Named[]
  readonly exclude: readonly Named[]
}

/** What the guard says of a scope: enough to decide and to freeze, however many lots it has. */
export type ScopeFound =
  | { code: RefusalCode; detail: string }
  | { position: number; fingerprint: string; lots: number; certain: number; possible: number; customers: number; same: string | null }

/** What a version starts from and leaves out once it is revised. */
export function revisedOf(before: ScopeQuestion, { added, out, back }: Record<'added' | 'out' | 'back', readonly Named[]>): ScopeQuestion {
  const isIn = (lots: readonly Named[], one: Named): boolean =>
    lots.some(({ material, number }) => material === one.material && number === one.number)
  const named = ({ material, number }: Named): Named => ({ material, number })
  return {
    site: before.site,
    seeds: [...before.seeds, ...added.filter(lot => !isIn(before.seeds, lot)).map(named)],
    exclude: [...before.exclude.filter(lot => !isIn(back, lot)), ...out.map(named)],
  }
}

export const askedAs = (question: ScopeQuestion): string => JSON.stringify(question)

/** For the writer: asked under its lock, so the answer is of the very position the recall is decided at. */
export const scopeGuard =
  (engine: Engine) =>
  async (question: string, client: PoolClient): Promise<Json> => {
    try {
      return await scopeFound(engine, client, JSON.parse(question) as ScopeQuestion)
    } catch (error) {
      if (error instanceof Refusal) return { code: error.code, detail: error.message }
      throw error
    }
  }

async function scopeFound(engine: Engine, client: PoolClient, question: ScopeQuestion): Promise<ScopeFound> {
  const prepared = preparedFor(engine, askedAs(question))
  if (prepared) {
    await engine.current(client)
    const { position } = engine
    const same = await openRecallWith(client, question.site, prepared.found.fingerprint)
    if (await standsStill(client, prepared, position)) return { ...prepared.found, position, same }
  }
  const { position, found } = preparedOf(await scopeAt(engine, client, question))
  return { ...found, position, same: await openRecallWith(client, question.site, found.fingerprint) }
}

/** Kept for whoever is about to ask the writer, or looks at the same again. */
export function preparedOf({ traced, scope, mark }: Awaited<ReturnType<typeof scopeAt>>): Prepared {
  const { lots, certain, possible } = totalsOf(traced)
  const customers = new Set(scope.shipped.map(row => row.customer)).size
  return {
    position: traced.position,
    found: { fingerprint: readMark(mark).fingerprint, lots, certain, possible, customers },
    lots: lotsAround(traced),
    shipments: new Set(scope.shipped.map(row => row.shipment)),
  }
}

/** All lots of which it matters what becomes of them. */
export const lotsAround = ({ lots, seeds, excluded }: TracedLots): LotBits =>
  LotBits.of(
    lots.columns.ids,
    [...seeds, ...excluded].map(({ id }) => id),
  )

export function readMark(mark: string): { position: number; fingerprint: string } {
  const [position = '', fingerprint = ''] = mark.split('-')
  return { position: Number(position), fingerprint }
}

/** The scope as known at a position, or now. */
export async function scopeAt(
  engine: Engine,
  client: Pool | PoolClient,
  { site, seeds, exclude }: ScopeQuestion,
  pinned?: number,
  onHashed: (lots: number) => void = () => {},
): Promise<{ traced: Traced; scope: Scope; mark: string }> {
  const sited = (lots: readonly Named[]): (Named & { site: string })[] => lots.map(({ material, number }) => ({ material, number, site }))
  const traced = await trace(engine, client, { direction: 'forward', seeds: sited(seeds), exclude: sited(exclude) }, { pinned })
  return { traced, ...(await scopeOf(client, traced, onHashed)) }
}

/** What of a trace a recall is recognised by. */
export async function scopeOf(
  client: Pool | PoolClient,
  traced: TracedLots,
  onHashed: (lots: number) => void = () => {},
): Promise<{ scope: Scope; mark: string }> {
  const asked = shippedOf(client, traced)
  const [mark, shipped] = await Promise.all([markOf(traced, asked, onHashed), asked])
  return { scope: { lots: traced.lots, shipped }, mark }
}
