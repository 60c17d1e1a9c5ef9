/** Which values a report still needs: what the operations of its orders ask for and what the plans of its materials do. Pure. */
import { type Quantity } from '../../base/quantity.ts'
import { sampleSize } from '../../base/sample.ts'
import { plannedAt } from '../attributes/asked.ts'
import type { Characteristic, Moment, Operation, PlannedCharacteristic } from '../booking/records.ts'
import type { LotName } from './context.ts'
import type { LotSeen } from './seen.ts'
import type { Turn } from './turn.ts'

/** Where it is asked, and what is known of plans and of what was measured. */
export interface Asking {
  station: Pick<Turn['station'], 'workCenter'>
  facts: Pick<Turn['facts'], 'plans' | 'values'>
}

export type LotToMeasure = Pick<LotSeen, 'id' | 'material' | 'number' | 'reports'>

/** What is reported, as far as values are concerned: a lot, or what a run makes. */
export interface Subject {
  material: string
  lot: LotToMeasure | null
  quantity: Quantity
  operation: Operation | null
  /** The run it is reported in, where it was begun before. */
  run: { run: string; since: number } | null
}

/** One row of what is asked: a characteristic of everything that is reported, or of one lot of it. */
export interface Wanted {
  characteristic: Characteristic
  lot: LotName | null
  count: number
  isRequired: boolean
  /** Of several lots in one report each is asked for its own. */
  each: boolean
}

const rowOf = ({ characteristic, lot }: Wanted): string =>
  `value:${characteristic.code}${lot === null ? '' : `@${lot.material}/${lot.number}`}`

/** Under which name the n-th value of a row is filled in. */
export const filledAs = (wanted: Wanted, index: number): string => (index === 0 ? rowOf(wanted) : `${rowOf(wanted)}#${index + 1}`)
export const changeOf = (wanted: Wanted): string => `CHANGE:${rowOf(wanted)}`
export const isOfRow = (name: string, row: string): boolean =>
  row.startsWith('value:') && [row, row.replace('value:', 'accepted:')].some(own => name === own || name.startsWith(`${own}#`))

/** An operation's own are asked once for all; a plan's only where one of those that it requires is not there yet, and then with the others. */
export function wantedAt(turn: Asking, subjects: readonly Subject[], { moment, isRun }: { moment: Moment; isRun: boolean }): Wanted[] {
  const stated = subjects.flatMap(({ operation }) => operation?.characteristics ?? []).filter(entry => (entry.at ?? 'finish') === moment)
  const rows = new Map<string, Wanted>()
  for (const characteristic of stated)
    add(rows, { characteristic, lot: null, count: 1, isRequired: characteristic.required === true, each: false })
  const planned = subjects.flatMap(subject => plannedOf(turn, subject, moment).map(entry => ({ subject, entry })))
  const missing = planned.map(({ subject, entry }) => sampleSize(entry.sample, subject.quantity) - before(turn, subject, entry.code))
  if (!planned.some(({ entry }, index) => entry.required === true && (missing[index] ?? 0) > 0)) return [...rows.values()]
  planned.forEach(({ subject, entry }, index) => {
    const count = missing[index] ?? 0
    const each = (entry.per ?? (isRun ? 'report' : 'lot')) === 'lot'
    const characteristic = stated.find(own => own.code === entry.code) ?? entry
    const lot = each && subjects.length > 1 ? nameOf(subject.lot) : null
    if (count > 0) add(rows, { characteristic, lot, count, isRequired: isRequired(entry), each })
  })
  return [...rows.values()]
}

const plannedOf = ({ facts, station }: Asking, { material, operation }: Subject, moment: Moment): PlannedCharacteristic[] =>
  plannedAt(facts.plans.find(plan => plan.material === material)?.characteristics ?? [], {
    operation,
    workCenter: station.workCenter ?? null,
  }).filter(entry => entry.at === moment)

const isRequired = ({ required, missing }: PlannedCharacteristic): boolean => required === true && missing === 'stop'
const nameOf = (lot: LotName | null): LotName | null => (lot === null ? null : { material: lot.material, number: lot.number })

/** Asked for by several: once, and as often as the one that wants most. */
function add(rows: Map<string, Wanted>, wanted: Wanted): void {
  const known = rows.get(rowOf(wanted))
  rows.set(rowOf(wanted), {
    ...wanted,
    ...known,
    count: Math.max(wanted.count, known?.count ?? 0),
    isRequired: wanted.isRequired || known?.isRequired === true,
  })
}

/** Measured before and of this very execution of the operation: the same that the capture path counts (attributes/with-values.ts). */
function before({ facts }: Asking, { lot, operation, run }: Subject, code: string): number {
  const from = run?.since ?? lastReport(lot, operation)
  return facts.values
    .filter(row => row.characteristic === code)
    .filter(
      row =>
        (run !== null && row.run === run.run && (row.lot === null || row.lot === lot?.id)) ||
        (lot !== null && row.lot === lot.id && row.since > from),
    )
    .reduce((sum, row) => sum + row.points, 0)
}

function lastReport(lot: LotToMeasure | null, operation: Operation | null): number {
  if (lot === null || operation === null) return 0
  return Math.max(0, ...lot.reports.filter(report => report.operation === operation.sequence).map(report => report.since))
}
