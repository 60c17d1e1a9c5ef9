/** Looks at every lot an operation takes. A rule that a deviation can set aside is first asked of the deviations, then refused as ever. */
import { formatInstant, parseInstant } from '../../base/instant.ts'
import type { RefusalCode } from '../../base/refusal.ts'
import { lotOf } from '../../ledger/apply.ts'
import type { AnyCommand, Effect } from '../../ledger/fact.ts'
import type { Context, Handler } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import type { LotRow, MovementKind } from '../../ledger/tables.ts'
import { type Component, material, type Operation, type WorkOrder } from '../booking/records.ts'
import type { CommandOf } from '../events.ts'
import { type DeviationRule, deviationFor, revisionOf } from './deviations.ts'

type Taking = AnyCommand & { run?: string; workOrder?: string | undefined; operation?: number | undefined; workCenter?: string | undefined }
interface Broken {
  code: RefusalCode
  detail: string
  pointer: string | undefined
}
type Used = { deviation: string; rule: string; material: string; number: string }

const DEVIABLE: ReadonlySet<RefusalCode> = new Set<DeviationRule>(['wrong-component', 'lot-expired'])
const TAKEN: ReadonlySet<MovementKind> = new Set(['consumed', 'loaded', 'installed'])

/** `pointersOf` says where the event names each lot it takes, so that a refusal leads there. */
export function controlled<C extends Taking>(
  handler: Handler<C>,
  pointersOf: (command: C) => readonly { number?: string | undefined; pointer: string }[],
): Handler<C> {
  return {
    ...handler,
    decide(state, command, context) {
      const set: Broken[] = []
      const effect = handler.decide(state, command, {
        ...context,
        broken: (code, detail, pointer) => {
          // Of what happened already everything is told in the order of the event; anything else ends at the first refusal.
          if (command.late === true || DEVIABLE.has(code)) set.push({ code, detail, pointer })
          else context.broken(code, detail, pointer)
        },
      })
      const place = placeOf(state, command, effect)
      const seen = new Set<Broken>()
      const when = parseInstant(command.at) ?? context.now
      const used = takenBy(state, effect).flatMap(lot => {
        const at = pointersOf(command).find(entry => entry.number === lot.number)?.pointer
        const found = set.filter(entry => DEVIABLE.has(entry.code) && isAt(entry, at))
        for (const entry of found) seen.add(entry)
        return checkLot(state, context, { lot, place, pointer: at ?? '', found, when })
      })
      // What is wrong with something else than a component, such as the assembly, no deviation is about.
      for (const { code, detail, pointer } of set.filter(entry => !seen.has(entry))) context.broken(code, detail, pointer)
      if (used.length === 0) return effect
      return { ...effect, settled: { ...(effect.settled as object | undefined), deviations: used } }
    },
    evolve(state, fact) {
      handler.evolve?.(state, fact)
      const { deviations = [] } = (fact.effect.settled ?? {}) as { deviations?: Used[] }
      if (deviations.length === 0) return
      const { order, operation } = placeOf(state, fact.command, fact.effect)
      for (const { deviation, rule, material: code, number } of deviations)
        state.insert('deviationUse', {
          since: fact.since,
          line: state.nextLine(fact.since),
          site: state.site,
          deviation,
          rule,
          lot: lotOf(state, code, number).id,
          workOrder: order?.number ?? null,
          operation: operation?.sequence ?? null,
          run: fact.command.run ?? null,
          at: fact.at,
          until: null,
        })
    },
  }
}

const isAt = ({ pointer }: Broken, at: string | undefined): boolean => at === undefined || pointer === undefined || pointer.startsWith(at)

interface Place {
  order: WorkOrder | null
  operation: Operation | null
}

function placeOf(state: State, command: Taking, effect: Effect): Place {
  const run = command.run === undefined ? null : state.run(command.run)
  const settled = (effect.settled ?? {}) as { workOrder?: string; operation?: number }
  const number = run?.workOrder ?? settled.workOrder ?? command.workOrder
  const order = number ? ((state.master('workOrder', number)?.body as unknown as WorkOrder | undefined) ?? null) : null
  const sequence = run ? run.operation : (settled.operation ?? command.operation)
  return { order, operation: order?.operations.find(entry => entry.sequence === sequence) ?? null }
}

