/** Loads what a batch names into the state: one statement per table, and only what is not known yet. */
import type { PoolClient } from 'pg'
import type { Json } from '../base/canonical.ts'
import type { AnyCommand } from './fact.ts'
import { loadContainers, loadContents } from './load/containers.ts'
import { loadCertificates, loadConcessionCodes, loadConcessions, loadDrills, loadHolds, loadRecalls } from './load/decisions.ts'
import { loadEventDetails } from './load/event-detail.ts'
import { loadExpiring, loadGone, loadLots, loadPlacesAt, loadThere } from './load/lots.ts'
import { loadInstalls, loadInstallsInto, loadPartedFrom, loadPartings, loadParts } from './load/parts.ts'
import { loadBadges, loadDocuments, loadEvents, loadMasters, loadNumbering } from './load/records.ts'
import { loadReports, loadValues } from './load/reports.ts'
import { missing } from './load/rows.ts'
import { loadRunDetails, loadRuns } from './load/runs.ts'
import { loadSeries, loadSeriesTaken } from './load/series.ts'
import { loadDelivered, loadShipments, loadShipped, loadStrays } from './load/shipments.ts'
import type { State } from './state.ts'
import { Wanted } from './wanted.ts'

/** Answers which holds reach the lots that are about to be used. Asked inside the writer's transaction, under its lock. */
export interface Guard {
  holdsReaching(lots: number[], position: number, client: PoolClient): Promise<Map<number, string[]>>
  /** What a recall reaches; a refusal is part of the answer. */
  scopeOf?(question: string, client: PoolClient): Promise<Json>
  /** The mark of what an act would change, tried out in the same transaction, of which nothing stays; null: it would be refused. */
  previewOf?(command: AnyCommand, client: PoolClient): Promise<string | null>
}

export async function prefetch(client: PoolClient, state: State, wanted: Wanted, guard: Guard): Promise<void> {
  // Most lots are known from before: whether holds reach them is asked along with everything else.
  nameUses(state, wanted)
  await Promise.all([loadUses(client, state, wanted, guard), loadNamed(client, state, wanted)])
  nameUses(state, wanted)
  await loadUses(client, state, wanted, guard)
  for (const question of missing(wanted.scopes, state.scopes)) await loadScope(client, state, question, guard)
  for (const [id, command] of wanted.previews) if (!state.previews.has(id)) await loadPreview(client, state, command, guard)
}

async function loadNamed(client: PoolClient, state: State, wanted: Wanted): Promise<void> {
  let open = wanted
  while (await loadRound(client, state, open)) open = dependents(state, open)
}

function nameUses(state: State, wanted: Wanted): void {
  for (const number of wanted.numbers) for (const lot of state.lotsByNumber.get(number) ?? []) wanted.use(lot.id)
  for (const code of wanted.contentsOf) for (const lot of state.contents.get(code)?.lots ?? []) wanted.use(lot)
}

async function loadRound(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const loads = [
    loadMasters(client, state, wanted),
    loadBadges(client, state, wanted),
    loadLots(client, state, wanted),
    loadRuns(client, state, wanted),
    loadRunDetails(client, state, wanted),
    loadContainers(client, state, wanted),
    loadContents(client, state, wanted),
    loadShipments(client, state, wanted),
    loadShipped(client, state, wanted),
    loadStrays(client, state, wanted),
    loadHolds(client, state, wanted),
    loadRecalls(client, state, wanted),
    loadDrills(client, state, wanted),
    loadInstalls(client, state, wanted),
    loadNumbering(client, state, wanted),
    loadEvents(client, state, wanted),
    loadEventDetails(client, state, wanted),
    loadDocuments(client, state, wanted),
    loadCertificates(client, state, wanted),
    loadConcessions(client, state, wanted),
    loadConcessionCodes(client, state, wanted),
    loadDelivered(client, state, wanted),
    loadReports(client, state, wanted),
    loadValues(client, state, wanted),
    loadParts(client, state, wanted),
    loadExpiring(client, state, wanted),
    loadSeries(client, state, wanted),
    loadSeriesTaken(client, state, wanted),
    loadGone(client, state, wanted),
    loadPartedFrom(client, state, wanted),
    loadPartings(client, state, wanted),
    loadInstallsInto(client, state, wanted),
    loadThere(client, state, wanted),
    loadPlacesAt(client, state, wanted),
  ]
  return (await Promise.all(loads)).some(Boolean)
}

