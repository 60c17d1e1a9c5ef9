import { Refusal } from '../../base/refusal.ts'
import { emptyEffect, type Fact } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import { Draft, wantLot } from '../booking/draft.ts'
import { checkPartner, material } from '../booking/records.ts'
import type { CommandOf } from '../events.ts'
import { purchaseOrderOf } from '../purchase-orders/commands.ts'

type Attach = CommandOf<'attach'>
interface Target {
  target: string
  code: string
  /** The lots it is shown with: the lot itself, or all that came with a receipt. */
  lots: { material: string; number: string }[]
}
interface Settled extends Target {
  mediaType: string
  size: number
}

export const attachHandler: Handler<Attach> = {
  names({ document, to }, wanted) {
    wanted.document(document)
    if ('lot' in to) wantLot(wanted, to.lot)
    if ('receipt' in to) wanted.event(to.receipt)
    if ('run' in to) wanted.run(to.run)
    if ('partner' in to) wanted.master('partner', to.partner)
    if ('material' in to) wanted.master('material', to.material)
    if ('purchaseOrder' in to) wanted.master('purchaseOrder', to.purchaseOrder)
    if ('complaint' in to) wanted.master('complaint', to.complaint)
    if (!('shipment' in to)) return
    wanted.shipment(to.shipment)
    wanted.master('shipment', to.shipment)
  },
  decide(state, command, context) {
    const target = targetOf(new Draft(state, command, context), command)
    const stored = state.storedDocument(command.document)
    if (!stored)
      throw new Refusal('unknown-document', `No document ${command.document.slice(0, 12)}… was uploaded: upload it first.`, '/document')
    const { mediaType, size } = stored
    if (command.mediaType !== undefined && command.mediaType !== mediaType)
      throw new Refusal('invalid-event', `The document is ${mediaType} by its content, not ${command.mediaType}.`, '/mediaType')
    if (command.size !== undefined && command.size !== size)
      throw new Refusal('invalid-event', `The document has ${size} bytes, not ${command.size}.`, '/size')
    return { ...emptyEffect(), settled: { ...target, mediaType, size } }
  },
  evolve(state, fact) {
    const { lots, ...settled } = fact.effect.settled as unknown as Settled
    if (lots.length === 0) return addRow(state, fact, settled, null)
    for (const { material: code, number } of lots) addRow(state, fact, settled, lotNumbered(state, code, number))
  },
}

function targetOf(draft: Draft, { to }: Attach): Target {
  const { state } = draft
  const plainly = (target: string, code: string): Target => ({ target, code, lots: [] })
  if ('lot' in to) {
    const lot = draft.lot(to.lot, '/to/lot')
    return { target: 'lot', code: lot.number, lots: [{ material: lot.material, number: lot.number }] }
  }
  if ('receipt' in to) return { target: 'receipt', code: to.receipt, lots: receivedBy(state, to.receipt) }
  if ('run' in to) {
    if (!state.run(to.run)) throw new Refusal('unknown-run', `There is no run "${to.run}" at site ${state.site}.`, '/to/run')
    return plainly('run', to.run)
  }
  if ('partner' in to) checkPartner(state, to.partner, '/to/partner')
  if ('partner' in to) return plainly('partner', to.partner)
  if ('material' in to) return plainly('material', material(state, to.material, '/to/material').code)
  if ('shipment' in to) return plainly('shipment', shipmentNumbered(state, to.shipment))
  if ('complaint' in to) return plainly('complaint', complaintNumbered(state, to.complaint))
  if (!purchaseOrderOf(state, to.purchaseOrder))
    throw new Refusal('unknown-order', `There is no purchase order "${to.purchaseOrder}" at site ${state.site}.`, '/to/purchaseOrder')
  return plainly('purchaseOrder', to.purchaseOrder)
}

/** What came with a receipt; of one that was corrected, its replacement is what counts. */
function receivedBy(state: State, id: string): Target['lots'] {
  const event = state.event(id)
  const body = JSON.parse(event?.body ?? 'null') as { type?: string; replacement?: { type: string }; effect?: Fact['effect'] } | null
  const type = body?.replacement?.type ?? body?.type
  if (!event || event.site !== state.site || event.voided || type !== 'receive')
    throw new Refusal(
      'unknown-event',
      `There is no receipt ${id} at site ${state.site}, or it was corrected: attach to its replacement.`,
      '/to/receipt',
    )
  const lots = (body?.effect?.lines ?? []).map(({ material: code, number }) => ({ material: code, number }))
  return [...new Map(lots.map(lot => [`${lot.material}\u0000${lot.number}`, lot])).values()]
}

function complaintNumbered(state: State, number: string): string {
  if (state.master('complaint', number)) return number
  throw new Refusal('unknown-complaint', `There is no complaint "${number}" at site ${state.site}.`, '/to/complaint')
}

function shipmentNumbered(state: State, number: string): string {
  if (state.shipment(number) || state.master('shipment', number)) return number
  throw new Refusal('unknown-shipment', `There is no shipment "${number}" at site ${state.site}.`, '/to/shipment')
}

function lotNumbered(state: State, code: string, number: string): number {
  const row = state.lotsNumbered(number).find(lot => lot.material === code)
  if (!row) throw new Error(`the document names lot ${code}/${number}, which the ledger never made`)
  return row.id
}

function addRow(state: State, fact: Fact<Attach>, settled: Omit<Settled, 'lots'>, lot: number | null): void {
  const { document, name, kind } = fact.command
  state.addDocument({
    since: fact.since,
    line: state.nextLine(fact.since),
    site: state.site,
    document,
    name,
    kind,
    mediaType: settled.mediaType,
    size: settled.size,
    target: settled.target,
    code: settled.code,
    lot,
    at: fact.at,
    until: null,
  })
}
