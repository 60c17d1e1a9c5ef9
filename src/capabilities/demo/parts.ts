import { multiply, ZERO } from '../../base/quantity.ts'
import type { CaptureEvent } from '../events.ts'
import type { WorkOrderRecord } from './catalogue.ts'
import { isLeft, LEFT_LYING, leftForAnAnswer } from './desk.ts'
import type { Floor } from './floor.ts'
import { deviationApproved } from './quality.ts'
import { Run } from './run.ts'
import { type Activity, DAY, HOUR, MINUTE } from './schedule.ts'
import { keyOf, type StockLot, units } from './stock.ts'
import { BAD_BAR, MISLABELLED } from './stories.ts'
import { type Input, merge, move, pass, refer, renumber, serialize, transform, unpack } from './verbs.ts'

/** Bodies, plugs, plungers, plates, caps, kits and manifolds: everything an assembly line takes besides spools. */
type Operation = NonNullable<WorkOrderRecord['operations']>[number]
const full = (floor: Floor, material: string, target: number): boolean => floor.stock.onHand(material) >= units(target)
const passes = (sequence: number, name: string, workCenter: string): Operation => ({ sequence, name, workCenter, passThrough: true })

// ---- bodies -------------------------------------------------------------------------------------------------------------

const BODY_TARGET = { '03': 220, '05': 150 } as const
const BORE = { code: 'bore-diameter', unit: 'mm', min: '20.008', max: '20.022', required: true } as const

export function* milling(floor: Floor, size: '03' | '05'): Activity {
  for (;;) {
    const castings = full(floor, `BODY-${size}`, BODY_TARGET[size])
      ? undefined
      : floor.stock.firstFree(`CAST-${size}`, floor.now, units(40))
    if (castings) yield* millOrder(floor, size, castings)
    else yield floor.minutes(60, 90)
  }
}

function* millOrder(floor: Floor, size: '03' | '05', castings: StockLot): Activity {
  castings.ready = false
  const needs = [{ material: `CAST-${size}`, per: '1', position: 'pallet' }]
  const order = floor.planOrder({
    material: `BODY-${size}`,
    quantity: '40',
    operations: [
      { sequence: 10, name: 'Mill', workCenter: 'MILL-1', report: 'both', createsLot: true, components: needs, characteristics: [BORE] },
      passes(20, 'Drill', 'DRILL-1'),
      passes(30, 'Deburr', 'DEBURR-1'),
      passes(40, 'Wash', 'WASH-1'),
    ],
  })
  yield floor.minutes(10, 30)
  const run = new Run(floor, { workCenter: 'MILL-1', order, operation: 10, needs, role: 'machining' })
  run.load(castings, units(40), 'pallet')
  castings.ready = true
  for (let done = 0; done < 40; done += 10) {
    yield floor.minutes(110, 130)
    run.collect([{ characteristic: BORE.code, value: floor.random.bell(20.015, 0.0018).toFixed(4), unit: 'mm' }])
  }
  const scrap = floor.random.whole(0, 2)
  const lot = run.produce({ material: `BODY-${size}`, number: floor.number(`B${Number(size)}`), quantity: 40 - scrap, scrap })
  yield floor.minutes(3, 8)
  run.finish()
  floor.spawn(bodyFinished(floor, lot, order), floor.minutes(30, 90))
}

function* bodyFinished(floor: Floor, lot: StockLot, order: WorkOrderRecord): Activity {
  pass(floor, lot, { workCenter: 'DRILL-1', scrap: floor.random.chance(0.3) ? 1 : 0, reason: 'porosity in the port' })
  yield floor.minutes(60, 150)
  if (isLeft(floor, LEFT_LYING.deburr)) return leftForAnAnswer(floor, lot)
  pass(floor, lot, { workCenter: 'DEBURR-1' })
  yield floor.minutes(40, 80)
  pass(floor, lot, { workCenter: 'WASH-1' })
  yield floor.minutes(20, 40)
  move(floor, lot, 'WIP')
  if (floor.random.chance(0.02)) renumber(floor, lot, `${lot.number}-R`)
  lot.ready = true
  floor.closeOrder(order)
}

// ---- parts made in approximate runs ------------------------------------------------------------------------------------

