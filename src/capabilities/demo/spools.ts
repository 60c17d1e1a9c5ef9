import { multiply, type Quantity, ZERO } from '../../base/quantity.ts'
import type { WorkOrderRecord } from './catalogue.ts'
import type { Floor, TreatmentRequest } from './floor.ts'
import { Run } from './run.ts'
import { type Activity, HOUR, MINUTE } from './schedule.ts'
import { keyOf, type StockLot, units } from './stock.ts'
import { BAD_BAR, DRIFT } from './stories.ts'
import { collect, move, pass, split, type Value } from './verbs.ts'

/** Bar -> sawn blank -> turned, drilled, deburred, washed, heat treated, ground -> plated spool. */
export type Size = '03' | '05'
const BLANK_KG = '0.36'
const BOX = 60
/** How many pieces each step wants to have in front of it before it rests. */
const TARGET = { blanks: { '03': 200, '05': 140 }, ground: { '03': 260, '05': 170 }, plated: { '03': 190, '05': 130 } } as const

function neediest(floor: Floor, material: (size: Size) => string, targets: Readonly<Record<Size, number>>): Size | undefined {
  const fill = (size: Size) => Number(floor.stock.onHand(material(size))) / Number(units(targets[size]))
  const size: Size = fill('03') <= fill('05') ? '03' : '05'
  return fill(size) < 1 ? size : undefined
}

// ---- saw ----------------------------------------------------------------------------------------------------------------

export function* sawing(floor: Floor): Activity {
  for (;;) {
    const size = neediest(floor, size => `SPB-${size}`, TARGET.blanks)
    const bars = size ? barsFor(floor, size === '03' ? 120 : 90) : []
    if (size && bars.length > 0) yield* sawOrder(floor, size, bars)
    else yield floor.minutes(50, 70)
  }
}

interface BarShare {
  bar: StockLot
  pieces: number
}

/** Bars oldest first, until the order is covered; the withdrawn delivery lies in front of the rack. */
function barsFor(floor: Floor, pieces: number): BarShare[] {
  const shares: BarShare[] = []
  let left = pieces
  for (const bar of barsInOrder(floor)) {
    const share = Math.min(left, Number(bar.quantity / units(BLANK_KG)))
    if (share > 0) shares.push({ bar, pieces: share })
    left -= share
    if (left === 0) break
  }
  return shares
}

function barsInOrder(floor: Floor): StockLot[] {
  const bars = floor.stock.free(BAD_BAR.material, floor.now)
  return [...bars.filter(bar => bar.number === BAD_BAR.number), ...bars.filter(bar => bar.number !== BAD_BAR.number)]
}

const sawOperations = (material: string): WorkOrderRecord['operations'] => [
  {
    sequence: 10,
    name: 'Saw',
    workCenter: 'SAW-1',
    report: 'both',
    createsLot: true,
    components: [{ material: 'BAR-20', per: BLANK_KG, position: 'bar' }],
    characteristics: [{ code: `length-${material.toLowerCase()}`, unit: 'mm', min: '74.5', max: '75.5' }],
  },
  { sequence: 20, name: 'Deburr', workCenter: 'DEBURR-1', passThrough: true },
]

function* sawOrder(floor: Floor, size: Size, bars: readonly BarShare[]): Activity {
  const material = `SPB-${size}`
  const quantity = String(bars.reduce((sum, share) => sum + share.pieces, 0))
  // The bars are brought to the saw: nobody else takes from them until they are loaded.
  for (const { bar } of bars) bar.ready = false
  const order = floor.planOrder({ material, quantity, operations: sawOperations(material) })
  yield floor.minutes(8, 20)
  const needs = [{ material: 'BAR-20', per: BLANK_KG, position: 'bar' }]
  const run = new Run(floor, { workCenter: 'SAW-1', order, operation: 10, needs, role: 'machining' })
  const made = yield* sawAll(floor, run, material, bars)
  yield floor.minutes(3, 6)
  run.finish()
  floor.spawn(deburred(floor, made, order), floor.minutes(40, 120))
}

