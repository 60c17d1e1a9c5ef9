import { expect, it } from 'vitest'
import { csvOf } from './csv.ts'
import type { Column } from './data-table.tsx'

it('writes what is seen, quotes what needs it, and disarms formulas', () => {
  const columns: Column<{ number: string; quantity: string }>[] = [
    { key: 'number', title: 'Lot', width: '', cell: () => null, csv: row => row.number },
    { key: 'quantity', title: 'Quantity', width: '', cell: () => null, csv: row => row.quantity },
    { key: 'picture', title: 'Picture', width: '', cell: () => null },
  ]
  const rows = [
    { number: 'A,"1"', quantity: '-2.5' },
    { number: '=HYPERLINK("x")', quantity: '3' },
  ]
  expect(csvOf(columns, rows)).toBe('\uFEFFLot,Quantity\r\n"A,""1""",-2.5\r\n"\'=HYPERLINK(""x"")",3\r\n')
})
