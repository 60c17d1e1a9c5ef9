import { negate, subtract, toNumber, total } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import type { Fact } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import { isOfUnits, portionOf, unitsOf } from '../../ledger/installs.ts'
import type { KnownEvent, State } from '../../ledger/state.ts'
import type { InstallRow, LinkRow, LotRow } from '../../ledger/tables.ts'
import { Draft, ONE, wantLot } from '../booking/draft.ts'
import { insideBy, insideOf, takeOut } from '../booking/installed.ts'
import { placeNamed } from '../booking/places.ts'
import type { Operation } from '../booking/records.ts'
import type { CommandOf } from '../events.ts'
import { checkComponent, componentFor, perPiece, placeOf, routedAt } from '../production/operations.ts'

export const installHandler: Handler<CommandOf<'install'>> = {
  names(command, wanted) {
    wantLot(wanted, command.assembly)
    wantLot(wanted, command.component)
    wanted.installed(command.component.number)
    wanted.master('workOrder', command.workOrder)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const assembly = draft.lot(command.assembly, '/assembly')
    const component = draft.lot(command.component, '/component')
    if (assembly.id === component.id) throw new Refusal('invalid-event', 'An assembly cannot be installed in itself.', '/component')
    const place = installedAt(state, command, assembly)
    checkComponent(place.operation, component.material, context.broken, '/component/material')
    checkNotInstalled(state, component)
    draft.checkUsable(component, '/component', 'use')
    draft.checkUsable(assembly, '/assembly', 'prepare')
    const { quantity, entered } =
      command.quantity === undefined
        ? { quantity: ONE, entered: undefined }
        : draft.measured(draft.material(component.material, '/component'), command.quantity, command.unit, '')
    draft.take(component, quantity, 'installed', '/quantity', {
      ...(command.position ? { position: command.position } : {}),
      ...(entered ? { entered } : {}),
    })
    draft.note(assembly, place.operation || command.workCenter ? 'worked' : 'observed', { worked: draft.available(assembly) })
    const part = componentFor(place.operation, component.material, command.position)
    const per = perPiece(part, draft.material(component.material, '/component'))
    return {
      ...draft.effect,
      settled: {
        per,
        ...(place.order ? { workOrder: place.order } : {}),
        ...(place.operation ? { operation: place.operation.sequence } : {}),
      },
    }
  },
  evolve(state, fact) {
    const [first, ...rest] = state.movementsOf(fact.since)
    const lines = first ? [first, ...rest] : []
    const taken = lines.filter(line => line.kind === 'installed')
    const component = taken[0]?.lot
    const assembly = lines.find(line => line.kind === 'worked' || line.kind === 'observed')?.lot
    if (component === undefined || assembly === undefined) throw new Error('an install without its lines')
    const installed = total(taken.map(line => negate(line.delta)))
    const quantity = toNumber(installed)
    const units = unitsIn(state, fact, { assembly, component, quantity: installed })
    state.addLink({
      since: fact.since,
      line: state.nextLine(fact.since),
      parent: component,
      child: assembly,
      quantityMin: quantity,
      quantityExpected: quantity,
      quantityMax: quantity,
      drawn: quantity,
      portion: units,
      portionTotal: units,
      came: fact.at,
      gone: fact.at,
      taken: fact.since,
      put: 0,
      draw: fact.since,
      blend: 0,
      how: 'scanned',
      site: state.site,
      run: null,
      position: fact.command.position ?? null,
      removedAt: null,
      until: null,
    })
  },
  revert(state, voided) {
    const links = state.detail(voided.id).ended
    if ((links.link ?? []).length > 0) return
    const made = state.detail(voided.id).rows.link ?? []
    if (made.length === 0)
      throw new Refusal('used-downstream', 'The component was removed again later: correct the removal first.', '/event')
  },
}

/** What it was settled to take of each unit is part of the fact; of installs of before that was kept, in how many units it is. */
function unitsIn(state: State, { since, at, ord, effect }: Fact, of: Pick<InstallRow, 'assembly' | 'component' | 'quantity'>): number {
  const { per, units } = (effect.settled ?? {}) as { per?: number | null; units?: string }
  if (per === undefined) return Number(units ?? 1)
  const said = { ...of, per, at, ord }
  if (isOfUnits(state.lot(of.assembly))) state.addInstall({ ...said, since, line: state.nextLine(since), site: state.site, until: null })
  return portionOf(state, { parent: of.component, child: of.assembly, drawn: toNumber(of.quantity) }, toNumber(unitsOf(state, said)))
}

