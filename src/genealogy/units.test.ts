import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rounds } from '../../test/support/rounds.ts'
import { LotUnits } from './units.ts'

test.each([
  ['few', 12],
  ['many', 300],
])(
  'of every lot the unit that was told last, of %s units, also for whoever was handed them, and with no more room than is needed',
  (_, units) => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ lot: fc.integer({ min: 1, max: 2000 }), unit: fc.nat({ max: units - 1 }) }), { maxLength: 700 }),
        told => {
          const column = new LotUnits(true)
          const last = new Map<number, string>()
          for (const { lot, unit } of told) {
            column.set(lot, `u${unit}`)
            last.set(lot, `u${unit}`)
          }
          const handed = new LotUnits(true, column.column())
          const lots = Array.from({ length: 2001 }, (_, lot) => lot)
          const fitted = new LotUnits(true, column.column())
          fitted.fit(2001)
          expect(fitted.bytes).toBe(fitted.column().names.length > 16 ? 4002 : 1001)
          for (const one of [column, handed, fitted]) expect(lots.map(lot => one.of(lot))).toEqual(lots.map(lot => last.get(lot) ?? ''))
        },
      ),
      { numRuns: rounds(50) },
    )
  },
)
