import type { AskedList, AskedRow, StationCard, StationContext, StationPolicies } from '../../../client/index.ts'
import type { Message } from '../../../words/index.ts'
import type { EnteredValues } from '../asked.ts'

/** A scan with what was entered for it so far. */
export interface Scanned {
  text: string
  entered: EnteredValues
}

/** Where the station stands, as far as it can tell by itself: what the last answer left, and every scan kept here since. */
export interface Here {
  /** Scanned together, and not reported yet. */
  lots: readonly string[]
  /** How often each lot was reported since the list was made. */
  reports: Readonly<Record<string, number>>
  /** Said before the scan: how much. */
  ahead: string | undefined
  /** The order whose run is in hand, or that is put together. */
  order: string | undefined
  runs: Readonly<Record<string, RunHere>>
  unit: string | undefined
  /** Scanned for the assembly in hand; in `used`, parts that went into others. */
  parts: readonly PartHere[]
  used: readonly string[]
  /** It comes out of the unit in hand, and the next scan is what goes in; in `out`, what came out. */
  swapping: PartHere | undefined
  out: readonly string[]
  delivery: string | undefined
  received: Readonly<Record<string, readonly string[]>>
  shipment: string | undefined
  loads: readonly LoadHere[]
  left: readonly string[]
  /** Before the last report: UNDO goes back to it. */
  before: Here | undefined
}

export interface RunHere {
  isOpen: boolean
  /** By position: the lot that lies there. */
  loaded: Readonly<Record<string, string>>
  /** Quantities that were said of outputs. */
  made: readonly string[]
}
export interface PartHere {
  material: string
  number: string
}
export interface LoadHere {
  shipment: string
  /** What was scanned: a lot or a container. */
  what: string
  contents: readonly { material: string; number: string; quantity: string }[]
  /** Scanned again, it came out. */
  isOut: boolean
}

/** What a scan comes to while the server is away. */
export interface Reading {
  /** Where the station stands after it. */
  here: Here
  /** What it has to bring along, as far as that is known with what was entered. */
  rows: AskedRow[]
  /** Null: that it is kept is all there is to say. */
  said: Said | null
  /** It is not kept at all: nothing has happened. */
  refused: Refused | null
  /** What the station says of it beside what was entered. */
  adds: EnteredValues
}
export interface Said {
  message: Message
  card: StationCard | null
  /** Somebody should look. */
  isDoubtful: boolean
}
export interface Refused {
  kind: 'stop' | 'attention'
  message: Message
  advice: Message | null
}

/** What the station knows besides. */
export interface Knowing {
  list: AskedList | undefined
  policies: StationPolicies | undefined
  /** Of the decimals of whoever stands here. */
  mark: string
  isHeld: (name: string) => boolean
  /** When the list of holds was fetched, by this clock, and whether that is too long ago. */
  holds: { at: number | undefined; isOld: boolean }
  now: number
}

export const kept = (here: Here, said: Said | null = null, rows: AskedRow[] = [], adds: EnteredValues = {}): Reading => ({
  here,
  rows,
  said,
  refused: null,
  adds,
})

export const refused = (here: Here, kind: Refused['kind'], message: Message, advice: Message | null = null): Reading => ({
  here,
  rows: [],
  said: null,
  refused: { kind, message, advice },
  adds: {},
})

export const saying = (message: Message, card: StationCard | null = null): Said => ({ message, card, isDoubtful: false })
export const doubting = (message: Message): Said => ({ message, card: null, isDoubtful: true })

/** A report: what was said before it is used up, and UNDO takes it back. */
export const reported = (before: Here, change: Partial<Here>): Here => ({ ...before, ahead: undefined, ...change, before })

/** What the last answer left. */
export function hereAt(context: StationContext | null, list: AskedList | undefined): Here {
  const orders = list?.orders ?? []
  const { lots = [], run, assembly, dock, ahead } = context ?? {}
  const ofRun = run ? orders.find(order => order.run?.run === run)?.number : undefined
  return {
    lots: lots.map(lot => lot.number),
    reports: {},
    ahead: ahead?.quantity,
    order: ofRun ?? assembly?.workOrder ?? undefined,
    runs: Object.fromEntries(orders.flatMap(order => (order.run === null ? [] : [[order.number, runOf(order.run.loaded)]]))),
    unit: assembly?.unit?.number,
    parts: assembly?.parts.map(({ material, number }) => ({ material, number })) ?? [],
    used: [],
    swapping: undefined,
    out: [],
    delivery: dock?.order,
    received: {},
    shipment: dock?.shipment,
    loads: [],
    left: [],
    before: undefined,
  }
}

const runOf = (loaded: readonly { position: string; number: string }[]): RunHere => ({
  isOpen: true,
  loaded: Object.fromEntries(loaded.map(({ position, number }) => [position, number])),
  made: [],
})