/** Precise: each box holds blanks of one bar delivery; a change of bar closes the box, wherever it stands. */
function* sawAll(floor: Floor, run: Run, material: string, bars: readonly BarShare[]): Generator<number, StockLot[], void> {
  const made: StockLot[] = []
  const prefix = material === 'SPB-03' ? 'SB3' : 'SB5'
  let filled = 0
  for (const [index, { bar, pieces }] of bars.entries()) {
    const weight = multiply(units(BLANK_KG), units(pieces))
    if (filled > 0) made.push(run.loadClosing(bar, weight, 'bar', { material, number: floor.number(prefix), quantity: filled }))
    else run.load(bar, weight, 'bar')
    bar.ready = true
    filled = 0
    // A box begun right after a change of bar began with the new bar, not with the box before it.
    let from = index > 0 ? floor.now : undefined
    for (let left = pieces; left > 0; ) {
      filled = Math.min(left, BOX)
      left -= filled
      yield floor.now + filled * 70_000
      if (filled < BOX && index < bars.length - 1) break
      made.push(run.produce({ material, number: floor.number(prefix), quantity: filled, ...(from ? { from } : {}) }))
      filled = 0
      from = undefined
    }
  }
  return made
}

function* deburred(floor: Floor, lots: readonly StockLot[], order: WorkOrderRecord): Activity {
  for (const lot of lots) {
    pass(floor, lot, { workCenter: 'DEBURR-1' })
    move(floor, lot, 'WIP')
    lot.ready = true
    yield floor.minutes(12, 25)
  }
  floor.closeOrder(order)
}

// ---- turn ---------------------------------------------------------------------------------------------------------------

export function* turning(floor: Floor, workCenter: 'TURN-1' | 'TURN-2'): Activity {
  for (;;) {
    const size = sizeToTurn(floor, workCenter)
    const blanks = size ? blanksFor(floor, workCenter, size) : undefined
    if (size && blanks) yield* turnOrder(floor, { workCenter, size, blanks })
    else yield floor.minutes(35, 55)
  }
}

const drifting = (floor: Floor, workCenter: string): boolean =>
  workCenter === DRIFT.workCenter && floor.now >= floor.end - DRIFT.from && floor.now < floor.end - DRIFT.to

/** While it drifts the lathe turns D03 spools only, one box after the other. */
function sizeToTurn(floor: Floor, workCenter: string): Size | undefined {
  if (drifting(floor, workCenter)) return '03'
  return neediest(floor, size => `SPG-${size}`, TARGET.ground)
}

/** The drifting lathe gets blanks of sound bars as long as there are any, so that the stories stay apart. */
function blanksFor(floor: Floor, workCenter: string, size: Size): StockLot | undefined {
  const blanks = floor.stock.free(`SPB-${size}`, floor.now)
  return drifting(floor, workCenter) ? (blanks.find(lot => !lot.tainted) ?? blanks[0]) : blanks[0]
}

interface Turning {
  workCenter: 'TURN-1' | 'TURN-2'
  size: Size
  blanks: StockLot
}

const DIAMETER = { code: DRIFT.characteristic, unit: 'mm', min: '20.25', max: '20.35', required: true } as const
const SOAK = { code: 'soak-temperature', unit: 'Cel', min: '835', max: '855', required: true } as const
const GROUND = { code: 'ground-diameter', unit: 'mm', min: '19.994', max: '20.006', required: true } as const

function turnOperations({
  workCenter,
  size,
  treated,
}: {
  workCenter: string
  size: Size
  treated: boolean
}): WorkOrderRecord['operations'] {
  return [
    {
      sequence: 10,
      name: 'Turn',
      workCenter,
      report: 'both',
      createsLot: true,
      components: [{ material: `SPB-${size}`, per: '1', position: 'feeder' }],
      characteristics: [DIAMETER],
    },
    { sequence: 20, name: 'Drill', workCenter: 'DRILL-1', passThrough: true },
    { sequence: 30, name: 'Wash', workCenter: 'WASH-1', passThrough: true },
    ...(treated ? [{ sequence: 40, name: 'Heat treat', workCenter: 'FURN-1', report: 'both' as const, characteristics: [SOAK] }] : []),
    { sequence: 50, name: 'Grind', workCenter: 'GRIND-1', passThrough: true, characteristics: [GROUND] },
  ]
}

function* turnOrder(floor: Floor, { workCenter, size, blanks }: Turning): Activity {
  blanks.ready = false
  const drift = drifting(floor, workCenter)
  const treated = size === '03' || floor.random.chance(0.4)
  const pieces = Number(blanks.quantity / units(1))
  const order = floor.planOrder({
    material: `SPG-${size}`,
    quantity: String(pieces),
    operations: turnOperations({ workCenter, size, treated }),
  })
  yield floor.minutes(10, 25)
  const needs = [{ material: `SPB-${size}`, per: '1', position: 'feeder' }]
  const run = new Run(floor, { workCenter, order, operation: 10, needs, role: 'machining' })
  run.load(blanks, blanks.quantity, 'feeder')
  yield* turned(floor, { run, pieces, workCenter })
  const lot = run.produce(turnedOutput(floor, { size, pieces, drift }))
  yield floor.minutes(4, 8)
  run.finish({ lost: lostIn(lot) })
  if (drift) floor.truth.driftLots.add(keyOf(lot))
  floor.spawn(machined(floor, { lot, order, treated }), floor.minutes(30, 90))
}

