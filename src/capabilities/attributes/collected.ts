/** Values as one event brings them: checked against what is asked of each lot they belong to, settled with the limits they had to keep. */
import type { Json } from '../../base/canonical.ts'
import { formatQuantity, parseQuantity, type Quantity } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import { lotOf } from '../../ledger/apply.ts'
import type { Fact } from '../../ledger/fact.ts'
import type { Context } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import type { Characteristic, PlannedCharacteristic } from '../booking/records.ts'
import { placeHold } from '../containment/commands.ts'
import type { CommandOf } from '../events.ts'
import { definitionOf, type Subject } from './asked.ts'
import { checkUnit, judge, kindOf } from './judge.ts'

export type SentValues = CommandOf<'collect'>['values']
export interface LotName {
  material: string
  number: string
}
/** What the values belong to: one lot, or (without one) a run, an order or a work center, with everything that is in it. */
export interface Target {
  lot: LotName | null
  quantity: Quantity | null
  subjects: readonly { subject: Subject; lot: LotName | null }[]
  /** Of lots of several materials in one report, a value belongs to those that are asked for it. Left out: it belongs to this one. */
  takes?: (characteristic: string) => boolean
}
/** One value on one target, as the event keeps it. A type, not an interface, so that it is JSON. */
type Settled = {
  lot: LotName | null
  characteristic: string
  value: string
  unit: string | null
  quantity: string | null
  kind: string | null
  low: string | null
  high: string | null
  inRange: boolean | null
}
export interface Collected {
  values: Settled[]
  hold?: { hold: string; reason: string; lots: LotName[] }
}

export function collect(
  state: State,
  context: Context,
  command: { id: string; values: SentValues },
  targets: readonly Target[],
): Collected {
  const out: { lot: LotName; reason: string }[] = []
  const values = targets.flatMap(target =>
    command.values.flatMap((sent, index) => {
      if (target.takes?.(sent.characteristic) === false) return []
      const pointer = `/values/${index}`
      const { settled, holds } = settle(state, context, sent, target, pointer)
      out.push(...holds)
      return settled
    }),
  )
  if (out.length === 0) return { values }
  const hold = `OUT-${command.id.replaceAll('-', '').slice(-12).toUpperCase()}`
  if (state.hold(hold)) throw new Refusal('hold-exists', `Hold ${hold} exists already.`, '/id')
  const lots = [...new Map(out.map(({ lot }) => [`${lot.material}\u0000${lot.number}`, lot])).values()]
  return { values, hold: { hold, reason: [...new Set(out.map(({ reason }) => reason))].slice(0, 20).join(' '), lots } }
}

function settle(
  state: State,
  context: Context,
  sent: SentValues[number],
  target: Target,
  pointer: string,
): { settled: Settled; holds: { lot: LotName; reason: string }[] } {
  const judged = target.subjects.map(({ subject, lot }) => {
    const asked = definitionOf(state, subject, sent.characteristic)
    if (asked) checkUnit(asked, sent.unit, `${pointer}/unit`)
    const result = asked ? judge(asked, sent.value, `${pointer}/value`) : null
    if (asked && (asked.kind === 'photo' || asked.kind === 'file')) checkUploaded(state, asked, result?.value ?? '', `${pointer}/value`)
    return { asked, result, lot }
  })
  const known = judged.filter(entry => entry.asked !== undefined)
  const first = known[0]
  const same = first !== undefined && known.every(({ asked }) => asked?.min === first.asked?.min && asked?.max === first.asked?.max)
  const verdicts = known.map(({ result }) => result?.inRange ?? null)
  const holds = known.flatMap(entry => actOn(context, sent, entry, pointer))
  return {
    holds,
    settled: {
      lot: target.lot,
      characteristic: sent.characteristic,
      value: first?.result?.value ?? unaskedValue(sent, pointer),
      unit: sent.unit ?? first?.asked?.unit ?? null,
      quantity: target.quantity === null ? null : formatQuantity(target.quantity),
      kind: first?.asked ? kindOf(first.asked) : null,
      low: same ? limit(first.asked?.min) : null,
      high: same ? limit(first.asked?.max) : null,
      inRange: verdicts.includes(false) ? false : verdicts.includes(true) ? true : null,
    },
  }
}

const limit = (stated: string | undefined): string | null => (stated === undefined ? null : formatQuantity(parseQuantity(stated)))

/** Nobody asked for it, so nothing is known of its kind; more than one value is told by its shape. */
function unaskedValue(sent: SentValues[number], pointer: string): string {
  if (!Array.isArray(sent.value)) return String(sent.value)
  return judge({ code: sent.characteristic, kind: 'series' }, sent.value, `${pointer}/value`).value
}

function checkUploaded(state: State, { code }: Characteristic, hash: string, pointer: string): void {
  if (state.storedDocument(hash)) return
  throw new Refusal('unknown-document', `${code} names a document that was not uploaded: upload it first, then record its hash.`, pointer)
}

/** What the policy of a characteristic says of a value outside its limits. Answers the lot to be held. */
function actOn(
  context: Context,
  sent: SentValues[number],
  {
    asked,
    result,
    lot,
  }: { asked: PlannedCharacteristic | undefined; result: { value: string; inRange: boolean | null } | null; lot: LotName | null },
  pointer: string,
): { lot: LotName; reason: string }[] {
  if (!asked || !result || result.inRange !== false || asked.outOfRange === undefined) return []
  const reason = `${asked.code} ${shown(result.value)} is outside ${asked.min ?? '…'} to ${asked.max ?? '…'}${asked.unit === undefined ? '' : ` ${asked.unit}`}.`
  if (asked.outOfRange === 'stop') context.broken('value-out-of-range', `${reason} Do not go on: ask quality.`, `${pointer}/value`)
  else if (asked.outOfRange === 'ask' && sent.accepted !== true)
    context.broken('value-out-of-range', `${reason} Measure again, or send it with "accepted": true.`, `${pointer}/value`)
  else context.note('value-out-of-range', `${lot ? `${lot.material} ${lot.number}: ` : ''}${reason}`)
  return asked.outOfRange === 'hold' && lot ? [{ lot, reason }] : []
}

const shown = (value: string): string => (value.length > 60 ? `${value.slice(0, 57)}…` : value)

/** The rows of what was settled. `run` and place are those of the event. */
export function record(
  state: State,
  fact: Fact,
  { values, hold }: Collected,
  at: { run: string | null; workOrder: string | null; operation: number | null; workCenter: string | null },
): void {
  const quantity = (text: string | null): Quantity | null => (text === null ? null : parseQuantity(text))
  for (const { lot, ...value } of values)
    state.addMeasurement({
      ...value,
      ...at,
      since: fact.since,
      line: state.nextLine(fact.since),
      site: state.site,
      lot: lot === null ? null : lotOf(state, lot.material, lot.number).id,
      quantity: quantity(value.quantity),
      low: quantity(value.low),
      high: quantity(value.high),
      at: fact.at,
      until: null,
    })
  if (hold)
    placeHold(
      state,
      fact,
      { hold: hold.hold, direction: 'forward', reason: hold.reason, caseNumber: null },
      hold.lots.map(lot => lotOf(state, lot.material, lot.number).id),
    )
}

export const asJson = (collected: Collected): Json => collected as unknown as Json
