/** What a lot or unit should hold by its order's bill of materials, against what is recorded in it. Pure. */
import { formatQuantity, fromNumber, multiply, parseQuantity, type Quantity, subtract, total, ZERO } from '../../base/quantity.ts'
import type { Component } from '../booking/records.ts'
import type { PartRow, UnitRow } from './queries.ts'

export interface ExpectedLine {
  operation: { sequence: number; name: string }
  material: string
  position: string | null
  unit: string
  /** Null where the bill of materials does not say how much. */
  expected: string | null
  scanned: string
  /** By rule, such as backflush or first in first out: inference, never a scan. */
  inferred: string
  /** Still missing; less than nothing where more is in it than was expected. */
  missing: string | null
  lots: PartLine[]
}
export type Part = Pick<PartRow, 'material' | 'number' | 'vendor' | 'quantity' | 'exact' | 'how' | 'position' | 'deviation' | 'standsFor'>
export type PartLine = Pick<PartRow, 'material' | 'number' | 'vendor' | 'how' | 'position' | 'deviation'> & {
  quantity: string
  isInference: boolean
}
type Units = ReadonlyMap<string, { unit: string; units: { unit: string; factor: string }[] }>

export function expectedAgainstScanned(
  unit: Pick<UnitRow, 'made' | 'order'>,
  parts: readonly Part[],
  units: Units,
): { components: ExpectedLine[]; extra: PartLine[] } {
  const open = new Set(parts)
  const slots = (unit.order?.operations ?? []).flatMap(operation =>
    (operation.components ?? []).map(component => ({ operation, component })),
  )
  const components = slots.map(({ operation, component }) => {
    const inside = [...open].filter(part => fills(component, part))
    for (const part of inside) open.delete(part)
    return lineOf({ sequence: operation.sequence, name: operation.name }, component, inside, { made: parseQuantity(unit.made), units })
  })
  return { components, extra: [...open].map(partLine) }
}

/** It is what is asked for, an alternate of it, or what a deviation lets stand in its place. */
const fills = (component: Component, { material, position, standsFor }: Part): boolean =>
  (component.material === material || component.alternates?.includes(material) === true || component.material === standsFor) &&
  (component.position === undefined || position === null || position === component.position || position === material)

function lineOf(
  operation: ExpectedLine['operation'],
  component: Component,
  inside: readonly Part[],
  { made, units }: { made: Quantity; units: Units },
): ExpectedLine {
  const expected = component.per === undefined ? null : multiply(inOwnUnit(component, units), made)
  const sum = (rows: readonly Part[]): Quantity => total(rows.map(row => fromNumber(row.quantity)))
  const [scanned, inferred] = [sum(inside.filter(row => !isInference(row))), sum(inside.filter(isInference))]
  return {
    operation,
    material: component.material,
    position: component.position ?? null,
    unit: units.get(component.material)?.unit ?? '',
    expected: expected === null ? null : formatQuantity(expected),
    scanned: formatQuantity(scanned),
    inferred: formatQuantity(inferred),
    missing: expected === null ? null : formatQuantity(subtract(expected, total([scanned, inferred]))),
    lots: inside.map(partLine),
  }
}

function inOwnUnit(component: Component, units: Units): Quantity {
  const per = component.per === undefined ? ZERO : parseQuantity(component.per)
  const known = units.get(component.material)
  const factor = component.unit === known?.unit ? undefined : known?.units.find(entry => entry.unit === component.unit)?.factor
  return factor === undefined ? per : multiply(per, parseQuantity(factor))
}

const isInference = ({ how, exact }: Part): boolean => how !== 'scanned' || !exact

const partLine = (part: Part): PartLine => ({
  material: part.material,
  number: part.number,
  vendor: part.vendor,
  how: part.how,
  position: part.position,
  deviation: part.deviation,
  quantity: formatQuantity(fromNumber(part.quantity)),
  isInference: isInference(part),
})
