import pc from 'picocolors'
import { expect, test } from 'vitest'
import { table } from './table.ts'
import { bounds, bytes, certaintyText, count, seconds, time } from './words.ts'

const columns = [
  { title: 'number', value: (row: { number: string; quantity: string; note: string | null }) => row.number },
  { title: 'quantity', value: (row: { quantity: string }) => row.quantity, align: 'right' as const },
  { title: 'note', value: (row: { note: string | null }) => row.note },
]

test('columns are aligned, and an empty one is left out', () => {
  const rows = [
    { number: 'L-1', quantity: '5', note: null },
    { number: 'L-1000', quantity: '12.5', note: '' },
  ]
  expect(table(rows, columns)).toEqual(['number  quantity', 'L-1            5', 'L-1000      12.5'])
})

test('wide letters take two columns, combining marks none', () => {
  const rows = [
    { number: '鋼-1', quantity: '1', note: 'x' },
    { number: 'e\u0301-23', quantity: '1', note: 'y' },
  ]
  expect(table(rows, columns).slice(1)).toEqual(['鋼-1           1  x', 'e\u0301-23           1  y'])
})

test('what somebody typed moves no cursor and sets no colour', () => {
  const rows = [{ number: '\u001b[31mL-1\u001b[0m', quantity: '1', note: 'a\r\nb\u0007\u009b2Jc\u2028d' }]
  expect(table(rows, columns)[1]).toBe('L-1            1  a b c d')
})

test('colour stands outside the text, so that it does not count as width', () => {
  const paint = pc.createColors(true)
  const lines = table([{ number: 'L', quantity: '1', note: 'x' }], [{ ...columns[0], paint: paint.bold }, columns[1]])
  expect(lines[1]).toBe(`${paint.bold('L     ')}         1`)
})

test('quantities are told as briefly as they are known', () => {
  const unit = 'ea'
  expect(bounds({ min: '40', expected: '40', max: '40', unit })).toBe('40 ea')
  expect(bounds({ min: '0', expected: '22.857142857', max: '40', unit })).toBe('22.857 (0–40) ea')
  expect(bounds({ min: '0', expected: '1.000000001', max: '2', unit: '' })).toBe('1 (0–2)')
})

test('times, sizes and counts', () => {
  expect(time('2026-03-02T08:00:59+02:00')).toBe('2026-03-02 06:00Z')
  expect([time(null), time('soon')]).toEqual(['', 'soon'])
  expect([bytes(0), bytes(999), bytes(1500), bytes(80.1e9)]).toEqual(['0 B', '999 B', '1.5 kB', '80.1 GB'])
  expect([count(1, 'lot'), count(50_257, 'lot')]).toEqual(['1 lot', '50,257 lots'])
  expect([seconds(12.6), seconds(1250)]).toEqual(['13 ms', '1.3 s'])
  expect([certaintyText('certain'), certaintyText('possible')]).toEqual(['● certain', '◌ possible'])
})