function* turned(floor: Floor, { run, pieces, workCenter }: { run: Run; pieces: number; workCenter: string }): Activity {
  for (let done = 0; done < pieces; done += 6) {
    yield floor.now + Math.min(6, pieces - done) * 13 * MINUTE
    run.collect([{ characteristic: DRIFT.characteristic, value: turnedDiameter(floor, workCenter), unit: 'mm' }])
  }
}

/** The insert wears and nobody notices: about a hundredth more every seven hours. */
function turnedDiameter(floor: Floor, workCenter: string): string {
  const worn = drifting(floor, workCenter) ? ((floor.now - (floor.end - DRIFT.from)) / HOUR) * 0.0016 : 0
  return (floor.random.bell(20.3, 0.008) + worn).toFixed(3)
}

function turnedOutput(floor: Floor, { size, pieces, drift }: { size: Size; pieces: number; drift: boolean }) {
  const material = `SPG-${size}`
  const worn = drift && floor.now > floor.end - DRIFT.from + DRIFT.visibleAfter
  const first = worn && !floor.stock.lots.has(keyOf({ material: DRIFT.material, number: DRIFT.firstNumber })) && pieces > 20
  const scrap = Math.min(pieces - 1, floor.random.whole(0, 2))
  const lost = first ? DRIFT.lostPieces : 0
  const number = first ? DRIFT.firstNumber : floor.number(size === '03' ? 'G3' : 'G5')
  return { material, number, quantity: pieces - scrap - lost, scrap }
}

function lostIn(lot: StockLot): Quantity {
  return lot.number === DRIFT.firstNumber ? units(DRIFT.lostPieces) : ZERO
}

// ---- on its way -----------------------------------------------------------------------------------------------------------

function* machined(floor: Floor, { lot, order, treated }: { lot: StockLot; order: WorkOrderRecord; treated: boolean }): Activity {
  pass(floor, lot, { workCenter: 'DRILL-1', scrap: floor.random.chance(0.2) ? 1 : 0, reason: 'drill broken in cross hole' })
  yield floor.minutes(90, 240)
  pass(floor, lot, { workCenter: 'WASH-1' })
  yield floor.minutes(30, 60)
  if (treated) yield* waitForFurnace(floor, lot)
  yield floor.minutes(120, 300)
  const ground = [0, 1, 2].map((): Value => ({ characteristic: GROUND.code, value: floor.random.bell(20, 0.0016).toFixed(4), unit: 'mm' }))
  collect(floor, lot, ground, 'GRIND-1')
  pass(floor, lot, { workCenter: 'GRIND-1', scrap: floor.random.chance(0.15) ? 1 : 0, reason: 'ground undersize' })
  yield floor.minutes(10, 30)
  if (lot.holds === 0 && floor.random.chance(0.12) && lot.quantity > units(40)) urgentPart(floor, lot)
  move(floor, lot, 'WIP')
  lot.ready = true
  floor.closeOrder(order)
}

function* waitForFurnace(floor: Floor, lot: StockLot): Activity {
  const pieces = Number(lot.quantity / units(1))
  const request = { lot, waiting: pieces, left: pieces }
  floor.furnaceQueue.push(request)
  while (request.left > 0) yield floor.minutes(45, 75)
}

/** A third goes ahead because an order is late. */
function urgentPart(floor: Floor, lot: StockLot): void {
  const part = split(floor, lot, `${lot.number}-A`, units(20))
  move(floor, part, 'WIP')
}

// ---- furnace ------------------------------------------------------------------------------------------------------------

const CHAMBER = 100

/** A load takes parts of several orders; a lot that does not fit is treated in two loads without a new label. */
export function* heatTreating(floor: Floor): Activity {
  for (;;) {
    const waiting = floor.furnaceQueue.reduce((sum, request) => sum + request.waiting, 0)
    if (waiting >= 60) yield* furnaceLoad(floor)
    else yield floor.minutes(50, 80)
  }
}

