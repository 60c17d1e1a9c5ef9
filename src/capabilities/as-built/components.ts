/** What is in a lot: a line for each component, how much of it, how surely, and what became of it. */
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, fromNumber, parseQuantity, toNumber } from '../../base/quantity.ts'
import type { BackWeights } from '../../genealogy/back.ts'
import { documentsOfLots } from '../documents/queries.ts'
import type { LotFacts } from '../lots/queries.ts'
import type { Services } from '../route.ts'
import { type LotName, nameOf } from './operations.ts'
import type { ComponentRow } from './queries.ts'
import * as queries from './queries.ts'

export interface ComponentLine {
  material: string
  number: string
  description: string | null
  unit: string
  of: LotName
  quantity: string | null
  certainty: 'certain' | 'possible'
  installedAt: string
  removedAt: string | null
  /** Why it was taken out, and what became of it. */
  removedReason: string | null
  removedDisposition: string | null
  position: string | null
  vendor: string | null
  vendorLot: string | null
  heat: string | null
  /** Certificates and whatever else belongs to this lot. */
  documents: DocumentLine[]
}
export interface DocumentLine {
  document: string
  name: string
  kind: string
  mediaType: string
  size: number
}

interface Known {
  named: ReadonlyMap<number, LotFacts>
  documents: ReadonlyMap<number, DocumentLine[]>
  removals: ReadonlyMap<number, Removal>
}
/** A line as it is answered, and the row it was read from. */
export interface Part {
  row: ComponentRow
  line: ComponentLine
}

type Removal = Pick<ComponentLine, 'removedReason' | 'removedDisposition'>

/** What the lot itself was put together from comes before what its parts are made of. */
export function ownPartsFirst(rows: readonly ComponentRow[], id: number): ComponentRow[] {
  return [...rows.filter(row => row.child === id), ...rows.filter(row => row.child !== id)]
}

export async function removalsOf({ pool }: Services, rows: readonly ComponentRow[]): Promise<Map<number, Removal>> {
  const positions = [...new Set(rows.flatMap(row => row.removedSince ?? []))]
  if (positions.length === 0) return new Map()
  const said = await queries.removalsAt(pool, positions)
  return new Map(said.map(({ since, reason, disposition }) => [since, { removedReason: reason, removedDisposition: disposition }]))
}

export async function documentLines({ pool }: Services, lots: readonly number[]): Promise<Map<number, DocumentLine[]>> {
  const lines = new Map<number, DocumentLine[]>()
  for (const { lot, document, name, kind, mediaType, size } of await documentsOfLots(pool, lots))
    lines.set(lot, [...(lines.get(lot) ?? []), { document, name, kind, mediaType, size }])
  return lines
}

export function componentLine(row: ComponentRow, { named, documents, removals }: Known, root: number, weights: BackWeights): Part[] {
  const [lot, of] = [named.get(row.parent), named.get(row.child)]
  if (!lot || !of) return []
  const line: ComponentLine = {
    ...nameOf(lot),
    description: lot.description,
    unit: lot.unit,
    of: nameOf(of),
    quantity: quantityIn(row, of, root, weights),
    certainty: certaintyOf(row, root, weights),
    installedAt: formatInstant(row.came),
    removedAt: row.removedAt === null ? null : formatInstant(row.removedAt),
    removedReason: removals.get(row.removedSince ?? -1)?.removedReason ?? null,
    removedDisposition: removals.get(row.removedSince ?? -1)?.removedDisposition ?? null,
    position: row.position,
    vendor: lot.vendor,
    vendorLot: lot.vendorLot,
    heat: lot.heat,
    documents: documents.get(lot.id) ?? [],
  }
  return [{ row, line }]
}

/** In the lot of the record, not in the whole of the lot it came through: of 24 m in 40 wires, one wire has 0.6 m. */
function quantityIn(row: ComponentRow, of: LotFacts, root: number, weights: BackWeights): string | null {
  if (row.expected === null) return null
  if (row.child === root) return formatQuantity(fromNumber(row.expected))
  const all = Math.max(toNumber(parseQuantity(of.made)), row.portionTotal)
  const share = all > 0 ? Math.min(1, weights.quantity(row.child).expected / all) : 0
  return formatQuantity(fromNumber(row.expected * share))
}

/** Certain of the lot of the record: some of the component surely is in it, or was until it was taken out. */
function certaintyOf(row: ComponentRow, root: number, weights: BackWeights): 'certain' | 'possible' {
  if (row.child === root) return row.certain ? 'certain' : 'possible'
  return row.certain && weights.isCertain(row.parent) && weights.isCertain(row.child) ? 'certain' : 'possible'
}

/**
 * What is surely in the whole series is surely in one piece of it only where nothing else of its material can stand in its place, and so on down:
 * rather possible too often than certain once too often.
 */
export function inOnePiece({ lot, components }: { lot: LotName; components: ComponentLine[] }): ComponentLine[] {
  const isOf = (line: ComponentLine, of: LotName): boolean => line.of.number === of.number && line.of.material === of.material
  const own = components.filter(line => isOf(line, lot))
  const isAlone = (line: ComponentLine): boolean => own.every(one => one.material !== line.material || one.number === line.number)
  const sure = new Set<ComponentLine>()
  let reached: readonly LotName[] = [lot]
  while (reached.length > 0) {
    const below = components.filter(
      line => !sure.has(line) && line.certainty === 'certain' && reached.some(of => isOf(line, of) && (of !== lot || isAlone(line))),
    )
    for (const line of below) sure.add(line)
    reached = below
  }
  return components.map(line => (sure.has(line) ? line : { ...line, certainty: 'possible' }))
}
