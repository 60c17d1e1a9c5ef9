/** Values that a plan wants at shipment: of every lot that is about to leave and lacks them. Recorded on the lots, before the shipment. Pure. */
import { add, formatQuantity, parseQuantity, ZERO } from '../../base/quantity.ts'
import type { StagedRow } from '../shipping/queries.ts'
import type { Wish } from './answer.ts'
import type { Form } from './context.ts'
import type { Turn } from './turn.ts'
import { type Entered, type Values, valuesFor, valuesOf } from './values.ts'
import { type LotToMeasure, type Subject, wantedAt } from './wanted.ts'

export type ToShip = Subject & { lot: LotToMeasure }

/** Each lot once, with all of it that leaves, however many containers it is in. */
export function subjectsIn(rows: readonly StagedRow[]): ToShip[] {
  const subjects = new Map<number, ToShip>()
  for (const { lot: id, material, number, quantity } of rows) {
    const sum = add(subjects.get(id)?.quantity ?? ZERO, parseQuantity(quantity))
    subjects.set(id, { material, lot: { id, material, number, reports: [] }, quantity: sum, operation: null, run: null })
  }
  return [...subjects.values()]
}

export const valuesToShip = (turn: Turn, form: Form, subjects: readonly Subject[]): Values =>
  valuesOf(turn, form, wantedAt(turn, subjects, { moment: 'shipment', isRun: false }), undefined)

export function collected({ station, facts }: Turn, entered: Entered, subjects: readonly ToShip[]): Wish[] {
  const isAsked = (material: string, code: string): boolean =>
    facts.plans.some(
      plan => plan.material === material && plan.characteristics.some(entry => entry.code === code && entry.at === 'shipment'),
    )
  return subjects.flatMap(({ lot, quantity }) => {
    const { material, number } = lot
    const values = (valuesFor(entered, lot).values ?? []).filter(value => isAsked(material, value.characteristic))
    if (values.length === 0) return []
    const lots = [{ lot: { material, number }, quantity: formatQuantity(quantity) }]
    return [{ type: 'collect', values, lots, ...(station.workCenter === undefined ? {} : { workCenter: station.workCenter }) } as const]
  })
}
