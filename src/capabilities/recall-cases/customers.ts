/** Who got it, who was told, who answered, what came back: pure, from the call list of the version and of now, and the contacts. */

import { groupedBy } from '../../base/grouped.ts'
import { formatInstant } from '../../base/instant.ts'
import { add, formatQuantity, parseQuantity, type Quantity, subtract, ZERO } from '../../base/quantity.ts'
import { type CustomerState, stateOf } from '../recalls/customer-state.ts'
import type { EntryRow } from '../recalls/queries.ts'
import type { CallEnd } from '../tracing/trace.ts'

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
  contact: unknown
  /** In which it is written to. */
  language: string
  certainty: 'certain' | 'possible'
  lots: number
  shipments: string[]
  quantities: Returned[]
  state: CustomerState
  lastAt: string | null
  /** Nobody has told him yet, or he has not answered for longer than asked. */
  due: 'tell' | 'remind' | null
  rows: {
    material: string
    number: string
    unit: string
    quantity: string
    shipment: string
    at: string
    certainty: 'certain' | 'possible'
  }[]
}
export interface CaseCustomers {
  customers: CaseCustomer[]
  told: number
  answered: number
  /** Percent of the customers who answered; null where nobody is to be told. */
  effectiveness: number | null
  quantities: (Returned & { percent: number })[]
  due: number
}

const DAY_MS = 86_400_000
const ANSWERS: ReadonlySet<string> = new Set(['answered', 'returned', 'used'])

interface Asked {
  /** As the version froze it. */
  before: readonly CallEnd[]
  now: readonly CallEnd[]
  contacts: readonly EntryRow[]
  /** By customer; English where none is recorded. */
  languages: ReadonlyMap<string, string>
  clock: number
  remindAfterDays: number
}

export function caseCustomers({ before, now, contacts, languages, clock, remindAfterDays }: Asked): CaseCustomers {
  const rows = joinedRows(before, now)
  const [still, said] = [groupedBy(now, row => row.customer), groupedBy(contacts, entry => entry.customer ?? '')]
  const customers = [...groupedBy(rows, row => row.customer)].map(([customer, own]) =>
    customerOf(customer, own, {
      now: still.get(customer) ?? [],
      contacts: said.get(customer) ?? [],
      languages,
      clock,
      remindAfterDays,
    }),
  )
  const answered = customers.filter(one => ANSWERS.has(one.state)).length
  return {
    customers,
    told: customers.filter(one => one.state !== 'to-tell' && one.state !== 'unreachable').length,
    answered,
    effectiveness: customers.length === 0 ? null : Math.floor((answered * 100) / customers.length),
    quantities: sumsOf(customers),
    due: customers.filter(one => one.due !== null).length,
  }
}

/** A shipment that came back whole has left the list of now; one of after the version is only there. */
function joinedRows(before: readonly CallEnd[], now: readonly CallEnd[]): CallEnd[] {
  const known = new Set(before.map(keyOf))
  return [...before, ...now.filter(row => !known.has(keyOf(row)))]
}
const keyOf = ({ id, shipment, customer, at }: CallEnd): string => JSON.stringify([id, shipment, customer, at])

function customerOf(customer: string, rows: CallEnd[], asked: Omit<Asked, 'before'>): CaseCustomer {
  const { contacts, clock, remindAfterDays } = asked
  const state = stateOf(contacts)
  const last = contacts.at(-1)
  const isOld = last !== undefined && clock - last.at >= remindAfterDays * DAY_MS
  return {
    customer,
    name: rows[0]?.customerName ?? null,
    contact: rows[0]?.contact ?? null,
    language: asked.languages.get(customer) ?? 'en',
    certainty: rows.some(row => row.certainty === 'certain') ? 'certain' : 'possible',
    lots: new Set(rows.map(row => row.id)).size,
    shipments: [...new Set(rows.map(row => row.shipment))],
    quantities: [...groupedBy(rows, row => row.unit)].map(([unit, own]) =>
      returnedOf(unit, { own, still: asked.now, contacts: contacts.filter(entry => (entry.unit ?? rows[0]?.unit) === unit) }),
    ),
    state,
    lastAt: last === undefined ? null : formatInstant(last.at),
    due: state === 'to-tell' || state === 'unreachable' ? 'tell' : state === 'told' && isOld ? 'remind' : null,
    rows: rows.map(({ material, number, unit, quantity, shipment, at, certainty }) => ({
      material,
      number,
      unit,
      quantity,
      shipment,
      at,
      certainty,
    })),
  }
}

interface Quantities {
  own: readonly CallEnd[]
  still: readonly CallEnd[]
  contacts: readonly EntryRow[]
}

/** The contacts are those of this unit; a quantity without one counts in the unit of his first lot, never twice. */
function returnedOf(unit: string, { own, still, contacts }: Quantities): Returned {
  const shipped = sum(own.map(row => row.quantity))
  const back = subtract(shipped, sum(still.filter(row => row.unit === unit).map(row => row.quantity)))
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
