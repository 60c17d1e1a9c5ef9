/**
 * What is parted of a lot has what was said of it, and what is merged of several what all have alike. So it is when they are parted, and
 * so it stays when what was said of the whole is corrected.
 */
import { canonicalJson, type Json } from '../../base/canonical.ts'
import { SERIES_KIND } from '../../base/series.ts'
import { identify } from '../../ledger/apply.ts'
import type { Fact } from '../../ledger/fact.ts'
import type { Parting, State } from '../../ledger/state.ts'
import type { LotRow } from '../../ledger/tables.ts'
import type { MakingFacts } from './draft.ts'
import { type Material, material } from './records.ts'

/** What a lot passes on to what is made of nothing but itself: whose it is, and what was said of it. */
export const inherited = (lot: LotRow): MakingFacts => commonTo([lot])

/** What is true of each of these lots, and so of what they are made into one of. */
export function commonTo(lots: readonly LotRow[]): MakingFacts {
  const common = <T>(of: (lot: LotRow) => T | null): T | undefined => {
    const [first, ...others] = lots.map(of)
    return first !== null && others.every(value => value === first) ? first : undefined
  }
  const vendor = common(lot => lot.vendor)
  return {
    inherits: 'silently',
    workOrder: common(lot => lot.workOrder),
    expiresAt: common(lot => lot.expiresAt),
    vendor,
    vendorLot: vendor === undefined ? undefined : common(lot => lot.vendorLot),
    heat: common(lot => lot.heat),
    attributes: commonAttributes(lots.map(({ attributes }) => (attributes ?? {}) as Attributes)),
  }
}

type Attributes = { readonly [key: string]: Json | undefined }

/** Attributes that all have alike; what stands for a series is not passed on, its parts are. */
function commonAttributes([first = {}, ...others]: readonly Attributes[]): Attributes | undefined {
  const isCommon = ([key, value = null]: [string, Json | undefined]): boolean =>
    key !== SERIES_KIND && others.every(other => canonicalJson(other[key] ?? null) === canonicalJson(value))
  const common = Object.entries(first).filter(isCommon)
  return common.length === 0 ? undefined : Object.fromEntries(common)
}

/** A merge keeps what is true of all, and takes the worst: the earliest expiry, a vendor who is not approved. Holds follow by the links, or `staying.ts` of containment has them stay. */
export function mergedOf({ vendors }: Pick<Material, 'vendors'>, lots: readonly LotRow[]): MakingFacts {
  const expiries = lots.flatMap(lot => (lot.expiresAt === null ? [] : [lot.expiresAt]))
  const common = commonTo(lots)
  const worst = lots.find(({ vendor }) => vendor !== null && vendors?.includes(vendor) === false)?.vendor
  return {
    ...common,
    ...(worst === undefined || worst === null ? {} : { vendor: worst }),
    expiresAt: expiries.length === 0 ? undefined : Math.min(...expiries),
  }
}

// ---- what is said otherwise later ------------------------------------------------------------------------------------------------

type Said = Pick<LotRow, 'vendor' | 'vendorLot' | 'heat' | 'workOrder' | 'expiresAt' | 'attributes'>

export const saidOf = ({ vendor, vendorLot, heat, workOrder, expiresAt, attributes }: LotRow): Said => ({
  vendor,
  vendorLot,
  heat,
  workOrder,
  expiresAt,
  attributes,
})

const isSame = (a: Said, b: Said): boolean => canonicalJson({ ...a }) === canonicalJson({ ...b })

/** Lots of which something else is said now than before, and all that was parted of them. */
export function followParts(state: State, fact: Fact, before: ReadonlyMap<number, Said>): void {
  const open = [...before].flatMap(([id, said]) => (isSame(said, saidOf(state.lot(id))) ? [] : [id]))
  for (const whole of open) for (const part of state.partingsOf(whole)) if (saysAnew(state, fact, part)) open.push(part.lot)
}

function saysAnew(state: State, fact: Fact, part: Parting): boolean {
  const lot = state.lot(part.lot)
  const said = saidNow(state, part)
  if (isSame(said, saidOf(lot))) return false
  if (part.kind === 'serialized') nameAnew(state, fact, part, said)
  state.update('lot', lot, said)
  return true
}

/** What did not begin as a part has its own; only that it expires no later than what was merged into it. */
function saidNow(state: State, { lot: id, kind, parents, merged }: Parting): Said {
  const lot = state.lot(id)
  const wholes = parents.map(parent => state.lot(parent))
  const earliest = (expiresAt: number | null | undefined): number | null => {
    const all = [expiresAt, ...merged.map(parent => state.lot(parent).expiresAt)].flatMap(value => value ?? [])
    return all.length === 0 ? null : Math.min(...all)
  }
  if (kind === null) return { ...saidOf(lot), expiresAt: earliest(lot.expiresAt) }
  const facts = kind === 'merged' ? mergedOf(material(state, lot.material, '/lots'), wholes) : commonTo(wholes)
  const { vendor = null, vendorLot = null, heat = null, workOrder = null } = facts
  return { vendor, vendorLot, heat, workOrder, expiresAt: earliest(facts.expiresAt), attributes: withSeries(lot, facts.attributes) }
}

/** A series is a series, whatever else is said of it. */
function withSeries({ attributes }: LotRow, common: Json | undefined): Json {
  const series = (attributes as Attributes | null)?.[SERIES_KIND]
  if (series === undefined) return common ?? null
  return { ...(common as Attributes | undefined), [SERIES_KIND]: series }
}

/** Serials are found by the names of what they were taken out of. */
function nameAnew(state: State, fact: Fact, { lot, names }: Parting, said: Said): void {
  for (const row of names) if (row.until === null) state.update('identifier', row, { until: fact.since })
  if (said.vendorLot !== null) identify(state, fact, state.lot(lot), 'vendorLot', said.vendorLot)
  if (said.heat !== null) identify(state, fact, state.lot(lot), 'heat', said.heat)
}
