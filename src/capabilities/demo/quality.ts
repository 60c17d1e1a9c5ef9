import { subtract, ZERO } from '../../base/quantity.ts'
import { type Floor, isoSecond } from './floor.ts'
import { type Activity, DAY, HOUR } from './schedule.ts'
import { keyOf, type StockLot, units } from './stock.ts'
import { DRIFT } from './stories.ts'
import { adjust, collect, hold, move, release, scrap, wire } from './verbs.ts'

/** Holds and releases, scrap found on the shelf, cycle counts. */

/** A vendor warns of a lot; two days later he takes the warning back. */
export function* vendorWarning(
  floor: Floor,
  { material, daysAgo, daysHeld }: { material: string; daysAgo: number; daysHeld: number },
): Activity {
  yield floor.end - daysAgo * DAY
  let lot = newest(floor, material)
  for (; !lot; lot = newest(floor, material)) yield floor.minutes(120)
  const code = hold(floor, [lot], 'vendor reports a doubtful certificate', 'forward')
  yield floor.now + daysHeld * DAY
  release(floor, [lot], code, 'certificate reissued')
}

/** One that has not been used yet, so nothing made of it waits for the same decision. */
const newest = (floor: Floor, material: string): StockLot | undefined =>
  floor.stock
    .free(material, floor.now)
    .filter(lot => lot.untouched)
    .at(-1)

/** The drift is noticed a day after it ended: what has not been plated is held, one lot is measured and scrapped in part. */
export function* driftNoticed(floor: Floor): Activity {
  yield floor.end - DRIFT.to + 30 * HOUR
  const lots = [...floor.truth.driftLots].map(key => floor.stock.lots.get(key)).filter(lot => lot !== undefined)
  const present = lots.filter(lot => lot.quantity > ZERO && lot.ready)
  if (present.length === 0) return
  hold(floor, present, `turned diameter out of limits on ${DRIFT.workCenter}`)
  yield floor.minutes(200, 300)
  for (const lot of present) {
    collect(
      floor,
      lot,
      [{ characteristic: DRIFT.characteristic, value: floor.random.bell(20.372, 0.006).toFixed(3), unit: 'mm' }],
      DRIFT.workCenter,
    )
    move(floor, lot, 'MRB', 'quality')
    yield floor.minutes(10, 20)
  }
  const [worst] = present.slice(-1)
  if (worst && worst.quantity > units(6)) scrap(floor, worst, units(6), 'turned oversize')
}

/** Bins of screws are counted once a month; the difference is small, explained and booked. */
export function* binsCounted(floor: Floor): Activity {
  for (;;) {
    yield floor.now + floor.random.whole(20, 26) * DAY
    const lot = floor.stock.free('SCREW-M6X40', floor.now).at(-1)
    if (lot && lot.quantity > units(100)) adjust(floor, lot, subtract(lot.quantity, units(floor.random.whole(2, 9))), 'cycle count')
  }
}

/** Four pieces were booked as scrap where two were meant. */
export function* scrapMiscounted(floor: Floor): Activity {
  yield floor.end - 30 * DAY
  let lot = floor.stock.firstFree('BODY-05', floor.now, units(20))
  for (; !lot; lot = floor.stock.firstFree('BODY-05', floor.now, units(20))) yield floor.minutes(60)
  const wrong = scrap(floor, lot, units(4), 'dropped')
  yield floor.minutes(30, 50)
  const fact = { type: 'scrap' as const, lot: { material: lot.material, number: lot.number }, quantity: wire(units(2)), reason: 'dropped' }
  const replacement = floor.stamped({ ...fact, by: wrong.by }, Date.parse(wrong.at))
  if (replacement.type === 'correct' || replacement.type === 'resolve') throw new Error('a replacement is a fact')
  floor.record({ type: 'correct', by: floor.by('quality'), event: wrong.id, reason: 'two pieces, not four', replacement })
  floor.stock.put(lot, { quantity: units(2), suspect: ZERO, tainted: false })
}

/** Two finished valves are kept back for a customer's question, and nobody has answered it yet. */
export function* valvesKeptBack(floor: Floor): Activity {
  yield floor.end - 2 * DAY
  const shelf = floor.stock
    .free('HV3-24D', floor.now)
    .filter(lot => lot.container === undefined)
    .slice(-2)
  if (shelf.length > 0) hold(floor, shelf, 'customer asks for the test protocol')
  for (const lot of shelf) if (lot.holds === 0) throw new Error(`${keyOf(lot)} should be held`)
}

/** Asked for while rings were short, approved, and past its time before anybody needed it. */
export function* deviationExpired(floor: Floor): Activity {
  yield floor.end - 44 * DAY
  yield* deviationApproved(floor, {
    component: 'OR-018-NBR',
    product: 'KIT-SEAL-05',
    allows: { expired: true },
    days: 14,
    reason: 'the vendor announced a late delivery',
    why: 'up to two months past their date, hardness measured before use',
  })
}

interface Allowed {
  component: string
  product: string
  allows: { expired: true } | { material: string }
  days: number
  /** Of whoever asks. */
  reason: string
  /** Of whoever approves. */
  why: string
}

/** Asked for by production, approved by quality a few hours later. */
export function* deviationApproved(floor: Floor, { days, why, ...asked }: Allowed): Activity {
  const number = floor.number('DEV')
  floor.record({ type: 'deviation', by: 'ines', number, ...asked, until: isoSecond(floor.now + days * DAY) })
  yield floor.now + 3 * HOUR
  floor.record({ type: 'approve', by: floor.by('quality'), deviation: number, reason: why })
}