interface PartProgram {
  material: string
  prefix: string
  name: string
  workCenter: string
  position: string
  raw: string
  per: string
  /** Pieces made from one load of a raw lot; two raw lots feed one run. */
  piecesPerLoad: number
  outputs: readonly number[]
  minutesPerPiece: number
  target: number
}

export const programs: readonly PartProgram[] = [
  {
    material: 'PLUG-22',
    prefix: 'PG',
    name: 'Turn',
    workCenter: 'TURN-3',
    position: 'magazine',
    raw: 'BAR-32',
    per: '0.12',
    piecesPerLoad: 200,
    outputs: [130, 130, 140],
    minutesPerPiece: 1.6,
    target: 520,
  },
  {
    material: 'PLUNGER-08',
    prefix: 'PL',
    name: 'Turn',
    workCenter: 'TURN-3',
    position: 'magazine',
    raw: 'BAR-20',
    per: '0.05',
    piecesPerLoad: 180,
    outputs: [120, 120, 120],
    minutesPerPiece: 1.2,
    target: 170,
  },
  {
    material: 'PLATE-RET',
    prefix: 'PT',
    name: 'Press',
    workCenter: 'PRESS-1',
    position: 'feed',
    raw: 'BLANK-PLT',
    per: '1',
    piecesPerLoad: 100,
    outputs: [60, 80, 60],
    minutesPerPiece: 0.5,
    target: 160,
  },
  {
    material: 'CAP-PA66',
    prefix: 'CP',
    name: 'Mould',
    workCenter: 'MOULD-1',
    position: 'hopper',
    raw: 'PELLET-PA66',
    per: '0.02',
    piecesPerLoad: 250,
    outputs: [160, 170, 170],
    minutesPerPiece: 0.7,
    target: 300,
  },
]

export function* partsMaking(floor: Floor, program: PartProgram): Activity {
  yield floor.minutes(30, 300)
  let badUsed = false
  for (;;) {
    const raws = rawsFor(floor, program)
    const bad = raws.some(lot => lot.number === BAD_BAR.number)
    // The withdrawn delivery has to end up in an approximate run too, whatever the stock of plungers just then.
    const wanted = !full(floor, program.material, program.target) || (bad && !badUsed)
    badUsed ||= bad && raws.length === 2
    if (wanted && raws.length === 2) yield* partOrder(floor, program, raws)
    else yield floor.minutes(60, 90)
  }
}

const loadOf = ({ per, piecesPerLoad }: PartProgram) => multiply(units(per), units(piecesPerLoad))

/** Two raw lots, so that the record cannot say which piece is of which; the same lot twice only when there is no other. */
function rawsFor(floor: Floor, program: PartProgram): StockLot[] {
  const enough = floor.stock.free(program.raw, floor.now).filter(lot => lot.quantity >= loadOf(program))
  const bad = enough.filter(lot => lot.number === BAD_BAR.number)
  return [...bad, ...enough.filter(lot => lot.number !== BAD_BAR.number)].slice(0, 2)
}

/** The second raw lot joins while the first is still running: outputs after that moment may hold either. */
function* partOrder(floor: Floor, program: PartProgram, raws: readonly StockLot[]): Activity {
  for (const raw of raws) raw.ready = false
  const { material, prefix, workCenter, position, raw, per, minutesPerPiece } = program
  const needs = [{ material: raw, per, position }]
  const quantity = String(program.outputs.reduce((sum, pieces) => sum + pieces, 0))
  const order = floor.planOrder({
    material,
    quantity,
    operations: [
      { sequence: 10, name: program.name, workCenter, report: 'both', createsLot: true, components: needs },
      passes(20, 'Wash', 'WASH-1'),
    ],
  })
  yield floor.minutes(10, 30)
  const run = new Run(floor, { workCenter, order, operation: 10, needs, role: 'machining', approximate: true })
  const [first, second] = raws
  if (first) loadedAndFreed(run, first, program)
  const made: StockLot[] = []
  for (const [index, pieces] of program.outputs.entries()) {
    if (index === 1 && second) loadedAndFreed(run, second, program)
    yield floor.now + pieces * minutesPerPiece * MINUTE
    const scrap = floor.random.chance(0.3) ? 2 : 0
    made.push(run.produce({ material, number: floor.number(prefix), quantity: pieces - scrap, scrap }))
  }
  yield floor.minutes(4, 9)
  run.finish()
  const isThrough = yield* partsWashed(floor, made)
  if (isThrough) floor.closeOrder(order)
}

