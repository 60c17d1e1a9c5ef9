import { Refusal } from '../../base/refusal.ts'
import { plain } from '../../ledger/body.ts'
import { emptyEffect, type Fact } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { KnownEvent, State } from '../../ledger/state.ts'
import { Draft, wantLot } from '../booking/draft.ts'
import { checkPartner } from '../booking/records.ts'
import type { CommandOf, FINDINGS, SEVERITIES } from '../events.ts'

export interface LotName {
  material: string
  number: string
}
/** As it stands. Times are milliseconds, as in every projection. */
export interface Complaint {
  number: string
  customer: string
  severity: (typeof SEVERITIES)[number]
  text: string
  said?: string | undefined
  reference?: string | undefined
  shipment?: string | undefined
  container?: string | undefined
  lots: LotName[]
  openedAt: number
  openedBy: string | null
  answer?: string
  answeredAt?: number
  answeredBy?: string | null
  finding?: (typeof FINDINGS)[number]
  closeReason?: string
  closedAt?: number
  closedBy?: string | null
}

export const complaintHandler: Handler<CommandOf<'complaint'>> = {
  names(command, wanted) {
    wanted.master('complaint', command.number)
    wanted.master('partner', command.customer)
    wanted.shipment(command.shipment)
    wanted.container(command.container)
    for (const { lot } of command.lots ?? []) wantLot(wanted, lot)
  },
  decide(state, command, context) {
    if (state.master('complaint', command.number))
      throw new Refusal('complaint-exists', `Complaint ${command.number} exists already: give this one another number.`, '/number')
    checkPartner(state, command.customer, '/customer')
    checkShipment(state, command)
    if (command.container !== undefined && !state.container(command.container))
      throw new Refusal('unknown-container', `There is no container "${command.container}" at site ${state.site}.`, '/container')
    const draft = new Draft(state, command, context)
    return noted(draft, command.lots ?? [], command.number)
  },
  evolve(state, fact) {
    const { number, customer, severity, text, said, reference, shipment, container } = fact.command
    keep(state, fact, {
      number,
      customer,
      severity,
      text,
      said,
      reference,
      shipment,
      container,
      lots: lotsOf(fact),
      openedAt: fact.at,
      openedBy: fact.by,
    })
  },
  revert: refuseWhenGoneOn,
}

function checkShipment(state: State, { shipment, customer }: CommandOf<'complaint'>): void {
  if (shipment === undefined) return
  const row = state.shipment(shipment)
  if (!row) throw new Refusal('unknown-shipment', `There is no shipment "${shipment}" at site ${state.site}.`, '/shipment')
  if (row.customer !== customer)
    throw new Refusal('not-shipped', `Shipment ${shipment} went to ${row.customer}, not to ${customer}: check the customer.`, '/customer')
}

export const complaintLotsHandler: Handler<CommandOf<'complaintLots'>> = {
  names(command, wanted) {
    wanted.master('complaint', command.complaint)
    for (const { lot } of command.lots) wantLot(wanted, lot)
  },
  decide(state, command, context) {
    openComplaint(state, command.complaint)
    return noted(new Draft(state, command, context), command.lots, command.complaint)
  },
  evolve(state, fact) {
    const before = openComplaint(state, fact.command.complaint)
    const known = new Set(before.lots.map(keyOf))
    keep(state, fact, { ...before, lots: [...before.lots, ...lotsOf(fact).filter(lot => !known.has(keyOf(lot)))] })
  },
  revert: refuseWhenGoneOn,
}

export const complaintAnswerHandler: Handler<CommandOf<'complaintAnswer'>> = {
  names: (command, wanted) => wanted.master('complaint', command.complaint),
  decide(state, command, context) {
    checkTime(openComplaint(state, command.complaint), new Draft(state, command, context).at)
    return emptyEffect()
  },
  evolve(state, fact) {
    const before = openComplaint(state, fact.command.complaint)
    // The clock stops with the first answer; a later one says more.
    keep(state, fact, {
      ...before,
      answer: fact.command.text,
      answeredAt: before.answeredAt ?? fact.at,
      answeredBy: fact.by,
    })
  },
  revert: refuseWhenGoneOn,
}

export const complaintCloseHandler: Handler<CommandOf<'complaintClose'>> = {
  names: (command, wanted) => wanted.master('complaint', command.complaint),
  decide(state, command, context) {
    checkTime(openComplaint(state, command.complaint), new Draft(state, command, context).at)
    return emptyEffect()
  },
  evolve(state, fact) {
    const { complaint, finding, reason } = fact.command
    keep(state, fact, { ...openComplaint(state, complaint), finding, closeReason: reason, closedAt: fact.at, closedBy: fact.by })
  },
  revert: refuseWhenGoneOn,
}

const keyOf = ({ material, number }: LotName): string => `${material}\u0000${number}`

/** The lots are observed, so that each says in its timeline that somebody complained of it. */
function noted(draft: Draft, lots: readonly { lot: { material?: string | undefined; number: string } }[], reference: string) {
  lots.forEach(({ lot }, index) => draft.note(draft.lot(lot, `/lots/${index}/lot`), 'observed', { reference }))
  return draft.effect
}

const lotsOf = ({ effect }: Fact): LotName[] => [
  ...new Map(effect.lines.map(({ material, number }) => [keyOf({ material, number }), { material, number }])).values(),
]

function keep(state: State, fact: Pick<Fact, 'since'>, body: Complaint): void {
  state.setMaster({ site: state.site, kind: 'complaint', code: body.number, body: plain(body), since: fact.since, until: null })
}

/** @throws Refusal when there is no such complaint here. */
export function complaintNamed(state: State, number: string, pointer: string): Complaint {
  const row = state.master('complaint', number)
  if (!row) throw new Refusal('unknown-complaint', `There is no complaint "${number}" at site ${state.site}.`, pointer)
  return row.body as unknown as Complaint
}

function openComplaint(state: State, number: string): Complaint {
  const complaint = complaintNamed(state, number, '/complaint')
  if (complaint.closedAt !== undefined)
    throw new Refusal('complaint-closed', `Complaint ${number} is closed: record a new one, or correct its closing.`, '/complaint')
  return complaint
}

function checkTime({ number, openedAt }: Complaint, at: number): void {
  if (at < openedAt) throw new Refusal('invalid-event', `Complaint ${number} came in later than this: check the time.`, '/at')
}

/** What later steps stand on cannot be taken from under them. */
function refuseWhenGoneOn(state: State, voided: KnownEvent, fact: Fact): void {
  const said = JSON.parse(voided.body ?? '{}') as {
    number?: string
    complaint?: string
    replacement?: { number?: string; complaint?: string }
  }
  const of = said.replacement ?? said
  const number = of.complaint ?? of.number ?? ''
  const row = state.master('complaint', number)
  // What the correction itself brought back is no later step.
  if (row !== null && row.since > voided.position && row.since < (fact.act ?? fact.since))
    throw new Refusal(
      'used-downstream',
      `Complaint ${number} has gone on since: correct its later steps first, or close it with what was found.`,
      '/event',
    )
}
