/**
 * The events one EPCIS event becomes: first the master data and opening stock it needs, then its facts. Ids follow from the eventID:
 * the first fact has it as its own, the others a name under it, so a second import of the same event is a retry.
 */

import { uuid5 } from '../../../base/id.ts'
import { add, formatQuantity, parseQuantity, type Quantity, subtract, ZERO } from '../../../base/quantity.ts'
import type { CaptureEvent } from '../../events.ts'
import { type EpcisEvent, extensionsOf, type Thing } from './event.ts'
import { code, type ObjectName, placeCode, UNLOTTED } from './identifier.ts'
import { Unmapped } from './json.ts'
import { type ContainerMemory, type LotMemory, type LotName, type LotObject, lotKey, type Memory } from './known.ts'

/** Marks stock that an import had to assume; the event that really made the lot replaces it. */
export const OPENING_NOTE = 'First seen in an imported event; nothing made or received it before.'

type Stamped = 'id' | 'at' | 'site' | 'late'
type Without<T> = T extends unknown ? Omit<T, Stamped> : never
export type FactBody = Without<CaptureEvent>

export interface Setting {
  memory: Memory
  site: string
  by: string | undefined
  namespaces: ReadonlyMap<string, string>
  descriptions: ReadonlyMap<string, string>
  /** Objects that some aggregation has as parent, besides SSCCs. */
  parents: ReadonlySet<string>
  /** Materials that come both as serials and as quantities, or only as quantities: lots, not serials. */
  quantified: ReadonlySet<string>
  /** Is this object named again by an event after this one? */
  seenAfter: (key: string, event: EpcisEvent) => boolean
  own: ReadonlySet<string>
}

export class Draft {
  readonly event: EpcisEvent
  readonly setting: Setting
  readonly memory: Memory
  readonly before: CaptureEvent[] = []
  readonly facts: CaptureEvent[] = []
  private readonly labels = new Set<string>()

  constructor(event: EpcisEvent, setting: Setting) {
    this.event = event
    this.setting = setting
    this.memory = setting.memory
  }

  /** Already in the ledger: what was only needed to make room for it the first time is not made again. */
  get repeated(): boolean {
    return this.memory.events.has(this.event.id)
  }

  fact(label: string, body: FactBody, at: string = this.event.atText): string {
    const first = this.facts.length === 0
    const id = first ? this.event.id : this.derivedId(label)
    const kept = first ? { extensions: { ...extensionsOf(this.event, this.setting.namespaces), ...body.extensions } } : {}
    this.facts.push({ ...body, ...this.stamp(id, at), ...kept })
    return id
  }

  /** A record the facts lean on. */
  need(label: string, body: FactBody): string {
    const id = this.derivedId(label)
    this.before.push({ ...body, ...this.stamp(id, this.event.atText) })
    return id
  }

  stamp(id: string, at: string): { id: string; at: string; site: string; late: true; by?: string } {
    return { id, at, site: this.setting.site, late: true, ...(this.setting.by === undefined ? {} : { by: this.setting.by }) }
  }

  private derivedId(label: string): string {
    let unique = label
    for (let count = 2; this.labels.has(unique); count += 1) unique = `${label}|${count}`
    this.labels.add(unique)
    return uuid5(unique, this.event.id)
  }

  // ---- master data --------------------------------------------------------------------------------------------------------

  location(uri: string): string {
    const place = placeCode(uri)
    if (!this.memory.locations.has(place)) {
      this.memory.locations.add(place)
      this.need(`location|${place}`, { type: 'location', code: place, ...this.named(uri) })
    }
    return place
  }

  workCenter(uri: string): string {
    const place = placeCode(uri)
    if (!this.memory.workCenters.has(place)) {
      this.memory.workCenters.add(place)
      this.need(`workCenter|${place}`, { type: 'workCenter', code: place, ...this.named(uri) })
    }
    return place
  }

  partner(uri: string, role: 'vendor' | 'customer'): string {
    const party = placeCode(uri)
    const roles = this.memory.partners.get(party)
    // A partner of the store's own keeps its record; only one that this file made is told of its second role.
    if (roles?.has(role) || (roles && !this.memory.partnersMade.has(party))) return party
    const all = new Set([...(roles ?? []), role])
    this.memory.partners.set(party, all)
    this.memory.partnersMade.add(party)
    this.need(`partner|${party}|${[...all].toSorted().join('+')}`, {
      type: 'partner',
      code: party,
      roles: [...all].toSorted() as ('vendor' | 'customer')[],
      ...this.named(uri),
    })
    return party
  }

  private named(uri: string): { name?: string } {
    const name = this.setting.descriptions.get(uri)
    return name === undefined ? {} : { name: name.slice(0, 400) }
  }

  // ---- lots ---------------------------------------------------------------------------------------------------------------

  /** The name a lot goes by here: an own part number where the GTIN has one, the number it was given before where the EPC is known. */
  lotName(name: LotObject): LotName {
    const known = this.memory.byEpc.get(name.uri) ?? this.memory.byEpc.get(name.key)
    const memory = known === undefined ? undefined : this.memory.lots.get(known)
    if (memory) return { material: memory.material, number: memory.number }
    const material = (name.gtin === undefined ? undefined : this.memory.gtins.get(name.gtin)) ?? name.material
    const taken = this.memory.lot({ material, number: name.number })
    // The same text as lot number and as serial of one GTIN names two different things.
    const other = taken !== undefined && taken.key !== '' && taken.key !== name.key
    return { material, number: other ? code(`(${name.serial ? '21' : '10'})${name.number}`) : name.number }
  }