function loadedAndFreed(run: Run, raw: StockLot, program: PartProgram): void {
  run.load(raw, loadOf(program), program.position)
  raw.ready = true
}

/** Answers whether all are through: what was forgotten keeps its order open. */
function* partsWashed(floor: Floor, lots: readonly StockLot[]): Generator<number, boolean, void> {
  for (const lot of lots) {
    yield floor.minutes(20, 45)
    if (lot.material === 'PLATE-RET' && isLeft(floor, LEFT_LYING.wash)) return false
    pass(floor, lot, { workCenter: 'WASH-1' })
    move(floor, lot, 'WIP')
    lot.ready = true
  }
  return true
}

/** Small remainders of one part are tipped together: a merged lot has every origin of its parts. */
export function* remaindersMerged(floor: Floor): Activity {
  for (;;) {
    yield floor.now + floor.random.whole(5, 9) * DAY
    const material = floor.random.pick(['PLUG-22', 'CAP-PA66', 'PLATE-RET'])
    const lots = floor.stock.free(material, floor.now).slice(0, 2)
    if (lots.length < 2) continue
    const merged = merge(floor, lots, floor.number(`${lots[0]?.number.slice(0, 2)}M`))
    move(floor, merged, 'WIP')
  }
}

// ---- kits ---------------------------------------------------------------------------------------------------------------

const KIT_TARGET = { '03': 200, '05': 140 } as const
const RING = { '03': 'OR-014-NBR', '05': 'OR-018-NBR' } as const
const KIT = 60

const kitOperations = (size: '03' | '05'): Operation[] => [
  {
    sequence: 10,
    name: 'Kit',
    workCenter: 'KIT-1',
    report: 'finish',
    createsLot: true,
    components: [
      { material: RING[size], per: '4' },
      { material: 'BR-014', per: '2' },
    ],
  },
]

export function* kitting(floor: Floor, size: '03' | '05'): Activity {
  for (;;) {
    const inputs = full(floor, `KIT-SEAL-${size}`, KIT_TARGET[size]) ? [] : [...ringsFor(floor, size), ...taken(floor, 'BR-014', '120')]
    if (inputs.length >= 2) kitMade(floor, { size, inputs, number: floor.number(`K${Number(size)}`) })
    yield floor.minutes(150, 260)
  }
}

/** Usually from one lot of rings; half and half now and then, and where half a kit lot is left over. */
function ringsFor(floor: Floor, size: '03' | '05'): Input[] {
  const [first, second] = floor.stock.free(RING[size], floor.now).filter(lot => lot.quantity >= units(120))
  if (!first) return []
  const enough = first.quantity >= units(240)
  if (!second) return enough ? [{ lot: first, quantity: '240' }] : []
  if (enough && !floor.random.chance(0.2)) return [{ lot: first, quantity: '240' }]
  return [
    { lot: first, quantity: '120' },
    { lot: second, quantity: '120' },
  ]
}

function taken(floor: Floor, material: string, quantity: string): Input[] {
  const lot = floor.stock.firstFree(material, floor.now, units(quantity))
  return lot ? [{ lot, quantity }] : []
}

function kitMade(
  floor: Floor,
  { size, inputs, number }: { size: '03' | '05'; inputs: readonly Input[]; number: string },
): { lot: StockLot; event: CaptureEvent } {
  const material = `KIT-SEAL-${size}`
  const order = floor.planOrder({ material, quantity: String(KIT), operations: kitOperations(size) })
  const output = { material, number, quantity: String(KIT), expiresAt: Math.min(...inputs.map(input => input.lot.expiresAt)) }
  const made = transform(floor, { inputs, output, workCenter: 'KIT-1', workOrder: order.number, operation: 10, role: 'assembly' })
  move(floor, made.lot, 'WIP', 'assembly')
  floor.closeOrder(order)
  return made
}