function takenBy(state: State, effect: Effect): LotRow[] {
  const lines = effect.lines.filter(line => TAKEN.has(line.kind))
  const lots = lines.flatMap(line => state.lotsNumbered(line.number).filter(row => row.material === line.material))
  return [...new Set(lots)]
}

function checkLot(
  state: State,
  context: Context,
  { lot, place, pointer, found, when }: { lot: LotRow; place: Place; pointer: string; found: readonly Broken[]; when: number },
): Used[] {
  const asked = componentOf(place.operation, lot.material)
  const all = [...found, ...brokenRevision(asked, lot, pointer), ...brokenVendor(state, asked, lot, pointer)]
  checkFirstExpired(state, context, lot, { pointer, when })
  return all.flatMap(entry => passes(state, context, { entry, lot, place, when }))
}

const componentOf = (operation: Operation | null, code: string): Component | undefined =>
  operation?.components?.find(entry => entry.material === code) ?? operation?.components?.find(entry => entry.alternates?.includes(code))

function passes(
  state: State,
  context: Context,
  { entry, lot, place, when }: { entry: Broken; lot: LotRow; place: Place; when: number },
): Used[] {
  const verdict = deviationFor(state, {
    rule: entry.code as DeviationRule,
    lot,
    order: place.order,
    operation: place.operation?.sequence ?? null,
    components: (place.operation?.components ?? []).map(component => component.material),
    at: when,
  })
  if (verdict.deviation !== null) return [{ deviation: verdict.deviation, rule: entry.code, material: lot.material, number: lot.number }]
  context.broken(entry.code, `${entry.detail}${verdict.hint}`, entry.pointer)
  return []
}

const broken = (code: DeviationRule, detail: string, pointer: string): Broken => ({ code, detail, pointer })

/** A substitute's revisions are its own. */
function brokenRevision(asked: Component | undefined, lot: LotRow, pointer: string): Broken[] {
  if (asked?.revision === undefined || asked.material !== lot.material || revisionOf(lot) === asked.revision) return []
  const has = revisionOf(lot)
  const detail = `The operation takes revision ${asked.revision} of ${lot.material}; ${lot.number} ${has === null ? 'does not say its revision' : `is revision ${has}`}.`
  return [broken('wrong-revision', detail, pointer)]
}

/** Of what was bought; what we made ourselves has no vendor. */
function brokenVendor(state: State, asked: Component | undefined, lot: LotRow, pointer: string): Broken[] {
  const approved = asked?.vendors ?? material(state, lot.material, pointer).vendors
  if (lot.vendor === null || approved === undefined || approved.includes(lot.vendor)) return []
  const detail = `${lot.vendor} is not approved for ${lot.material}: take a lot of ${approved.join(', ') || 'an approved vendor'}.`
  return [broken('vendor-not-approved', detail, pointer)]
}

function checkFirstExpired(state: State, context: Context, lot: LotRow, { pointer, when }: { pointer: string; when: number }): void {
  const { firstExpired } = material(state, lot.material, pointer)
  if (firstExpired === undefined) return
  const earlier = state
    .expiringLots(lot.material)
    .find(
      row =>
        row.id !== lot.id &&
        row.expiresAt !== null &&
        row.expiresAt >= when &&
        (lot.expiresAt === null || row.expiresAt < lot.expiresAt) &&
        state.onHand(row.id) > 0n &&
        state.holdsOn(row.id).length === 0,
    )
  if (!earlier) return
  const detail = `${earlier.number} of ${lot.material} expires on ${formatInstant(earlier.expiresAt ?? 0).slice(0, 10)}, before ${lot.number}: use it first.`
  if (firstExpired === 'stop') context.broken('not-first-expired', detail, pointer)
  else context.note('not-first-expired', detail)
}

/** A delivery cannot be refused after it came: one of a vendor who is not approved is told. */
export function vendorChecked(handler: Handler<CommandOf<'receive'>>): Handler<CommandOf<'receive'>> {
  return {
    ...handler,
    decide(state, command, context) {
      const effect = handler.decide(state, command, context)
      const code = command.lot.material ?? effect.made[0]?.material
      const approved =
        code === undefined ? undefined : (state.master('material', code)?.body as { vendors?: string[] } | undefined)?.vendors
      if (approved && !approved.includes(command.vendor))
        context.note('vendor-not-approved', `${command.vendor} is not approved for ${code}: it may not be used without a deviation.`)
      return effect
    },
  }
}
