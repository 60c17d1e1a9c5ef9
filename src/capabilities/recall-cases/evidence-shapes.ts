/** What the evidence of a case says of itself; its lists, which may be of any length, stand beside it as files with their hashes. */
import type { EntryRow, RecallListed, VersionRow } from '../recalls/queries.ts'
import type { CaseCustomers } from './customers.ts'
import type { PickPlace } from './pick-list.ts'

export type Written<T extends { at: number }> = Omit<T, 'at'> & { at: string }

/** Where what was made of a lot is, or went. */
export const SIDES = ['made', 'stop', 'quarantine', 'call', 'gone', 'onward', 'unaccounted'] as const
export type Side = (typeof SIDES)[number]

export interface EvidenceHead {
  case: Omit<RecallListed, 'at' | 'closedAt'> & { at: string; closedAt: string | null }
  closedBy: string | null
  /** The trace as known at the position of the last version comes to its fingerprint again. */
  reproduced: boolean
  versions: (Omit<VersionRow, 'recordedAt'> & { at: string })[]
  seeds: Written<EntryRow>[]
  exclusions: Written<EntryRow>[]
  /** Excluded once, and not any more. */
  inclusions: Written<EntryRow>[]
  letter: string | null
  /** As known when the last version was frozen. */
  balanceTotal: { percent: string; unaccountedLots: number; lots: number }
  /** The sums of the balance over all lots, by unit. */
  reconciliation: ({ unit: string } & Record<Side, string>)[]
  /** As of now. */
  pickList: { lines: number; found: number; percent: number; places: Omit<PickPlace, 'lines'>[] }
  customers: Omit<CaseCustomers, 'customers'> & { customers: number }
  growth: { same: boolean; text: string }
}

/** The first rows of a list, and how many it has. */
export interface ListShown {
  rows: readonly Readonly<Record<string, unknown>>[]
  count: number
}

const LOT = ['material', 'number', 'quantity', 'unit', 'certainty']

/** Every list of the package with its columns. */
export const LISTS: Readonly<Record<string, readonly string[]>> = {
  stop: [...LOT, 'workCenter', 'workOrder', 'operation', 'run'],
  quarantine: [...LOT, 'location', 'container'],
  call: ['customer', 'customerName', ...LOT, 'shipment', 'at'],
  gone: [...LOT, 'how', 'at'],
  balance: ['material', 'number', 'unit', 'made', 'stop', 'quarantine', 'call', 'gone', 'onward', 'unaccounted', 'percent'],
  'pick-list': ['place', 'container', ...LOT, 'found', 'state'],
  'not-found': ['place', 'container', ...LOT, 'found'],
  beyond: ['material', 'number', 'quantity', 'unit', 'place'],
  customers: [
    'customer',
    'name',
    'contact',
    'lots',
    'certainty',
    'shipments',
    'state',
    'lastAt',
    'replyBy',
    'overdue',
    'unit',
    'shipped',
    'returned',
    'used',
    'open',
  ],
  found: ['material', 'number', 'quantity', 'unit', 'place', 'by', 'at'],
  contacts: ['customer', 'customerName', 'outcome', 'material', 'number', 'quantity', 'unit', 'detail', 'replyBy', 'by', 'at'],
  exclusions: ['material', 'number', 'reason', 'evidence', 'event', 'ledger', 'by', 'at'],
  versions: ['version', 'at', 'by', 'lots', 'certain', 'possible', 'customers', 'position', 'fingerprint', 'sequence', 'hash'],
  events: ['sequence', 'id', 'type', 'at', 'recordedAt', 'by', 'station', 'voided', 'previousHash', 'hash'],
}

/** The ledger's own lines, and the lots that do not add up, which only the paper lists: spooled like the lists. */
export const LEDGER_LINES = 'ledger-lines'
export const UNACCOUNTED = 'unaccounted'