function installedAt(state: State, command: CommandOf<'install'>, assembly: LotRow): { order: string | null; operation: Operation | null } {
  if (command.workOrder !== undefined) {
    const place = placeOf(state, command)
    return { order: place.order?.number ?? null, operation: place.operation }
  }
  const routed = command.workCenter === undefined ? null : routedAt(state, assembly.workOrder, command.workCenter)
  return { order: routed?.order.number ?? null, operation: routed?.operation ?? null }
}

/** A serial is in one assembly at a time. */
function checkNotInstalled(state: State, component: LotRow): void {
  if (component.kind !== 'serial') return
  const link = state.installedLinks(component.id)[0]
  if (!link) return
  const assembly = state.lotsById.get(link.child)
  throw new Refusal(
    'serial-already-installed',
    `${component.material} ${component.number} is already part of ${assembly ? `${assembly.material} ${assembly.number}` : 'an assembly'}: remove it there first.`,
    '/component',
  )
}

/** Links of runs that were settled anew since it was removed: they say so too. */
function settledSince(state: State, { id }: KnownEvent): LinkRow[] {
  const { ended, rows } = state.detail(id)
  const isOf =
    ({ parent, child, put }: LinkRow) =>
    (row: LinkRow): boolean =>
      row.parent === parent && row.child === child && row.put === put
  return (ended.link ?? []).flatMap(link => {
    if (link.run === null || link.put === 0 || rows.link?.some(isOf(link))) return []
    return state.runDetail(link.run).links.filter(row => isOf(link)(row) && row.until === null && row.removedAt !== null)
  })
}

export const removeHandler: Handler<CommandOf<'remove'>> = {
  alone: true,
  revert(state, voided, { since }) {
    if (state.detail(voided.id).overtaken > 0)
      throw new Refusal('used-downstream', 'More of the component was removed since: correct that first.', '/event')
    for (const link of settledSince(state, voided)) {
      state.update('link', link, { until: since })
      state.addLink({ ...link, removedAt: null, since, line: state.nextLine(since), until: null })
    }
  },
  names(command, wanted) {
    wantLot(wanted, command.assembly)
    wantLot(wanted, command.component)
    wanted.installed(command.component.number)
    if (command.to !== undefined) wanted.location(command.to)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const assembly = draft.lot(command.assembly, '/assembly')
    const component = draft.lot(command.component, '/component')
    const inside = insideOf(state, component, assembly)
    const there = total(inside.map(link => insideBy(state, link)))
    if (inside.length === 0)
      throw new Refusal(
        'not-installed',
        `${component.material} ${component.number} is not in ${assembly.material} ${assembly.number}.`,
        '/component',
      )
    const quantity =
      command.quantity === undefined
        ? there
        : draft.measured(draft.material(component.material, '/component'), command.quantity, command.unit, '').quantity
    if (quantity > there) throw new Refusal('quantity-exceeds-balance', `Only ${toNumber(there)} of it is installed.`, '/quantity')
    const place =
      command.to === undefined ? (command.workCenter ? `workCenter:${command.workCenter}` : '') : placeNamed(state, command.to, '/to')
    draft.put(component, quantity, 'removed', place)
    if (command.disposition === 'scrap') draft.take(component, quantity, 'scrapped', '/quantity', { from: place })
    if (command.disposition === 'return-to-vendor') draft.take(component, quantity, 'sentBack', '/quantity', { from: place })
    draft.note(assembly, 'observed', {})
    return draft.effect
  },
  evolve(state, fact) {
    const lines = state.movementsOf(fact.since)
    const removed = lines.find(line => line.kind === 'removed')
    const assembly = lines.find(line => line.kind === 'observed')
    if (!removed || !assembly) throw new Error('a removal without its lines')
    let open = removed.delta
    for (const link of insideOf(state, state.lot(removed.lot), state.lot(assembly.lot))) {
      if (open <= 0n) break
      open = subtract(open, takeOut(state, fact.since, fact.at, link, open))
    }
  },
}
