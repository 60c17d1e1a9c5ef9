import { describe, expect, it } from 'vitest'
import type { EntryRow } from '../recalls/queries.ts'
import type { CallEnd } from '../tracing/ends.ts'
import { CalledBack } from './customers.ts'

const sent = (customer: string, id: number, quantity: string): CallEnd => ({
  id,
  material: 'PART',
  number: `P-${id}`,
  unit: 'ea',
  customer,
  customerName: null,
  contact: null,
  shipment: `S-${customer}`,
  at: '2026-03-02T08:00:00.000Z',
  quantity,
  certainty: 'certain',
})

it('what one customer still has says nothing of what another has sent back', () => {
  const before = [sent('A', 1, '5'), sent('B', 2, '7'), sent('B', 3, '2')]
  const now = [sent('B', 2, '7'), sent('C', 4, '1')]
  const called = new CalledBack()
  called.before(before)
  called.now(now)
  const told = called.told({ contacts: [], languages: new Map(), named: new Map(), clock: 0, remindAfterDays: 3 })
  const quantities = told.customers.map(({ customer, quantities: [one] }) => [customer, one?.shipped, one?.returned, one?.open])
  expect(quantities).toEqual([
    ['A', '5', '5', '0'],
    ['B', '9', '2', '7'],
    ['C', '1', '0', '1'],
  ])
})

it('comes to the same however many rows come at a time, and keeps the rows of whoever is wanted', () => {
  const before = [
    sent('A', 1, '5'),
    sent('B', 2, '7'),
    sent('B', 3, '2'),
    { ...sent('B', 5, '1'), unit: 'kg', at: '2026-03-01T08:00:00.000Z' },
  ]
  const now = [sent('B', 2, '7'), sent('C', 4, '1')]
  const told = (size: number) => {
    const called = new CalledBack(customer => customer === 'B')
    for (let from = 0; from < before.length; from += size) called.before(before.slice(from, from + size))
    for (let from = 0; from < now.length; from += size) called.now(now.slice(from, from + size))
    return called.told({ contacts: [], languages: new Map(), named: new Map(), clock: 0, remindAfterDays: 3 })
  }
  expect(told(1)).toEqual(told(100))
  expect(told(1).customers.map(one => [one.customer, one.rows.map(row => row.number)])).toEqual([
    ['B', ['P-5', 'P-2', 'P-3']],
    ['A', []],
    ['C', []],
  ])
  expect(told(1).customers[0]?.quantities.map(one => one.unit)).toEqual(['kg', 'ea'])
})

describe('what a customer has promised', () => {
  const DAY = 86_400_000
  const said = (outcome: string, day: number, promised?: number): EntryRow => ({
    kind: 'contact',
    id: null,
    material: null,
    number: null,
    unit: null,
    customer: 'A',
    customerName: null,
    outcome,
    quantity: null,
    detail: null,
    evidence: null,
    evidenceEvent: null,
    language: null,
    evidenceSequence: null,
    replyBy: promised === undefined ? null : new Date(promised * DAY).toISOString(),
    by: null,
    at: day * DAY,
  })
  const rows: [string, EntryRow[], number, { due: string | null; overdue: boolean; promised: number | null }][] = [
    ['nothing: he is reminded after three days', [said('notified', 0)], 4, { due: 'remind', overdue: false, promised: null }],
    ['a later day: he is waited for until then', [said('notified', 0, 9)], 4, { due: null, overdue: false, promised: 9 }],
    ['a day that has passed', [said('notified', 0, 9)], 10, { due: 'remind', overdue: true, promised: 9 }],
    ['an answer with another to follow', [said('answered', 0, 9)], 10, { due: 'remind', overdue: true, promised: 9 }],
    ['and he has answered since', [said('notified', 0, 9), said('answered', 8)], 10, { due: null, overdue: false, promised: null }],
    ['and was only reminded since', [said('notified', 0, 9), said('notified', 10)], 11, { due: 'remind', overdue: true, promised: 9 }],
    [
      'another day: the last promise counts',
      [said('notified', 0, 2), said('notified', 1, 9)],
      4,
      { due: null, overdue: false, promised: 9 },
    ],
  ]
  it.each(rows)('%s', (_, contacts, day, { due, overdue, promised }) => {
    const called = new CalledBack()
    called.before([sent('A', 1, '5')])
    called.now([sent('A', 1, '5')])
    const told = called.told({ contacts, languages: new Map(), named: new Map(), clock: day * DAY, remindAfterDays: 3 })
    const replyBy = promised === null ? null : new Date(promised * DAY).toISOString()
    expect(told.customers).toMatchObject([{ due, overdue, replyBy }])
    expect(told.overdue).toBe(overdue ? 1 : 0)
  })
})
