/** Who got it, who was told, who answered, what came back: pure, from the call list of the version and of now, which come many rows at a time, and the contacts. */

import type { Contact } from '../../answers/index.ts'
import { groupedBy } from '../../base/grouped.ts'
import { formatInstant } from '../../base/instant.ts'
import { add, formatQuantity, parseQuantity, type Quantity, subtract, ZERO } from '../../base/quantity.ts'
import { numberCursor, writeCursor } from '../paging.ts'
import { type CustomerState, isAnswer, promisedBy, stateOf } from '../recalls/customer-state.ts'
import type { EntryRow } from '../recalls/queries.ts'
import type { CallEnd } from '../tracing/ends.ts'

export interface Returned {
  unit: string
  /** What he had when the version was frozen, with what was shipped since. */
  shipped: string
  /** Back in the house by a recorded return, or told by him to be on its way: the larger of the two. */
  returned: string
  used: string
  open: string
}
export interface CaseCustomer {
  customer: string
  name: string | null
  contact: Contact | null
  /** In which it is written to. */
  language: string
  certainty: 'certain' | 'possible'
  lots: number
  shipments: string[]
  quantities: Returned[]
  state: CustomerState
  lastAt: string | null
  /** By when he has promised to answer, and has not said anything since. */
  replyBy: string | null
  overdue: boolean
  /** Nobody has told him yet, or he has not answered for longer than asked, or than he promised. */
  due: 'tell' | 'remind' | null
  /** What he got, lot by lot; left out where only the customers are asked for. */
  rows: CaseRow[]
}
export interface CaseRow {
  material: string
  number: string
  unit: string
  quantity: string
  shipment: string
  at: string
  certainty: 'certain' | 'possible'
}
export interface CaseCustomers {
  customers: CaseCustomer[]
  told: number
  toTell: number
  answered: number
  /** Percent of the customers who answered; null where nobody is to be told. */
  effectiveness: number | null
  quantities: (Returned & { percent: number })[]
  due: number
  /** Of those, customers who promised to answer by a time that has passed. */
  overdue: number
}

const DAY_MS = 86_400_000

interface Asked {
  contacts: readonly EntryRow[]
  /** By customer; English where none is recorded. */
  languages: ReadonlyMap<string, string>
  /** By customer, as they are called now. */
  named: ReadonlyMap<string, { name: string | null; contact: Contact | null }>
  clock: number
  remindAfterDays: number
}

/** Adds up what was called back, as the version froze it and as it is now. Only sums are kept, and the lots of those customers whose rows are wanted. */
export class CalledBack {
  private readonly customers: Map<string, Called>
  private readonly frozen = new Set<string>()
  /** Whose lots were counted. */
  private readonly seen = new Map<string, Set<number>>()
  private readonly wants: (customer: string) => boolean

  constructor(wants: (customer: string) => boolean = () => false, customers = new Map<string, Called>()) {
    this.wants = wants
    this.customers = customers
  }

  /** What was added up, as it can be handed to whoever tells it. */
  sums(): ReadonlyMap<string, Called> {
    return this.customers
  }

  /** As the version froze it: all of these come before the first of now. */
  before(rows: readonly CallEnd[]): void {
    for (const row of rows) {
      this.frozen.add(keyOf(row))
      this.sent(row)
    }
  }

  /** A shipment that came back whole has left the list of now; one of after the version is only there. */
  now(rows: readonly CallEnd[]): void {
    for (const row of rows) {
      still(this.of(row), row)
      if (!this.frozen.has(keyOf(row))) this.sent(row)
    }
  }

