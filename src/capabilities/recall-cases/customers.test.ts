import { expect, it } from 'vitest'
import type { CallEnd } from '../tracing/trace.ts'
import { caseCustomers } from './customers.ts'

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
  const told = caseCustomers({ before, now, contacts: [], languages: new Map(), clock: 0, remindAfterDays: 3 })
  const quantities = told.customers.map(({ customer, quantities: [one] }) => [customer, one?.shipped, one?.returned, one?.open])
  expect(quantities).toEqual([
    ['A', '5', '5', '0'],
    ['B', '9', '2', '7'],
    ['C', '1', '0', '1'],
  ])
})
