import type { Floor } from './floor.ts'
import { type Activity, DAY, DOCK, nextOpen } from './schedule.ts'
import { type StockLot, units } from './stock.ts'
import { install } from './verbs.ts'

/** Numbered tamper seals come by the thousand and stay one lot: a series, of which a hundred at a time go to packing and single ones onto stacks. */
const SEAL = 'SEAL-TE'
const REEL = 5000
const AT_PACKING = 100

const sealNumber = (index: number): string => `TE-${String(index).padStart(5, '0')}`
const from = (first: number, count: number): { from: string; to: string } => ({
  from: sealNumber(first),
  to: sealNumber(first + count - 1),
})

export function* sealsArrive(floor: Floor): Activity {
  yield nextOpen(floor.start + DAY, DOCK)
  receiveReel(floor, 1)
  takeToPacking(floor, 1)
  yield nextOpen(floor.end - 20 * DAY, DOCK)
  receiveReel(floor, REEL + 1)
}

function receiveReel(floor: Floor, first: number): void {
  floor.record({
    type: 'receive',
    by: floor.by('receiving'),
    vendor: 'V-SEAL',
    vendorLot: `TE-REEL-${String(first).padStart(5, '0')}`,
    lot: { material: SEAL },
    quantity: String(REEL),
    serials: { ...from(first, REEL), range: true },
    location: 'SEAL-ROOM',
  })
}

/** Part of a series is named by its ends. */
function takeToPacking(floor: Floor, first: number): void {
  const part = from(first, AT_PACKING)
  floor.record({ type: 'move', by: floor.by('shipping'), lot: { material: SEAL, number: `${part.from}..${part.to}` }, to: 'WIP' })
}

/** Two seals close a stack; each becomes a lot of its own when it is named. */
export function seal(floor: Floor, assembly: StockLot): void {
  for (const position of ['seal-1', 'seal-2']) {
    const number = floor.number('TE', 5)
    const index = Number(number.slice(3))
    if (index > 1 && index % AT_PACKING === 1) takeToPacking(floor, index)
    const component = floor.stock.make({ material: SEAL, number, countable: true })
    floor.stock.put(component, { quantity: units(1), suspect: units(0), tainted: false })
    install(floor, { assembly, component, position, workCenter: 'PACK-1' })
  }
}