  lotMemory(name: LotObject): LotMemory | undefined {
    return this.memory.lot(this.lotName(name))
  }

  /** Makes the material known, and the lot remembered. */
  lot(thing: { name: LotObject; unit: string }): LotName {
    const lot = this.lotName(thing.name)
    this.material(thing, lot.material)
    const key = lotKey(lot)
    const memory = this.memory.lots.get(key)
    if (memory && memory.key === '') Object.assign(memory, { key: thing.name.key, name: thing.name })
    if (!memory)
      this.memory.lots.set(key, {
        ...lot,
        key: thing.name.key,
        name: thing.name,
        unit: thing.unit,
        balance: ZERO,
        place: undefined,
        shipped: undefined,
        opening: undefined,
      })
    this.memory.byEpc.set(thing.name.uri, key)
    this.memory.byEpc.set(thing.name.key, key)
    return lot
  }

  private material({ name, unit }: { name: LotObject; unit: string }, material: string): void {
    if (this.memory.materials.has(material)) return
    this.memory.materials.add(material)
    const serial = name.serial && !this.setting.quantified.has(material)
    const description = this.setting.descriptions.get(name.uri) ?? this.setting.descriptions.get(classUri(name))
    this.need(`material|${material}`, {
      type: 'material',
      code: material,
      unit,
      tracking: serial ? 'serial' : 'lot',
      ...(name.gtin === undefined ? {} : { gtin: name.gtin }),
      ...(description === undefined ? {} : { description: description.slice(0, 1000) }),
    })
  }

  /** Every lot a fact names must be there: one that nothing made is opened with the quantity in which it is first seen. */
  present(found: readonly Thing[]): void {
    for (const thing of found) {
      if (thing.name.as !== 'lot' || this.lotMemory(thing.name) !== undefined) continue
      const output = this.output(thing, {})
      const id = this.need(`opening|${thing.name.key}`, { type: 'transform', inputs: [], outputs: [output], note: OPENING_NOTE })
      const memory = this.lotMemory(thing.name)
      if (memory) memory.opening = id
    }
  }

  output(
    thing: Thing,
    extra: Record<string, unknown>,
  ): { lot: LotName & { identifiers: { kind: string; value: string }[] }; quantity: string; unit: string } {
    if (thing.name.as !== 'lot')
      throw new Unmapped('invalid-event', `${thing.name.uri} is a container; a container is not made, it is packed.`, thing.pointer)
    const quantity = this.quantity(thing)
    const lot = this.lot({ name: thing.name, unit: thing.unit })
    this.add(lot, parseQuantity(quantity))
    return { lot: { ...lot, identifiers: this.identifiers(thing.name), ...extra }, quantity, unit: thing.unit }
  }

  identifiers(name: LotObject): { kind: string; value: string }[] {
    const epc = name.number === UNLOTTED ? [] : [{ kind: 'epc', value: name.uri.slice(0, 400) }]
    return name.batch === undefined ? epc : [...epc, { kind: 'batch', value: name.batch }]
  }

  /** What the event says, or all that is left of the lot. @throws Unmapped when neither is known. */
  quantity(thing: Thing): string {
    if (thing.quantity !== undefined) return thing.quantity
    const balance = thing.name.as === 'lot' ? this.lotMemory(thing.name)?.balance : undefined
    if (balance !== undefined && balance > 0n) return formatQuantity(balance)
    throw new Unmapped(
      'invalid-event',
      `The event gives no quantity of ${thing.name.uri}, and none is on record.`,
      `${thing.pointer}/quantity`,
    )
  }

  /** Undefined where the whole lot is meant, which needs no number. */
  part(thing: Thing): { quantity?: string; unit?: string } {
    const balance = thing.name.as === 'lot' ? this.lotMemory(thing.name)?.balance : undefined
    if (thing.quantity === undefined || (balance !== undefined && parseQuantity(thing.quantity) === balance)) return {}
    return { quantity: thing.quantity, unit: thing.unit }
  }

  add(lot: LotName, quantity: Quantity): void {
    const memory = this.memory.lot(lot)
    if (memory?.balance !== undefined) memory.balance = add(memory.balance, quantity)
  }

  take(lot: LotName, quantity: string): void {
    const memory = this.memory.lot(lot)
    if (memory?.balance !== undefined) memory.balance = subtract(memory.balance, parseQuantity(quantity))
  }

  // ---- containers -----------------------------------------------------------------------------------------------------------

  isContainer(name: ObjectName): boolean {
    return name.as === 'container' || this.setting.parents.has(name.key) || this.memory.containers.has(this.containerCode(name))
  }

  containerCode(name: ObjectName): string {
    return name.as === 'lot' ? code(name.uri) : name.code
  }

  container(containerCode: string): ContainerMemory {
    const memory = this.memory.containers.get(containerCode) ?? { place: undefined, lots: new Set(), containers: new Set() }
    this.memory.containers.set(containerCode, memory)
    return memory
  }
}

/** The class-level URI under which master data describes the material of a lot. */
function classUri(name: LotObject): string {
  const gdst = /^(urn:gdst:[^:]+:product):(?:lot:class|serial:obj):([^.]+\.[^.]+)/i.exec(name.uri)
  if (gdst) return `${gdst[1]}:class:${gdst[2]}`
  const urn = /^urn:epc:(?:id|class):(?:sgtin|lgtin):(\d+\.\d+)/i.exec(name.uri)
  return urn ? `urn:epc:idpat:sgtin:${urn[1]}.*` : name.uri.replace(/(\/01\/\d+).*$/, '$1')
}