/** The third story: the container's label said one lot, its content was the other; weeks later somebody counts both. */
export function* mislabelledKits(floor: Floor): Activity {
  yield floor.end - MISLABELLED.kittedBefore
  const [right, wrong] = [MISLABELLED.rightNumber, MISLABELLED.wrongNumber].map(number =>
    floor.stock.lots.get(keyOf({ material: MISLABELLED.material, number })),
  )
  let backup = taken(floor, 'BR-014', '120')
  for (; backup.length === 0; backup = taken(floor, 'BR-014', '120')) yield floor.minutes(60)
  if (!right || !wrong) return
  const kits = kitMade(floor, { size: '03', inputs: [{ lot: wrong, quantity: '240' }, ...backup], number: MISLABELLED.kitNumber })
  yield floor.end - MISLABELLED.correctedBefore
  unpack(floor, MISLABELLED.container, [right])
  yield floor.minutes(25)
  correctKits(floor, { kits: kits.event, right, wrong })
}

function correctKits(floor: Floor, { kits, right, wrong }: { kits: CaptureEvent; right: StockLot; wrong: StockLot }): void {
  if (kits.type !== 'transform') throw new Error('the kits were made by a transform')
  const inputs = kits.inputs.map(input => (input.lot.number === wrong.number ? { ...input, lot: refer(right) } : input))
  const replacement = floor.stamped({ ...kits, inputs, note: 'as counted' }, Date.parse(kits.at))
  if (replacement.type === 'correct' || replacement.type === 'resolve') throw new Error('a replacement is a fact')
  const reason = `container ${MISLABELLED.container} carried the label of ${wrong.number}, it held ${right.number}`
  floor.record({ type: 'correct', by: floor.by('quality'), event: kits.id, reason, replacement })
  floor.stock.put(wrong, { quantity: units(240), suspect: ZERO, tainted: false })
  floor.stock.take(right, units(240))
}

/** Rings of the ordered rubber ran short, so quality let the harder ones into the kits for a month: one lot of kits is made of them. */
export function* substitutedRings(floor: Floor): Activity {
  yield floor.end - 16 * DAY
  yield* deviationApproved(floor, {
    component: RING['03'],
    product: 'KIT-SEAL-03',
    allows: { material: 'OR-014-FKM' },
    days: 30,
    reason: 'the next rings of NBR come late',
    why: 'same groove, FKM takes more heat; drawing note 4 allows it',
  })
  for (;;) {
    yield floor.now + HOUR
    const rings = taken(floor, 'OR-014-FKM', '240')
    const backup = taken(floor, 'BR-014', '120')
    if (rings.length === 0 || backup.length === 0) continue
    kitMade(floor, { size: '03', inputs: [...rings, ...backup], number: floor.number('K3') })
    return
  }
}

// ---- manifolds ----------------------------------------------------------------------------------------------------------

/** Made five at a time from one piece of bar, then given serial numbers one by one. */
export function* manifoldMaking(floor: Floor): Activity {
  for (;;) {
    const bar = full(floor, 'MANIFOLD-04', 8) ? undefined : floor.stock.firstFree('BAR-AL60', floor.now, units(12))
    if (bar) yield* manifoldOrder(floor, bar)
    else yield floor.minutes(120, 200)
  }
}

function* manifoldOrder(floor: Floor, bar: StockLot): Activity {
  const needs = [{ material: 'BAR-AL60', per: '2.4', position: 'pallet' }]
  const order = floor.planOrder({
    material: 'MANIFOLD-04',
    quantity: '5',
    operations: [
      { sequence: 10, name: 'Mill', workCenter: 'MILL-1', report: 'both', createsLot: true, components: needs },
      passes(20, 'Deburr', 'DEBURR-1'),
    ],
  })
  yield floor.minutes(15, 30)
  const run = new Run(floor, { workCenter: 'MILL-1', order, operation: 10, needs, role: 'machining' })
  run.load(bar, units(12), 'pallet')
  yield floor.minutes(300, 420)
  const lot = run.produce({ material: 'MANIFOLD-04', number: floor.number('MF'), quantity: 5 })
  run.finish()
  yield floor.minutes(60, 120)
  pass(floor, lot, { workCenter: 'DEBURR-1' })
  yield floor.minutes(20, 40)
  for (const piece of serialize(
    floor,
    lot,
    [1, 2, 3, 4, 5].map(piece => `${lot.number}-${piece}`),
  ))
    move(floor, piece, 'WIP')
  floor.closeOrder(order)
}
