/** Packing: ADD packs, DELETE unpacks (no children named: all of them), OBSERVE is a sighting of the container and what it holds. */
import { collectValues, markHolds } from './conditions.ts'
import type { Draft } from './draft.ts'
import { type EpcisEvent, placeOf, type Sides, type Thing, things } from './event.ts'
import { type ObjectName, objectName, placeCode } from './identifier.ts'
import { textOf, Unmapped } from './json.ts'
import { lotKey } from './known.ts'
import { bringBack, contentsOf, lotOf, note, place, sorted } from './object-event.ts'

export const CHILDREN = { epcs: 'childEPCs', quantities: 'childQuantityList' }

export function mapAggregationEvent(draft: Draft): void {
  const children = sorted(draft, things(draft.event, CHILDREN))
  const container = parentContainer(draft, children)
  if (container === undefined) mapFreeChildren(draft, children)
  else if (draft.event.action === 'ADD') pack(draft, { container, children })
  else if (draft.event.action === 'DELETE') unpack(draft, { container, children })
  else sight(draft, { container, children })
  markHolds(draft, children.lots)
  collectValues(draft, { lots: children.lots.length > 0 || container === undefined ? children.lots : insideOf(draft, container) })
}

export function parentName(event: EpcisEvent): ObjectName | undefined {
  const uri = textOf(event.record['parentID'])
  return uri === '' ? undefined : objectName(uri)
}

function parentContainer(draft: Draft, children: Sides): string | undefined {
  const parent = parentName(draft.event)
  if (parent !== undefined) return draft.containerCode(parent)
  if (draft.event.action === 'ADD')
    throw new Unmapped('invalid-event', 'Packing needs the container: parentID is missing.', `${draft.event.pointer}/parentID`)
  return holderOf(draft, children)
}

/** DELETE and OBSERVE may leave the container out: it is the one all children were packed into. */
function holderOf(draft: Draft, { lots, containers }: Sides): string | undefined {
  const keys = lots.map(thing => (thing.name.as === 'lot' ? lotKey(draft.lotName(thing.name)) : ''))
  const codes = containers.map(thing => draft.containerCode(thing.name))
  if (keys.length + codes.length === 0) return undefined
  return [...draft.memory.containers].find(
    ([, memory]) => keys.every(key => memory.lots.has(key)) && codes.every(code => memory.containers.has(code)),
  )?.[0]
}

function mapFreeChildren(draft: Draft, children: Sides): void {
  if (children.lots.length + children.containers.length === 0)
    throw new Unmapped('invalid-event', 'The event names neither a container nor what is in it.', `${draft.event.pointer}/parentID`)
  draft.present(children.lots)
  place(draft, children)
}

type Packed = { container: string; children: Sides }

function pack(draft: Draft, { container, children }: Packed): void {
  const { lots, containers } = children
  if (lots.length + containers.length === 0)
    throw new Unmapped(
      'invalid-event',
      'Packing names what is packed: childEPCs and childQuantityList are empty.',
      `${draft.event.pointer}/childEPCs`,
    )
  draft.present(lots)
  bringBack(draft, lots)
  const parts = lots.map(thing => ({ lot: lotOf(draft, thing), ...draft.part(thing) }))
  const inner = containers.map(thing => draft.containerCode(thing.name))
  const uri = placeOf(draft.event, 'bizLocation') ?? placeOf(draft.event, 'readPoint')
  const known = inner.filter(code => draft.memory.containers.has(code))
  if (parts.length + known.length === 0) return note(draft, children)
  draft.fact('pack', {
    type: 'pack',
    container,
    contents: [...parts, ...known.map(code => ({ container: code }))],
    ...(uri === undefined ? {} : { to: draft.location(uri) }),
  })
  remember(draft, { container, children, place: uri === undefined ? undefined : placeCode(uri) })
}

function remember(draft: Draft, { container, children, place: at }: Packed & { place: string | undefined }): void {
  const memory = draft.container(container)
  if (at !== undefined) memory.place = at
  for (const thing of children.lots) {
    const lot = thing.name.as === 'lot' ? draft.lotMemory(thing.name) : undefined
    if (!lot) continue
    memory.lots.add(lotKey(lot))
    lot.place = memory.place
  }
  for (const thing of children.containers) memory.containers.add(draft.containerCode(thing.name))
}

function unpack(draft: Draft, { container, children }: Packed): void {
  const memory = draft.memory.containers.get(container)
  if (!memory) return unpackUnknown(draft, children)
  draft.present(children.lots)
  const contents = [
    ...children.lots.map(thing => ({ lot: lotOf(draft, thing), ...draft.part(thing) })),
    ...children.containers.map(thing => ({ container: draft.containerCode(thing.name) })),
  ]
  const uri = placeOf(draft.event, 'bizLocation') ?? placeOf(draft.event, 'readPoint')
  const to = uri === undefined ? undefined : draft.location(uri)
  draft.fact('unpack', { type: 'unpack', container, ...(contents.length === 0 ? {} : { contents }), ...(to === undefined ? {} : { to }) })
  forget(draft, { container, children, place: to })
}

function forget(draft: Draft, { container, children, place: at }: Packed & { place: string | undefined }): void {
  const memory = draft.container(container)
  const all = children.lots.length + children.containers.length === 0
  const out = all ? [...memory.lots] : children.lots.flatMap(thing => (thing.name.as === 'lot' ? [lotKey(draft.lotName(thing.name))] : []))
  for (const key of out) {
    memory.lots.delete(key)
    const lot = draft.memory.lots.get(key)
    if (lot) lot.place = at
  }
  if (all) memory.containers.clear()
  for (const thing of children.containers) memory.containers.delete(draft.containerCode(thing.name))
}

/** Nothing was packed into it here: what it held appears where it was unpacked. */
function unpackUnknown(draft: Draft, children: Sides): void {
  draft.present(children.lots)
  place(draft, children)
}

/** A first sighting tells what is in the container, which is as good as seeing it packed. */
function sight(draft: Draft, { container, children }: Packed): void {
  const memory = draft.memory.containers.get(container)
  const held = (thing: Thing) => thing.name.as === 'lot' && (memory?.lots.has(lotKey(draft.lotName(thing.name))) ?? false)
  const unseen = {
    lots: children.lots.filter(thing => !held(thing)),
    containers: children.containers.filter(thing => !memory?.containers.has(draft.containerCode(thing.name))),
  }
  if (unseen.lots.length + unseen.containers.length > 0) return pack(draft, { container, children: unseen })
  const parent = parentName(draft.event)
  place(draft, {
    lots: [],
    containers: parent === undefined ? [] : [{ name: parent, quantity: '1', unit: 'ea', pointer: `${draft.event.pointer}/parentID` }],
  })
}

function insideOf(draft: Draft, container: string): Thing[] {
  return contentsOf(draft, container).flatMap(lot =>
    lot.name === undefined ? [] : [{ name: lot.name, quantity: undefined, unit: lot.unit, pointer: draft.event.pointer }],
  )
}