  told(asked: Asked): CaseCustomers {
    const said = groupedBy(asked.contacts, entry => entry.customer ?? '')
    const customers = [...this.customers]
      .sort(([a, one], [b, other]) => one.first.localeCompare(other.first) || (a < b ? -1 : 1))
      .map(([customer, called]) => customerOf(customer, called, { ...asked, contacts: said.get(customer) ?? [] }))
    const answered = customers.filter(one => isAnswer(one.state)).length
    return {
      customers,
      told: customers.filter(one => one.state !== 'to-tell' && one.state !== 'unreachable').length,
      toTell: customers.filter(one => one.state === 'to-tell').length,
      answered,
      effectiveness: customers.length === 0 ? null : Math.floor((answered * 100) / customers.length),
      quantities: sumsOf(customers),
      due: customers.filter(one => one.due !== null).length,
      overdue: customers.filter(one => one.overdue).length,
    }
  }

  codes(): string[] {
    return [...this.customers.keys()]
  }

  private sent(row: CallEnd): void {
    const [called, seen] = [this.of(row), this.seen.get(row.customer) ?? new Set<number>()]
    this.seen.set(row.customer, seen)
    seen.add(row.id)
    called.lots = seen.size
    sent(called, row)
  }

  private of({ customer }: CallEnd): Called {
    const known = this.customers.get(customer) ?? nothingOf(this.wants(customer))
    this.customers.set(customer, known)
    return known
  }
}

export interface CustomersAsked {
  search?: string | undefined
  sort: 'customer' | 'first' | 'lots' | 'due'
  limit: number | undefined
  cursor?: string | undefined
}

/** The sums are of all; `count` is of those that are asked for, of which so many are written out. */
export function customersPage(
  told: CaseCustomers,
  { search = '', sort, limit, cursor }: CustomersAsked,
): CaseCustomers & { count: number; next: string | null } {
  const words = search.trim().toLowerCase()
  const isMeant = ({ customer, name }: CaseCustomer): boolean => `${customer}\n${name ?? ''}`.toLowerCase().includes(words)
  const found = (words === '' ? told.customers : told.customers.filter(isMeant)).toSorted(ORDERS[sort])
  const from = numberCursor(cursor, 0)
  const to = limit === undefined ? found.length : from + limit
  return { ...told, customers: found.slice(from, to), count: found.length, next: to < found.length ? writeCursor([to]) : null }
}

const DUE = { tell: 0, remind: 1, none: 2 } as const
const byCode = (a: CaseCustomer, b: CaseCustomer): number => (a.customer < b.customer ? -1 : 1)
const ORDERS: Record<CustomersAsked['sort'], (a: CaseCustomer, b: CaseCustomer) => number> = {
  // As they are: who was sent something first.
  first: () => 0,
  customer: byCode,
  lots: (a, b) => b.lots - a.lots || byCode(a, b),
  due: (a, b) => DUE[a.due ?? 'none'] - DUE[b.due ?? 'none'] || byCode(a, b),
}

const keyOf = ({ id, number, shipment, customer, at }: CallEnd): string => JSON.stringify([id, number, shipment, customer, at])

/** What one customer was sent. Plain, so that the thread that reads it can hand it over. */
export interface Called {
  /** When the first of it left. */
  first: string
  /** Of what left first: in it counts what somebody says without a unit. */
  unit: string | undefined
  certainty: 'certain' | 'possible'
  lots: number
  readonly shipments: Map<string, string>
  readonly units: Map<string, { shipped: Quantity; still: Quantity }>
  readonly rows: CallEnd[] | null
}

const nothingOf = (keeps: boolean): Called => ({
  first: '9',
  unit: undefined,
  certainty: 'possible',
  lots: 0,
  shipments: new Map(),
  units: new Map(),
  rows: keeps ? [] : null,
})

function sent(called: Called, row: CallEnd): void {
  const { shipment, at, unit, certainty } = row
  if (at < called.first) [called.first, called.unit] = [at, unit]
  if (certainty === 'certain') called.certainty = certainty
  const known = called.shipments.get(shipment)
  if (known === undefined || at < known) called.shipments.set(shipment, at)
  const sums = sumsIn(called, unit)
  sums.shipped = add(sums.shipped, parseQuantity(row.quantity))
  called.rows?.push(row)
}

