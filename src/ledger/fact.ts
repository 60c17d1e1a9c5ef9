import type { Json } from '../base/canonical.ts'
import type { Quantity } from '../base/quantity.ts'
import type { MovementKind } from './tables.ts'

/** A lot named by an event that brings it into being. Its graph id follows from the order of the ledger and is not part of the fact. */
export interface MadeLot {
  material: string
  number: string
  kind: 'lot' | 'serial'
  unit: string
  homogeneous: boolean
  expiresAt?: number
  vendor?: string
  vendorLot?: string
  heat?: string
  workOrder?: string
  attributes?: Json
  identifiers?: { kind: string; value: string }[]
  /** Part of another lot, which is found by its vendor lot and its heat: this one has them, and is not named by them. */
  inherits?: true
}

export interface NamedLot {
  material: string
  number: string
  identifiers: { kind: string; value: string }[]
}

/** One exact physical line: so much of a lot, in or out, at a place. */
export interface Line {
  material: string
  number: string
  kind: MovementKind
  delta: Quantity
  place: string
  scrap?: Quantity
  /** How much of the lot an operation was reported on, where nothing moved. */
  worked?: Quantity
  position?: string
  reference?: string
  filledFrom?: number
  /** The concession under which a lot on hold was used or shipped. */
  concession?: string
  /** What was entered, where a unit was converted: the factor is frozen here. */
  entered?: { quantity: string; unit: string; factor: string }
}

/** What deciding settled beyond what the sender wrote: frozen in the event, so a replay never asks the rules again. */
export interface Effect {
  made: MadeLot[]
  /** What more of a lot that is there is called by those who sent it. */
  named: NamedLot[]
  lines: Line[]
  numbered: { pattern: string; last: number }[]
  exceptions: { code: string; detail: string }[]
  /** What only this type of event needs, for example the badge's hash instead of the badge. */
  settled?: Json
}

export const emptyEffect = (): Effect => ({ made: [], named: [], lines: [], numbered: [], exceptions: [] })

/** What every command has; the rest is its own. */
export interface AnyCommand {
  id: string
  type: string
  at: string
  site: string
  by?: string | undefined
  crew?: string[] | undefined
  station?: string | undefined
  workCenter?: string | undefined
  note?: string | undefined
  late?: boolean | undefined
}

/** A command that was decided: what `evolve` applies, live and in a rebuild alike. */
export interface Fact<C extends AnyCommand = AnyCommand> {
  command: C
  effect: Effect
  at: number
  recordedAt: number
  /** Position in the store. */
  since: number
  /** The order among events of the same instant: a replacement stands where the event it replaces stood. */
  ord: number
  by: string | null
  /** The position at which the act begins that it is a part of. */
  act?: number
}
