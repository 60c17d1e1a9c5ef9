/** As designed against as built: the bill of materials of each order, as it stood when it was worked on, against what is in the lot of the record. Pure. */
import { add, formatQuantity, fromNumber, parseQuantity } from '../../base/quantity.ts'
import type { WorkOrder } from '../booking/records.ts'
import { type ExpectedLine, expectedAgainstScanned, type Part, type PartLine } from '../components/expected.ts'
import type { LotName } from './operations.ts'

/** missing: nothing is there; short, over: not as much as designed; deviation: as designed but for what a deviation allows; extra: not designed. */
export type DesignStatus = 'as-designed' | 'missing' | 'short' | 'over' | 'substituted' | 'deviation' | 'extra'
export interface DesignLine {
  operation: { sequence: number; name: string } | null
  material: string
  position: string | null
  /** The revision the order asks for. */
  revision: string | null
  unit: string
  /** Null where the bill of materials does not say how much. */
  expected: string | null
  built: string
  /** How much of that is known by rule only, never scanned. */
  inferred: string
  status: DesignStatus
  parts: (Pick<PartLine, 'material' | 'number' | 'quantity' | 'position' | 'deviation' | 'isInference'> & { alternate: boolean })[]
}
export interface Design {
  workOrder: string
  material: string
  /** The lots of this order that are in the lot of the record, and how much of them. */
  lots: LotName[]
  quantity: string
  lines: DesignLine[]
}

/** One order with what of it is in the lot of the record. */
export interface Built {
  order: WorkOrder
  lots: LotName[]
  quantity: number
  parts: (Part & { unit: string })[]
}
export type UnitsOf = ReadonlyMap<string, { unit: string; units: { unit: string; factor: string }[] }>

export function designsOf(built: readonly Built[], units: UnitsOf): Design[] {
  return built.flatMap(entry => {
    const isDesigned = entry.order.operations.some(operation => (operation.components ?? []).length > 0)
    return isDesigned ? [designOf(entry, units)] : []
  })
}

function designOf({ order, lots, quantity, parts }: Built, units: UnitsOf): Design {
  const made = formatQuantity(fromNumber(quantity))
  const { components, extra } = expectedAgainstScanned({ made, order }, parts, units)
  const unitOf = new Map(parts.map(part => [part.material, part.unit]))
  return {
    workOrder: order.number,
    material: order.material,
    lots,
    quantity: made,
    lines: [...components.map(line => lineOf(order, line)), ...extra.map(part => extraLine(part, unitOf.get(part.material) ?? ''))],
  }
}

function lineOf(order: WorkOrder, line: ExpectedLine): DesignLine {
  const { operation, material, position, unit, expected, inferred } = line
  const asked = order.operations
    .find(entry => entry.sequence === operation.sequence)
    ?.components?.find(entry => entry.material === material && (entry.position ?? null) === position)
  const built = formatQuantity(add(parseQuantity(line.scanned), parseQuantity(inferred)))
  return {
    operation,
    material,
    position,
    revision: asked?.revision ?? null,
    unit,
    expected,
    built,
    inferred,
    status: statusOf(line, Number(asked?.tolerance ?? 0)),
    parts: line.lots.map(part => partOf(part, part.material !== material && part.deviation === null)),
  }
}

const partOf = (
  { material, number, quantity, position, deviation, isInference }: PartLine,
  alternate: boolean,
): DesignLine['parts'][number] => ({
  material,
  number,
  quantity,
  position,
  deviation,
  isInference,
  alternate,
})

const extraLine = (part: PartLine, unit: string): DesignLine => ({
  operation: null,
  material: part.material,
  position: part.position,
  revision: null,
  unit,
  expected: null,
  built: part.quantity,
  inferred: part.isInference ? part.quantity : '0',
  status: 'extra',
  parts: [partOf(part, false)],
})

/** Shares of a lot are not decimal numbers: less than a millionth of what is expected is no difference. */
const NEGLIGIBLE = 1e-6

function statusOf(line: ExpectedLine, tolerancePercent: number): DesignStatus {
  if (line.lots.length === 0) return 'missing'
  const expected = line.expected === null ? null : Number(line.expected)
  const missing = Number(line.missing ?? 0)
  const allowed = (expected ?? 0) * Math.max(tolerancePercent / 100, NEGLIGIBLE)
  if (expected !== null && missing > allowed) return 'short'
  if (expected !== null && -missing > allowed) return 'over'
  if (line.lots.some(part => part.material !== line.material)) return 'substituted'
  return line.lots.some(part => part.deviation !== null) ? 'deviation' : 'as-designed'
}
