import { expect, it } from 'vitest'
import type { CallEnd } from '../tracing/trace.ts'
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
