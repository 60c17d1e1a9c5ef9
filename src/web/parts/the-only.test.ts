import { expect, it } from 'vitest'
import { theOnly } from './the-only.ts'

const lot = (number: string, by?: string) => ({ number, ...(by === undefined ? {} : { matched: { value: by } }) })
const cases: [why: string, wanted: string, rows: ReturnType<typeof lot>[], taken: string | undefined][] = [
  ['the number', 'L-1', [lot('L-10'), lot('L-1')], 'L-1'],
  ['the number in small letters', 'l-1', [lot('L-1'), lot('L-10')], 'L-1'],
  ['the number before an identifier of another', 'L-1', [lot('L-1'), lot('X', 'L-1')], 'L-1'],
  ['an identifier', 'v-7', [lot('L-1', 'V-7'), lot('L-2', 'V-70')], 'L-1'],
  ['the only one that begins so', 'L-', [lot('L-1')], 'L-1'],
  ['not one of two materials', 'L-1', [lot('L-1'), lot('L-1')], undefined],
  ['not one of all on a shipment', 'SH-1', [lot('L-1', 'SH-1'), lot('L-2', 'SH-1')], undefined],
  ['not one of several that begin so', 'L-', [lot('L-1'), lot('L-2')], undefined],
  ['nothing', 'L-9', [], undefined],
]
it.each(cases)('what is typed is %s', (_, wanted, rows, taken) => {
  expect(theOnly(rows, wanted)?.number).toBe(taken)
})