function still(called: Called, { unit, quantity }: CallEnd): void {
  const sums = sumsIn(called, unit)
  sums.still = add(sums.still, parseQuantity(quantity))
}

function sumsIn({ units }: Called, unit: string): { shipped: Quantity; still: Quantity } {
  const known = units.get(unit) ?? { shipped: ZERO, still: ZERO }
  units.set(unit, known)
  return known
}

function customerOf(customer: string, called: Called, asked: Asked): CaseCustomer {
  const { contacts, clock, remindAfterDays } = asked
  const state = stateOf(contacts)
  const last = contacts.at(-1)
  const promised = promisedBy(contacts)
  const overdue = promised !== null && promised < clock
  // Who has said by when he answers is waited for until then.
  const isOld = promised === null && last !== undefined && clock - last.at >= remindAfterDays * DAY_MS
  return {
    customer,
    name: asked.named.get(customer)?.name ?? null,
    contact: asked.named.get(customer)?.contact ?? null,
    language: asked.languages.get(customer) ?? 'en',
    certainty: called.certainty,
    lots: called.lots,
    shipments: [...called.shipments]
      .sort(([a, at], [b, other]) => at.localeCompare(other) || (a < b ? -1 : 1))
      .map(([shipment]) => shipment),
    quantities: [...called.units]
      .sort(([a], [b]) => (a === called.unit ? -1 : b === called.unit ? 1 : a < b ? -1 : 1))
      .map(([unit, sums]) => returnedOf(unit, sums, { contacts: contacts.filter(entry => (entry.unit ?? called.unit) === unit) })),
    state,
    lastAt: last === undefined ? null : formatInstant(last.at),
    replyBy: promised === null ? null : formatInstant(promised),
    overdue,
    due: overdue || (state === 'told' && isOld) ? 'remind' : state === 'to-tell' || state === 'unreachable' ? 'tell' : null,
    rows: (called.rows ?? []).sort((a, b) => a.at.localeCompare(b.at) || a.id - b.id).map(rowOf),
  }
}

const rowOf = ({ material, number, unit, quantity, shipment, at, certainty }: CallEnd): CaseRow => ({
  material,
  number,
  unit,
  quantity,
  shipment,
  at,
  certainty,
})

/** The contacts are those of this unit; a quantity without one counts in the unit of his first lot, never twice. */
function returnedOf(
  unit: string,
  { shipped, still }: { shipped: Quantity; still: Quantity },
  { contacts }: { contacts: readonly EntryRow[] },
): Returned {
  const back = subtract(shipped, still)
  const said = (outcome: string): Quantity =>
    sum(contacts.flatMap(entry => (entry.outcome === outcome && entry.quantity !== null ? [entry.quantity] : [])))
  const [told, used] = [said('returned'), said('used')]
  const returned = told > back ? told : back
  const open = subtract(subtract(shipped, returned), used)
  return {
    unit,
    shipped: formatQuantity(shipped),
    returned: formatQuantity(returned),
    used: formatQuantity(used),
    open: formatQuantity(open < 0n ? ZERO : open),
  }
}

const sum = (quantities: readonly string[]): Quantity => quantities.reduce((total, one) => add(total, parseQuantity(one)), ZERO)

function sumsOf(customers: readonly CaseCustomer[]): CaseCustomers['quantities'] {
  const units = groupedBy(
    customers.flatMap(one => one.quantities),
    row => row.unit,
  )
  return [...units].map(([unit, rows]) => {
    const of = (key: 'shipped' | 'returned' | 'used' | 'open'): string => formatQuantity(sum(rows.map(row => row[key])))
    const [shipped, open] = [parseQuantity(of('shipped')), parseQuantity(of('open'))]
    const percent = shipped === 0n ? 100 : Math.floor(Number(((shipped - open) * 10_000n) / shipped) / 100)
    return { unit, shipped: of('shipped'), returned: of('returned'), used: of('used'), open: of('open'), percent }
  })
}
