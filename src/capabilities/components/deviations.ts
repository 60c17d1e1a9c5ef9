/** Deviations: asked for by one person, approved by another of quality, good for what they name and until their time. */
import type { Deviation as Answered } from '../../answers/index.ts'
import { formatInstant, parseInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import { hashSecret } from '../../base/secret.ts'
import { plain } from '../../ledger/body.ts'
import { emptyEffect, type Fact } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import type { LotRow } from '../../ledger/tables.ts'
import { material, operationOf, workOrder } from '../booking/records.ts'
import type { CommandOf } from '../events.ts'

export type DeviationRule = 'wrong-component' | 'wrong-revision' | 'vendor-not-approved' | 'lot-expired'
/** As it is on record, without what became of it since. */
export type Deviation = Omit<Answered, 'uses' | 'lastUsedAt'>

/** Whose approval counts. */
const APPROVERS: ReadonlySet<string> = new Set(['quality', 'supervisor'])

export const deviationHandler: Handler<CommandOf<'deviation'>> = {
  names(command, wanted) {
    wanted.master('deviation', command.number)
    wanted.master('deviationsOf', command.component)
    for (const code of [command.component, command.product, command.allows.material]) wanted.master('material', code)
    wanted.master('partner', command.allows.vendor)
    wanted.master('workOrder', command.workOrder)
  },
  decide(state, command) {
    const before = state.master('deviation', command.number)?.body as unknown as Deviation | undefined
    if (before)
      throw new Refusal(
        'deviation-exists',
        `Deviation ${command.number} exists already and is ${before.status}: ask under another number, or correct the event that asked for it.`,
        '/number',
      )
    material(state, command.component, '/component')
    if (command.product !== undefined) material(state, command.product, '/product')
    if (command.allows.material !== undefined) material(state, command.allows.material, '/allows/material')
    if (command.allows.vendor !== undefined && !state.master('partner', command.allows.vendor))
      throw new Refusal(
        'unknown-partner',
        `Partner "${command.allows.vendor}" is not known at site ${state.site}: add it first.`,
        '/allows/vendor',
      )
    checkOrder(state, command)
    return emptyEffect()
  },
  evolve(state, fact) {
    const { number, component, workOrder: order, product, operation, allows, lots, from, until, reason } = fact.command
    keep(state, fact, {
      number,
      component,
      workOrder: order,
      product,
      operation,
      allows,
      lots,
      from,
      until,
      reason,
      status: 'requested',
      requestedBy: fact.by,
    })
    const known = (state.master('deviationsOf', component)?.body as { deviations?: string[] } | undefined)?.deviations ?? []
    if (!known.includes(number))
      state.setMaster({
        site: state.site,
        kind: 'deviationsOf',
        code: component,
        body: plain({ deviations: [...known, number] }),
        since: fact.since,
        until: null,
      })
  },
}

function checkOrder(state: State, command: CommandOf<'deviation'>): void {
  if (command.workOrder === undefined && command.product === undefined)
    throw new Refusal('invalid-event', 'Say for which work order or product the deviation is.', '/workOrder')
  if (command.operation !== undefined && command.workOrder === undefined)
    throw new Refusal('invalid-event', 'An operation number needs its work order.', '/workOrder')
  if (command.workOrder === undefined) return
  const order = workOrder(state, command.workOrder, '/workOrder')
  if (command.operation !== undefined) operationOf(order, command.operation, '/operation')
}

const keep = (state: State, fact: Fact, body: object): void =>
  state.setMaster({
    site: state.site,
    kind: 'deviation',
    code: (body as Deviation).number,
    body: plain(body),
    since: fact.since,
    until: null,
  })

export const approveHandler: Handler<CommandOf<'approve'>> = {
  names: (command, wanted) => wanted.master('deviation', command.deviation),
  decide(state, command) {
    const asked = deviationNamed(state, command.deviation)
    if (asked.status !== 'requested')
      throw new Refusal('deviation-decided', `Deviation ${asked.number} is ${asked.status} already.`, '/deviation')
    checkApprover(state, command.by, asked)
    return emptyEffect()
  },
  evolve(state, fact) {
    keep(state, fact, { ...deviationNamed(state, fact.command.deviation), status: 'approved', decidedBy: fact.by })
  },
}

export const withdrawHandler: Handler<CommandOf<'withdraw'>> = {
  names: (command, wanted) => wanted.master('deviation', command.deviation),
  decide(state, command) {
    const asked = deviationNamed(state, command.deviation)
    if (asked.status === 'withdrawn')
      throw new Refusal('deviation-decided', `Deviation ${asked.number} is withdrawn already.`, '/deviation')
    return emptyEffect()
  },
  evolve(state, fact) {
    keep(state, fact, { ...deviationNamed(state, fact.command.deviation), status: 'withdrawn', decidedBy: fact.by })
  },
}

function deviationNamed(state: State, number: string): Deviation {
  const row = state.master('deviation', number)
  if (!row) throw new Refusal('unknown-deviation', `There is no deviation "${number}" at site ${state.site}.`, '/deviation')
  return row.body as unknown as Deviation
}

/** Four eyes: whoever asked does not approve, and whoever approves is of quality or a supervisor. `by` is the code or the badge. */
function checkApprover(state: State, said: string | undefined, asked: Deviation): void {
  if (said === undefined) throw new Refusal('not-allowed', 'An approval says who approves: send "by".', '/by')
  const code = state.master('person', said) ? said : state.personOfBadge(hashSecret(said))
  const roles = code === null ? [] : ((state.master('person', code)?.body as { roles?: string[] } | undefined)?.roles ?? [])
  if (!roles.some(role => APPROVERS.has(role)))
    throw new Refusal(
      'not-allowed',
      `${code ?? 'This person'} may not approve deviations: that takes the role quality or supervisor.`,
      '/by',
    )
  if (code === asked.requestedBy)
    throw new Refusal('not-allowed', `${code} asked for deviation ${asked.number}: somebody else approves it.`, '/by')
}

// ---- what a deviation lets pass -----------------------------------------------------------------------------------------------

export interface Use {
  rule: DeviationRule
  lot: LotRow
  order: { number: string; material: string } | null
  operation: number | null
  /** Materials the operation takes: a deviation is about one of them. */
  components: readonly string[]
  at: number
}
/** The number of the deviation by which it may be used; or why the nearest one does not help. */
export type Verdict = { deviation: string } | { deviation: null; hint: string }

export function deviationFor(state: State, use: Use): Verdict {
  const about = candidates(state, use).filter(entry => isAbout(entry, use))
  const good = about.find(entry => entry.status === 'approved' && isInTime(entry, use.at))
  if (good) return { deviation: good.number }
  const [near] = about
  return { deviation: null, hint: near === undefined ? '' : ` ${whyNot(near, use.at)}` }
}

function candidates(state: State, { components, lot }: Use): Deviation[] {
  const numbers = [...new Set([...components, lot.material])].flatMap(
    code => (state.master('deviationsOf', code)?.body as { deviations?: string[] } | undefined)?.deviations ?? [],
  )
  return numbers.flatMap(number => (state.master('deviation', number)?.body as unknown as Deviation | undefined) ?? [])
}

function isAbout(deviation: Deviation, { rule, lot, order, operation }: Use): boolean {
  const { allows } = deviation
  if (deviation.workOrder !== undefined && deviation.workOrder !== order?.number) return false
  if (deviation.product !== undefined && deviation.product !== order?.material) return false
  if (deviation.operation !== undefined && deviation.operation !== operation) return false
  if (deviation.lots && !deviation.lots.some(entry => entry.number === lot.number && (entry.material ?? lot.material) === lot.material))
    return false
  if (rule === 'wrong-component') return allows.material === lot.material
  if (deviation.component !== lot.material && allows.material !== lot.material) return false
  if (rule === 'wrong-revision') return allows.revision !== undefined && allows.revision === revisionOf(lot)
  if (rule === 'vendor-not-approved') return allows.vendor !== undefined && allows.vendor === lot.vendor
  return allows.expired === true
}

export function revisionOf(lot: Pick<LotRow, 'attributes'>): string | null {
  const revision = (lot.attributes as { revision?: unknown } | null)?.revision
  return typeof revision === 'string' || typeof revision === 'number' ? String(revision) : null
}

const isInTime = ({ from, until }: Deviation, at: number): boolean =>
  at >= (from === undefined ? 0 : (parseInstant(from) ?? 0)) && at <= (parseInstant(until) ?? 0)

function whyNot({ number, status, from, until }: Deviation, at: number): string {
  if (status !== 'approved') return `Deviation ${number} for it is ${status}.`
  const isEarly = from !== undefined && at < (parseInstant(from) ?? 0)
  return isEarly
    ? `Deviation ${number} for it begins at ${from}.`
    : `Deviation ${number} for it ended at ${formatInstant(parseInstant(until) ?? 0)}.`
}