function* furnaceLoad(floor: Floor): Activity {
  const run = floor.number('HT')
  const parts = chamberContents(floor)
  const lots = parts.map(({ lot, pieces }) => ({ lot: { material: lot.material, number: lot.number }, quantity: String(pieces) }))
  floor.record({ type: 'start', by: floor.by('machining'), run, workCenter: 'FURN-1', lots })
  for (const wait of [70, 60, 60]) {
    yield floor.minutes(wait, wait + 10)
    const values = [{ characteristic: SOAK.code, value: floor.random.bell(845, 2.6).toFixed(1), unit: 'Cel' }]
    floor.record({ type: 'collect', by: floor.by('quality'), run, workCenter: 'FURN-1', values })
  }
  yield floor.minutes(40, 60)
  floor.record({ type: 'finish', by: floor.by('machining'), run, lots })
  for (const { request, pieces } of parts) request.left -= pieces
}

/** Fills the chamber from the queue; what finds no room stays first in line. */
function chamberContents(floor: Floor) {
  const parts: { request: TreatmentRequest; lot: StockLot; pieces: number }[] = []
  for (let room = CHAMBER; room > 0; ) {
    const [request] = floor.furnaceQueue
    if (!request) break
    const pieces = Math.min(room, request.waiting)
    parts.push({ request, lot: request.lot, pieces })
    room -= pieces
    request.waiting -= pieces
    if (request.waiting === 0) floor.furnaceQueue.shift()
  }
  return parts
}

// ---- plate --------------------------------------------------------------------------------------------------------------

const BATH_LITRES = '0.05'

export function* plating(floor: Floor): Activity {
  for (;;) {
    const size = neediest(floor, size => `SPOOL-${size}`, TARGET.plated)
    const lots = size ? floor.stock.free(`SPG-${size}`, floor.now).slice(0, size === '03' ? 1 : 3) : []
    const bath = floor.stock.firstFree('BATH-ZNNI', floor.now, units(12))
    if (size && bath && lots.length > 0) yield* barrel(floor, { size, lots, bath })
    else yield floor.minutes(40, 60)
  }
}

const plateOperations = (size: Size): WorkOrderRecord['operations'] => [
  {
    sequence: 10,
    name: 'Plate',
    workCenter: 'PLATE-1',
    report: 'both',
    createsLot: true,
    components: [
      { material: `SPG-${size}`, per: '1', position: 'barrel' },
      { material: 'BATH-ZNNI', per: BATH_LITRES, position: 'bath' },
    ],
    characteristics: [{ code: 'coating-thickness', unit: 'um', min: '8', max: '14', required: true }],
  },
]

/** D03 spools are plated lot by lot; D05 spools share a barrel, and nobody can tell afterwards which is which. */
function* barrel(floor: Floor, { size, lots, bath }: { size: Size; lots: readonly StockLot[]; bath: StockLot }): Activity {
  const pieces = lots.reduce((sum, lot) => sum + Number(lot.quantity / units(1)), 0)
  const material = `SPOOL-${size}`
  const order = floor.planOrder({ material, quantity: String(pieces), operations: plateOperations(size) })
  const needs = [
    { material: `SPG-${size}`, per: '1', position: 'barrel' },
    { material: 'BATH-ZNNI', per: BATH_LITRES, position: 'bath' },
  ]
  const run = new Run(floor, { workCenter: 'PLATE-1', order, operation: 10, needs, role: 'machining', approximate: size === '05' })
  for (const lot of lots) run.load(lot, lot.quantity, 'barrel')
  run.load(bath, multiply(units(pieces), units(BATH_LITRES)), 'bath')
  yield floor.minutes(70, 95)
  run.collect([{ characteristic: 'coating-thickness', value: floor.random.bell(11, 0.7).toFixed(1), unit: 'um' }])
  const made: StockLot[] = []
  for (const box of boxesOf(pieces)) {
    made.push(run.produce({ material, number: floor.number(size === '03' ? 'S3' : 'S5'), quantity: box }))
    yield floor.minutes(5, 12)
  }
  run.finish()
  yield floor.minutes(10, 20)
  for (const lot of made) {
    move(floor, lot, 'WIP')
    lot.ready = true
  }
  floor.closeOrder(order)
}

function boxesOf(pieces: number): number[] {
  const boxes = Math.max(1, Math.round(pieces / BOX))
  const even = Math.floor(pieces / boxes)
  return Array.from({ length: boxes }, (_, index) => (index === 0 ? pieces - even * (boxes - 1) : even))
}
