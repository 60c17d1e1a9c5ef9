/** How much an operation should have used, and from which difference on a supervisor is told. */
import { formatQuantity, multiply, negate, parseQuantity, type Quantity, subtract, total } from '../../base/quantity.ts'
import type { State } from '../../ledger/state.ts'
import type { RunRow } from '../../ledger/tables.ts'
import { type Component, type Material, type Operation, SETTINGS, type SiteSettings } from '../booking/records.ts'

/** What one piece takes, in the material's own unit; null where the bill of materials does not say or its unit cannot be converted. */
export function exactPer(
  component: Component | undefined,
  material: Pick<Material, 'unit'> & { units?: Material['units'] },
): Quantity | null {
  if (component?.per === undefined) return null
  const per = parseQuantity(component.per)
  if (component.unit === undefined || component.unit === material.unit) return per
  const conversion = material.units?.find(entry => entry.unit === component.unit)
  return conversion ? multiply(per, parseQuantity(conversion.factor)) : null
}

const HUNDRED = parseQuantity(100)

/** More than the percentage of what was expected, in either direction; exactly the percentage is still allowed. */
export function exceeds({ used, expected, percent }: { used: Quantity; expected: Quantity; percent: Quantity }): boolean {
  const difference = subtract(used, expected)
  const size = difference < 0n ? -difference : difference
  return size * HUNDRED > (expected < 0n ? -expected : expected) * percent
}

/** The component's own tolerance comes before what holds for the whole site; null: nobody asked to be told. */
export function allowedPercent(component: Component | undefined, settings: SiteSettings | undefined): Quantity | null {
  const stated = component?.tolerance ?? settings?.variancePercent
  return stated === undefined ? null : parseQuantity(stated)
}

/** A sentence for each component of a run about to finish whose use differs from its output by more than is allowed. */
export function lossesOf(state: State, run: RunRow, operation: Operation | null): string[] {
  const settings = state.master('settings', SETTINGS)?.body as SiteSettings | undefined
  return (operation?.components ?? []).flatMap(component => {
    const percent = allowedPercent(component, settings)
    const material = state.master('material', component.material)?.body as Material | undefined
    const per = material ? exactPer(component, material) : null
    return percent === null || per === null ? [] : lossOf(state, run, { material: component.material, per, percent })
  })
}

interface Allowance {
  material: string
  per: Quantity
  percent: Quantity
}

function lossOf(state: State, run: RunRow, { material, per, percent }: Allowance): string[] {
  const lines = state.runDetail(run.run).movements.filter(line => line.until === null)
  const moved = lines.filter(line => TAKEN.has(line.kind) && state.lot(line.lot).material === material)
  if (moved.length === 0) return []
  const made = lines.filter(line => line.kind === 'produced' && (run.material === null || state.lot(line.lot).material === run.material))
  const used = negate(total(moved.map(line => line.delta)))
  const expected = multiply(per, total(made.flatMap(line => [line.delta, line.scrap])))
  if (!exceeds({ used, expected, percent })) return []
  return [
    `Run ${run.run} used ${formatQuantity(used)} of ${material} where its output takes ${formatQuantity(expected)}: more than ${formatQuantity(percent)} % apart.`,
  ]
}

const TAKEN: ReadonlySet<string> = new Set(['loaded', 'unloaded', 'consumed'])
