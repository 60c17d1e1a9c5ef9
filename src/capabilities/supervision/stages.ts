/**
 * Where a lot is on its route, from what was reported of it. Pure. Part of a lot may be further on than the rest, so a lot is
 * a few parcels, each with the step it has behind it; whatever is reported or taken moves material between parcels in the order of time.
 */
import { add, least, type Quantity, subtract, ZERO } from '../../base/quantity.ts'

/** The steps of the order, in the order of the route. */
export interface Step {
  sequence: number
  name: string
  workCenter: string | null
}
/** One movement of the lot; `step` is the index of the step it was reported at, or null. */
export interface LotLine {
  kind: 'reported' | 'begun' | 'in' | 'out'
  step: number | null
  quantity: Quantity
  at: number
  by: string | null
  run: string | null
  /** Begun, and its run is not finished. */
  open?: boolean
}
export interface Stage {
  /** Where it waits or is worked on: the index of a step; the number of steps when the route is done. */
  step: number
  quantity: Quantity
  since: number
  state: 'waiting' | 'working' | 'done'
  by: string | null
  run: string | null
}
interface Parcel {
  /** The last step behind it; -1 for none. */
  done: number
  quantity: Quantity
  since: number
}

const NOTHING_DONE = -1

/** `origin` is the step that what the lot was split from had behind it. */
export function stagesOf(lines: readonly LotLine[], steps: number, origin = NOTHING_DONE): Stage[] {
  const parcels = parcelsAfter(lines, origin)
  const stages = parcels.map(parcel => waiting(parcel, steps))
  for (const line of lines) if (line.kind === 'begun' && line.open && line.step !== null) begin(stages, line, line.step)
  return stages.filter(stage => stage.quantity > 0n).sort((a, b) => a.step - b.step || a.since - b.since)
}

/** The furthest step that anything of the lot has behind it. */
export const furthestOf = (lines: readonly LotLine[], origin = NOTHING_DONE): number =>
  Math.max(origin, ...parcelsAfter(lines, origin).map(parcel => parcel.done))

function parcelsAfter(lines: readonly LotLine[], origin: number): Parcel[] {
  const parcels: Parcel[] = []
  let owed = ZERO
  for (const line of lines) {
    if (line.kind === 'in')
      owed = putIn(parcels, { done: line.step ?? furthest(parcels, origin), quantity: line.quantity, since: line.at }, owed)
    if (line.kind === 'reported' && line.step !== null) advance(parcels, line.step, line)
    if (line.kind === 'out') {
      const taken = takeFrom(line.step === null ? byFurthest(parcels) : behind(parcels, line.step), line.quantity)
      owed = add(owed, subtract(line.quantity, taken))
    }
  }
  return parcels.filter(parcel => parcel.quantity > 0n)
}

/** What was taken before it came in, by the times that were reported, is not there when it comes. Answers what is owed still. */
function putIn(parcels: Parcel[], parcel: Parcel, owed: Quantity): Quantity {
  const settled = least(owed, parcel.quantity)
  if (settled < parcel.quantity) put(parcels, { ...parcel, quantity: subtract(parcel.quantity, settled) })
  return subtract(owed, settled)
}

const furthest = (parcels: readonly Parcel[], origin: number): number =>
  Math.max(origin, ...parcels.filter(parcel => parcel.quantity > 0n).map(parcel => parcel.done))

/** What is reported comes from what is nearest before the step; a report again of what is past it (rework) takes it back there. */
function advance(parcels: Parcel[], step: number, { quantity, at }: LotLine): void {
  const before = parcels.filter(parcel => parcel.done < step).sort((a, b) => b.done - a.done)
  const after = parcels.filter(parcel => parcel.done > step).sort((a, b) => a.done - b.done)
  const moved = takeFrom([...before, ...after], quantity)
  if (moved > 0n) put(parcels, { done: step, quantity: moved, since: at })
}

const byFurthest = (parcels: readonly Parcel[]): Parcel[] => [...parcels].sort((a, b) => b.done - a.done)

/** What is lost at a step had not passed it yet; where nothing is before it, it comes from what is furthest. */
const behind = (parcels: readonly Parcel[], step: number): Parcel[] => {
  const before = byFurthest(parcels).filter(parcel => parcel.done < step)
  return [...before, ...byFurthest(parcels).filter(parcel => parcel.done >= step)]
}

function takeFrom(order: readonly Parcel[], quantity: Quantity): Quantity {
  let open = quantity
  for (const parcel of order) {
    const part = least(open, parcel.quantity)
    parcel.quantity = subtract(parcel.quantity, part)
    open = subtract(open, part)
  }
  return subtract(quantity, open)
}

/** Parcels at one place are one; it waits since its first piece came. */
function put(parcels: Parcel[], parcel: Parcel): void {
  const there = parcels.find(other => other.done === parcel.done && other.quantity > 0n)
  if (there) there.quantity = add(there.quantity, parcel.quantity)
  else parcels.push(parcel)
}

const waiting = ({ done, quantity, since }: Parcel, steps: number): Stage => ({
  step: done + 1,
  quantity,
  since,
  state: done + 1 >= steps ? 'done' : 'waiting',
  by: null,
  run: null,
})

/** What a run has begun on is being worked on, wherever the route would have had it next. */
function begin(stages: Stage[], line: LotLine, step: number): void {
  let open = line.quantity
  for (const stage of nearest(stages, step)) {
    const part = least(open, stage.quantity)
    if (part === ZERO) continue
    stage.quantity = subtract(stage.quantity, part)
    open = subtract(open, part)
    stages.push({ step, quantity: part, since: line.at, state: 'working', by: line.by, run: line.run })
  }
}

const nearest = (stages: readonly Stage[], step: number): Stage[] =>
  stages.filter(stage => stage.state !== 'working').sort((a, b) => Math.abs(a.step - step) - Math.abs(b.step - step) || a.step - b.step)