/** What the loaded rows lead to: a lot's material and order, a run's order and work center, an order's components. */
function dependents(state: State, wanted: Wanted): Wanted {
  const next = new Wanted()
  for (const number of wanted.numbers)
    for (const lot of [...(state.lotsByNumber.get(number) ?? []), ...(state.formerNumbers.get(number) ?? [])])
      wantLot(next, lot.id, lot.material, lot.workOrder)
  for (const number of wanted.components) for (const lot of state.lotsByNumber.get(number) ?? []) next.installs(lot.id)
  for (const number of wanted.returns) for (const lot of state.lotsByNumber.get(number) ?? []) next.shipped(lot.id)
  for (const number of wanted.shipping) for (const lot of state.lotsByNumber.get(number) ?? []) next.strays(lot.id)
  for (const lot of wanted.shippedLots) for (const shipment of state.sent.get(lot)?.keys() ?? []) next.shipment(shipment)
  for (const id of wanted.lotIds) {
    const lot = state.lotsById.get(id)
    if (lot) wantLot(next, id, lot.material, lot.workOrder)
  }
  for (const run of wanted.runs) {
    const row = state.runs.get(run)
    next.master('workOrder', row?.workOrder)
    next.master('workCenter', row?.workCenter)
    next.master('material', row?.material)
    next.master('collectionPlan', row?.material)
    for (const lot of (row?.folded as { lots?: number[] } | undefined)?.lots ?? []) next.lotId(lot)
  }
  // Where an event stands is known only now.
  for (const id of wanted.eventDetails) {
    if (state.details.has(id) || !state.events.get(id)) continue
    next.eventDetail(id)
    for (const other of wanted.act) next.act.add(other)
  }
  for (const key of wanted.masters) wantOfMaster(next, state.masters.get(key)?.body)
  for (const code of wanted.containers) next.container(state.containers.get(code)?.parent)
  for (const code of wanted.contentsOf) {
    for (const lot of state.contents.get(code)?.lots ?? []) {
      next.lotId(lot)
      wanted.use(lot)
    }
    for (const inner of state.contents.get(code)?.containers ?? []) {
      next.contents(inner)
      next.container(inner)
    }
  }
  return next
}

function wantLot(next: Wanted, id: number, material: string, workOrder: string | null): void {
  next.lotId(id)
  next.master('material', material)
  next.master('collectionPlan', material)
  next.master('workOrder', workOrder)
}

function wantOfMaster(next: Wanted, body: unknown): void {
  const record = body as
    | { type?: string; material?: string; operations?: { workCenter?: string; components?: { material: string }[] }[] }
    | undefined
  if (record?.type !== 'workOrder') return
  next.master('material', record.material)
  for (const operation of record.operations ?? []) {
    next.master('workCenter', operation.workCenter)
    for (const component of operation.components ?? []) next.master('material', component.material)
  }
}

async function loadScope(client: PoolClient, state: State, question: string, guard: Guard): Promise<void> {
  if (!guard.scopeOf) throw new Error('this writer has nobody to ask what a recall reaches')
  state.scopes.set(question, await guard.scopeOf(question, client))
}

async function loadPreview(client: PoolClient, state: State, command: AnyCommand, guard: Guard): Promise<void> {
  if (!guard.previewOf) throw new Error('this writer has nobody to ask what an act would change')
  state.previews.set(command.id, await guard.previewOf(command, client))
}

async function loadUses(client: PoolClient, state: State, wanted: Wanted, guard: Guard): Promise<void> {
  const lots = missing(wanted.uses, state.heldBy)
  if (lots.length === 0) return
  const holds = await guard.holdsReaching(lots, state.position, client)
  for (const lot of lots) state.heldBy.set(lot, holds.get(lot) ?? [])
}
