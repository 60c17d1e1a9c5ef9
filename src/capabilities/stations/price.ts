/** What another raw lot in an approximate run would cost: how far the worst recall of any of its raw lots reaches, before and after. */
import { add, formatQuantity, fromNumber, parseQuantity, type Quantity, subtract, toNumber, ZERO } from '../../base/quantity.ts'
import { reach } from '../../genealogy/reach.ts'
import type { WorkCenter } from '../booking/records.ts'
import type { Services } from '../route.ts'
import { currentAt, isSequential, type Loaded, perPiece, piecesFrom, positionOf, producedIn } from './loads.ts'
import { madeOf } from './queries.ts'
import type { LotSeen, RunSeen } from './seen.ts'

export interface Price {
  before: string
  after: string
}

/** Null where nothing else lies at the position: the first lot costs nothing. */
export async function priceOf(services: Services, run: RunSeen, lot: LotSeen, center: WorkCenter | null): Promise<Price | null> {
  const position = positionOf(run, lot.material)
  const there = currentAt(run, position).filter(entry => entry.lot !== lot.id)
  if (run.precise || there.length === 0) return null
  const recalled = await Promise.all([...there.map(entry => entry.lot), lot.id].map(id => recalledFrom(services, id, run.material)))
  const joining = recalled.pop() ?? ZERO
  const per = perPiece(run, lot)
  const quantity = parseQuantity(lot.inside ?? lot.onHand)
  return priceFrom({
    recalled,
    joining,
    left: there.map(entry => outputLeft(run, entry, there.length, per)),
    brings: per === null || per <= ZERO ? ZERO : piecesFrom(run, quantity, per),
    isSequential: isSequential(center, position),
  })
}

/** Every product lot that the raw lot may be in, whole: which pieces of a lot have it, nobody can tell. */
async function recalledFrom({ engine, pool }: Services, lot: number, material: string | null): Promise<Quantity> {
  const graph = await engine.current()
  if (lot >= graph.lotEnd) return ZERO
  const { ids } = reach(graph, { direction: 'forward', seeds: [{ lot }] })
  return ids.length === 0 ? ZERO : parseQuantity(await madeOf(pool, [...ids], material))
}

/** What the run can still make of it; without a use per piece, what the order still wants, shared by nobody. */
function outputLeft(run: RunSeen, loaded: Loaded, among: number, per: Quantity | null): Quantity {
  const made = producedIn(run, loaded.at)
  if (per !== null && per > ZERO && loaded.quantity > ZERO) {
    const all = piecesFrom(run, loaded.quantity, per)
    const used = among === 1 ? made : fromNumber(toNumber(made) / among)
    return all > used ? subtract(all, used) : ZERO
  }
  const wanted = run.order === null ? ZERO : subtract(parseQuantity(run.order.quantity), producedIn(run))
  return wanted > ZERO ? fromNumber(toNumber(wanted) / among) : ZERO
}

export interface PriceFacts {
  /** Of each lot that is there: product that would be recalled because of it today. */
  recalled: readonly Quantity[]
  /** The same of the lot that would join. */
  joining: Quantity
  /** Of each lot that is there: product that can still come from it. */
  left: readonly Quantity[]
  /** Product that can come from the lot that would join. */
  brings: Quantity
  isSequential: boolean
}

/** Where the order in which lots are used is not known, each of them may be in all that is still to come. */
export function priceFrom({ recalled, joining, left, brings, isSequential: inOrder }: PriceFacts): Price {
  const coming = left.reduce((sum, part) => add(sum, part), ZERO)
  const each = (extra: Quantity): Quantity[] =>
    recalled.map((part, index) => add(part, inOrder ? (left[index] ?? ZERO) : add(coming, extra)))
  const before = largest(each(ZERO))
  const after = largest([...each(brings), add(joining, inOrder ? brings : add(coming, brings))])
  return { before: formatQuantity(before), after: formatQuantity(after) }
}

const largest = (quantities: readonly Quantity[]): Quantity =>
  quantities.reduce((most, quantity) => (quantity > most ? quantity : most), ZERO)
