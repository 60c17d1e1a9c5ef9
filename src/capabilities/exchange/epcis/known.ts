/** What the store knew before the file came, asked once for all names in the file; and what the mapping has made known since. */
import { parseQuantity, type Quantity } from '../../../base/quantity.ts'
import type { Thing } from './event.ts'
import type { ObjectName } from './identifier.ts'

export type LotObject = Extract<ObjectName, { as: 'lot' }>
export interface LotName {
  material: string
  number: string
}
export interface KnownLot extends LotName {
  unit: string
  onHand: string
  /** Identifiers of kind `epc`. */
  epcs: readonly string[]
  /** Set while all of it is away with a customer. */
  shipped?: { shipment: string; customer: string } | undefined
  holds: readonly { hold: string; reason: string }[]
  /** The event by which an earlier import opened it, because something used it before anything made it. */
  opening?: string | undefined
}

/** All names a file mentions; the store answers with those it knows. */
export interface Names {
  materials: string[]
  gtins: string[]
  numbers: string[]
  epcs: string[]
  places: string[]
  containers: string[]
  runs: string[]
  events: string[]
}

export interface Known {
  /** By code, with the GTIN where it has one: an own part number wins over the GTIN as code. */
  materials: readonly { code: string; gtin?: string | undefined }[]
  lots: readonly KnownLot[]
  locations: readonly string[]
  workCenters: readonly string[]
  partners: readonly { code: string; roles: readonly string[] }[]
  containers: readonly string[]
  /** With the time they started, as text. */
  runs: readonly { run: string; at: string }[]
  events: readonly string[]
}

export const NOTHING_KNOWN: Known = {
  materials: [],
  lots: [],
  locations: [],
  workCenters: [],
  partners: [],
  containers: [],
  runs: [],
  events: [],
}

export interface LotMemory extends LotName {
  key: string
  /** As the file names it, and the unit it was named in. */
  name: LotObject | undefined
  unit: string
  /** Undefined: not known here, because units differ or a correction went through it. */
  balance: Quantity | undefined
  place: string | undefined
  shipped: { shipment: string; customer: string } | undefined
  /** Made only because something used it before anything made it: the id of that opening event. */
  opening: string | undefined
}
export interface ContainerMemory {
  place: string | undefined
  lots: Set<string>
  containers: Set<string>
}
export interface RunMemory {
  at: string
  inputs: number
  outputs: number
  lastAt: string
  lastIndex: number
  workCenter: string | undefined
}

/** Mutable on purpose: one file is one conversation, and a later event leans on the earlier ones. */
export class Memory {
  readonly materials = new Set<string>()
  readonly gtins = new Map<string, string>()
  readonly lots = new Map<string, LotMemory>()
  readonly byEpc = new Map<string, string>()
  readonly locations: Set<string>
  readonly workCenters: Set<string>
  readonly partners = new Map<string, Set<string>>()
  readonly partnersMade = new Set<string>()
  readonly containers = new Map<string, ContainerMemory>()
  readonly knownRuns: Map<string, string>
  readonly runs = new Map<string, RunMemory>()
  readonly events: Set<string>
  readonly holds = new Map<string, string>()
  readonly installed = new Map<string, Map<string, Thing>>()

  constructor(known: Known) {
    for (const { code, gtin } of known.materials) {
      this.materials.add(code)
      if (gtin) this.gtins.set(gtin.padStart(14, '0'), code)
    }
    this.locations = new Set(known.locations)
    this.workCenters = new Set(known.workCenters)
    for (const { code, roles } of known.partners) this.partners.set(code, new Set(roles))
    for (const code of known.containers) this.containers.set(code, { place: undefined, lots: new Set(), containers: new Set() })
    this.knownRuns = new Map(known.runs.map(({ run, at }) => [run, at]))
    this.events = new Set(known.events)
    for (const lot of known.lots) this.addKnownLot(lot)
  }

  private addKnownLot(lot: KnownLot): void {
    const key = lotKey(lot)
    this.lots.set(key, {
      material: lot.material,
      number: lot.number,
      key: '',
      name: undefined,
      unit: lot.unit,
      balance: parseQuantity(lot.onHand),
      place: undefined,
      shipped: lot.shipped,
      opening: lot.opening,
    })
    for (const epc of lot.epcs) this.byEpc.set(epc, key)
    for (const { hold, reason } of lot.holds) this.holds.set(`${reason}\u0000${key}`, hold)
  }

  lot(name: LotName): LotMemory | undefined {
    return this.lots.get(lotKey(name))
  }
}

export const lotKey = (lot: LotName): string => `${lot.material}\u0000${lot.number}`
