/** What is loaded in a run, what it has made, and what the record expects: from the run's lines alone. */
import { add, formatQuantity, fromNumber, multiply, parseQuantity, type Quantity, subtract, toNumber, ZERO } from '../../base/quantity.ts'
import { isCountable } from '../../base/unit.ts'
import type { Component, Operation, WorkCenter } from '../booking/records.ts'
import { type LotName, sameLot } from './context.ts'
import type { LotSeen, RunSeen } from './seen.ts'

export interface Loaded extends LotName {
  lot: number
  position: string
  /** Zero where it stays connected and is used as needed. */
  quantity: Quantity
  at: number
}

/** Lots that lie at the positions, each once, in the order in which they came. */
export function loadedIn(run: Pick<RunSeen, 'lines'>): Loaded[] {
  const loaded = new Map<string, Loaded>()
  for (const line of run.lines) {
    if (line.kind !== 'loaded' && line.kind !== 'unloaded') continue
    const key = `${line.lot} ${line.position ?? ''}`
    const before = loaded.get(key)
    const quantity = subtract(before?.quantity ?? ZERO, parseQuantity(line.delta))
    if (line.kind === 'unloaded') loaded.delete(key)
    else
      loaded.set(key, {
        lot: line.lot,
        material: line.material,
        number: line.number,
        position: line.position ?? line.material,
        quantity,
        at: before?.at ?? line.at,
      })
  }
  return [...loaded.values()]
}

/** On a precise product only the last lot loaded at a position is still there. */
export const currentAt = (run: Pick<RunSeen, 'lines' | 'precise'>, position: string): Loaded[] => {
  const here = loadedIn(run).filter(entry => entry.position === position)
  return run.precise ? here.slice(-1) : here
}

export const operationOf = (run: RunSeen): Operation | null => run.order?.operations.find(entry => entry.sequence === run.operation) ?? null

export function componentOf(run: RunSeen, material: string): Component | null {
  return operationOf(run)?.components?.find(component => component.material === material) ?? null
}

/** An operation that names no components takes whatever is brought. */
export const takes = (run: RunSeen, material: string): boolean =>
  (operationOf(run)?.components?.length ?? 0) === 0 || componentOf(run, material) !== null

export const positionOf = (run: RunSeen, material: string): string => componentOf(run, material)?.position ?? material

/** Good and scrap: both have used material. */
export function producedIn(run: RunSeen, since = 0): Quantity {
  let sum = ZERO
  for (const line of run.lines)
    if (line.kind === 'produced' && line.at >= since && isMain(run, line.material))
      sum = add(sum, add(parseQuantity(line.delta), parseQuantity(line.scrap)))
  return sum
}

/** Pieces that are in the open output already, as a machine at the work center has counted them; zero where nobody counts. */
export function countedInto(run: RunSeen, output: LotName | null): Quantity {
  const counted = run.lines.filter(line => line.kind === 'produced' && output !== null && sameLot(line, output))
  return counted.reduce((sum, line) => add(sum, parseQuantity(line.delta)), ZERO)
}

const isMain = (run: RunSeen, material: string): boolean => run.material === null || run.material === material

/** What one piece takes, in the raw material's unit; null where the order does not say. */
export function perPiece(run: RunSeen, lot: Pick<LotSeen, 'material' | 'record' | 'unit'>): Quantity | null {
  const component = componentOf(run, lot.material)
  if (component?.per === undefined) return null
  const per = parseQuantity(component.per)
  if (component.unit === undefined || component.unit === lot.unit) return per
  const conversion = lot.record?.units?.find(entry => entry.unit === component.unit)
  return conversion ? multiply(per, parseQuantity(conversion.factor)) : null
}

/** As many pieces as so much material gives; whole ones where pieces are counted. */
export function piecesFrom(run: RunSeen, material: Quantity, per: Quantity): Quantity {
  const pieces = toNumber(material) / toNumber(per)
  return isCountable(run.record?.unit ?? 'ea') ? fromNumber(Math.floor(pieces + 1e-9)) : fromNumber(pieces)
}

/** What the open output should hold when the raw lot that is there is used up: its pieces, less those reported since it came. */
export function expectedOutput(run: RunSeen, before: Loaded | undefined, per: Quantity | null): string | null {
  if (!before || per === null || per <= ZERO || before.quantity <= ZERO) return null
  const left = subtract(piecesFrom(run, before.quantity, per), producedIn(run, before.at))
  return formatQuantity(left > ZERO ? left : ZERO)
}

/** What of a loaded lot should be left: what went in, less what the output since has used. */
export function expectedLeft(run: RunSeen, loaded: Loaded, per: Quantity | null): string | null {
  if (per === null || loaded.quantity <= ZERO) return null
  const left = subtract(loaded.quantity, multiply(per, producedIn(run, loaded.at)))
  return formatQuantity(left > ZERO ? left : ZERO)
}

export const isSequential = (center: WorkCenter | null, position: string): boolean =>
  center?.positions?.find(entry => entry.code === position)?.withdrawal === 'sequential'
