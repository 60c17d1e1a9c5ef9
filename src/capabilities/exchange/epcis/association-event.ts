/** Permanent installation: ADD installs, DELETE removes (no children named: all of them), OBSERVE is noted. It is not packing. */

import { CHILDREN, parentName } from './aggregation-event.ts'
import { collectValues, markHolds } from './conditions.ts'
import type { Draft } from './draft.ts'
import { placeOf, type Thing, things } from './event.ts'
import { Unmapped } from './json.ts'
import type { LotObject } from './known.ts'
import { bringBack, lotOf, note, place, sorted } from './object-event.ts'

export function mapAssociationEvent(draft: Draft): void {
  const children = things(draft.event, CHILDREN)
  const parent = parentName(draft.event)
  if (parent === undefined)
    throw new Unmapped('invalid-event', 'An association needs its parent: parentID is missing.', `${draft.event.pointer}/parentID`)
  const { lots, containers } = sorted(draft, children)
  // Something fixed to a place or to a container is not a component of it: the fact is noted with the whole event.
  if (parent.as !== 'lot' || containers.length > 0) observe(draft, { lots, containers })
  else if (draft.event.action === 'OBSERVE') observe(draft, { lots: [itself(draft, parent), ...lots], containers: [] })
  else if (draft.event.action === 'ADD') install(draft, { assembly: itself(draft, parent), components: lots })
  else remove(draft, { assembly: itself(draft, parent), components: lots })
  markHolds(draft, lots)
  collectValues(draft, { lots: parent.as === 'lot' ? [itself(draft, parent)] : lots })
}

const itself = (draft: Draft, name: LotObject): Thing => ({ name, quantity: '1', unit: 'ea', pointer: `${draft.event.pointer}/parentID` })

function observe(draft: Draft, found: { lots: Thing[]; containers: Thing[] }): void {
  draft.present(found.lots)
  if (placeOf(draft.event, 'bizLocation') === undefined) note(draft, found)
  else place(draft, found)
}

type Association = { assembly: Thing; components: Thing[] }

function install(draft: Draft, { assembly, components }: Association): void {
  if (components.length === 0)
    throw new Unmapped(
      'invalid-event',
      'The association names nothing that is installed: childEPCs and childQuantityList are empty.',
      `${draft.event.pointer}/childEPCs`,
    )
  for (const thing of components) draft.quantity(thing)
  draft.present([assembly, ...components])
  bringBack(draft, components)
  for (const thing of components) {
    const component = lotOf(draft, thing)
    const quantity = draft.quantity(thing)
    draft.fact(`install|${thing.name.key}`, { type: 'install', assembly: lotOf(draft, assembly), component, quantity, unit: thing.unit })
    draft.take(component, quantity)
    installedIn(draft, assembly).set(thing.name.key, thing)
  }
}

function remove(draft: Draft, { assembly, components }: Association): void {
  const inside = installedIn(draft, assembly)
  const removed = components.length > 0 ? components : [...inside.values()]
  if (removed.length === 0)
    throw new Unmapped(
      'invalid-event',
      'The association names nothing that is removed, and nothing is on record as installed.',
      `${draft.event.pointer}/childEPCs`,
    )
  const uri = placeOf(draft.event, 'bizLocation')
  draft.present([assembly])
  for (const thing of removed) {
    draft.fact(`remove|${thing.name.key}`, {
      type: 'remove',
      assembly: lotOf(draft, assembly),
      component: lotOf(draft, thing),
      ...(thing.quantity === undefined ? {} : { quantity: thing.quantity, unit: thing.unit }),
      ...(uri === undefined ? {} : { to: draft.location(uri) }),
    })
    inside.delete(thing.name.key)
  }
}

function installedIn(draft: Draft, assembly: Thing): Map<string, Thing> {
  const inside = draft.memory.installed.get(assembly.name.key) ?? new Map<string, Thing>()
  draft.memory.installed.set(assembly.name.key, inside)
  return inside
}
