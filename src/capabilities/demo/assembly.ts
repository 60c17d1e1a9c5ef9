import { multiply, ZERO } from '../../base/quantity.ts'
import { type Assembly, assemblies, customers, type WorkOrderRecord } from './catalogue.ts'
import { dispatched, type Finished } from './dispatch.ts'
import type { Floor } from './floor.ts'
import { Run } from './run.ts'
import { type Activity, ASSEMBLY, nextOpen } from './schedule.ts'
import { seal } from './seals.ts'
import { type StockLot, units } from './stock.ts'
import { collect, dispose, hold, install, pass, refer, release, removeAndScrap, scrap, type Value } from './verbs.ts'

/** Valves, one serial at a time: assembled, solenoids fitted, tested, packed. */
type Component = Assembly['components'][number]

const LEAK = { code: 'leakage', unit: 'ml/min', min: '0', max: '25', required: true } as const
const SHIFT = { code: 'shift-pressure', unit: 'bar', min: '3.2', max: '4.8', required: true } as const

const needOf = ({ material, per, position }: Component) => ({ material, per, position })

function valveOperations(assembly: Assembly, line: string): NonNullable<WorkOrderRecord['operations']> {
  const { material, count } = assembly.solenoid
  return [
    { sequence: 10, name: 'Assemble', workCenter: line, report: 'both', createsLot: true, components: assembly.components.map(needOf) },
    { sequence: 20, name: 'Fit solenoids', workCenter: 'SOL-1', components: [{ material, per: String(count) }] },
    { sequence: 30, name: 'Test', workCenter: 'TEST-1', passThrough: true, characteristics: [LEAK, SHIFT] },
    { sequence: 40, name: 'Pack', workCenter: 'PACK-1', passThrough: true },
  ]
}

export interface OpenOrder {
  order: WorkOrderRecord
  assembly: Assembly
  customer: string | undefined
  finished: StockLot[]
  /** Valves not yet finished or scrapped. */
  left: number
}

export function* assembling(floor: Floor, line: 'ASM-1' | 'ASM-2'): Activity {
  yield nextOpen(floor.now, ASSEMBLY)
  for (;;) {
    const assembly = whatToBuild(floor)
    if (assembly) yield* assemblyOrder(floor, line, assembly)
    else yield nextOpen(floor.minutes(30, 50), ASSEMBLY)
  }
}

/** The valve types with parts at hand, drawn by how much the market asks for each. */
function whatToBuild(floor: Floor): Assembly | undefined {
  const possible = assemblies.filter(assembly => buildable(floor, assembly) > 0)
  const ticket = floor.random.fraction() * possible.reduce((sum, { share }) => sum + share, 0)
  let reached = 0
  return possible.find(({ share }) => (reached += share) > ticket)
}

function buildable(floor: Floor, { components }: Assembly): number {
  return Math.min(...components.map(component => piecesFrom(lotFor(floor, component), component)))
}

/** Remainders too small for one piece stay on the shelf; a connected bin must hold enough for a whole run on every line that may share it. */
const lotFor = (floor: Floor, { material, per, connected }: Component): StockLot | undefined =>
  floor.stock.firstFree(material, floor.now, connected ? multiply(units(per), units(56)) : units(per))

const piecesFrom = (lot: StockLot | undefined, { per }: Component): number => (lot ? Number(lot.quantity / units(per)) : 0)

function* assemblyOrder(floor: Floor, line: 'ASM-1' | 'ASM-2', assembly: Assembly): Activity {
  const quantity = floor.random.whole(2, 4) * 6
  const customer = floor.random.chance(0.78) ? floor.random.pick(customers).code : undefined
  const order = floor.planOrder({
    material: assembly.material,
    quantity: String(quantity),
    operations: valveOperations(assembly, line),
    ...(customer ? { customer } : {}),
  })
  const open: OpenOrder = { order, assembly, customer, finished: [], left: quantity }
  yield nextOpen(floor.minutes(5, 15), ASSEMBLY)
  for (let left = quantity; left > 0; ) {
    const pieces = Math.min(left, buildable(floor, assembly))
    if (pieces > 0) yield* assemblyRun(floor, { line, open, pieces })
    else yield nextOpen(floor.minutes(40, 60), ASSEMBLY)
    left -= pieces
  }
}

/** Precise: a run has one lot at each position; when one is used up, the run ends and the next begins. */
function* assemblyRun(floor: Floor, { line, open, pieces }: { line: string; open: OpenOrder; pieces: number }): Activity {
  const { assembly, order } = open
  const run = new Run(floor, { workCenter: line, order, operation: 10, needs: assembly.components.map(needOf), role: 'assembly' })
  for (const component of assembly.components) loaded(floor, run, component, pieces)
  for (let piece = 0; piece < pieces; piece++) {
    yield nextOpen(floor.minutes(30, 42), ASSEMBLY)
    const valve = valveMade(floor, run, assembly)
    floor.spawn(valveFinished(floor, valve, open), nextOpen(floor.minutes(25, 90), ASSEMBLY))
  }
  run.finish()
}

function loaded(floor: Floor, run: Run, component: Component, pieces: number): void {
  const lot = lotFor(floor, component)
  if (!lot) throw new Error(`no ${component.material} although it was counted`)
  if (component.connected) run.connect(lot, component.position)
  else run.load(lot, multiply(units(component.per), units(pieces)), component.position)
}

function valveMade(floor: Floor, run: Run, { material, prefix }: Assembly): StockLot {
  const valve = run.produce({ material, number: floor.number(prefix, 5), quantity: 1 })
  floor.truth.valves.add(`${material}/${valve.number}`)
  return valve
}

// ---- one valve on its way -------------------------------------------------------------------------------------------------

function* valveFinished(floor: Floor, valve: StockLot, open: OpenOrder): Activity {
  const fitted = yield* solenoidsFitted(floor, valve, open.assembly)
  yield nextOpen(floor.minutes(20, 120), ASSEMBLY)
  const good = yield* tested(floor, valve, { open, fitted })
  if (good) {
    yield nextOpen(floor.minutes(10, 60), ASSEMBLY)
    pass(floor, valve, { workCenter: 'PACK-1', role: 'shipping' })
    open.finished.push(valve)
  }
  open.left--
  if (open.left === 0) floor.spawn(dispatched(floor, finishedOrder(open)), floor.minutes(10, 30))
}

const finishedOrder = ({ order, assembly, customer, finished }: OpenOrder): Finished => ({
  order,
  material: assembly.material,
  customer,
  lots: finished,
})

function* solenoidsFitted(floor: Floor, valve: StockLot, { solenoid }: Assembly): Generator<number, StockLot[], void> {
  const fitted: StockLot[] = []
  for (let side = 0; side < solenoid.count; side++)
    fitted.push(yield* solenoidFitted(floor, valve, { material: solenoid.material, position: side === 0 ? 'a' : 'b' }))
  return fitted
}

function* solenoidFitted(
  floor: Floor,
  valve: StockLot,
  { material, position }: { material: string; position: string },
): Generator<number, StockLot, void> {
  for (;;) {
    const component = floor.stock.firstFree(material, floor.now)
    if (component) {
      install(floor, { assembly: valve, component, position, workCenter: 'SOL-1' })
      return component
    }
    yield nextOpen(floor.minutes(30, 60), ASSEMBLY)
  }
}

interface Testing {
  open: OpenOrder
  fitted: readonly StockLot[]
}

/** Most pass; a weak solenoid is replaced and the valve tested again; a cracked spool cannot be saved. */
function* tested(floor: Floor, valve: StockLot, { open, fitted }: Testing): Generator<number, boolean, void> {
  if (valve.suspect > ZERO && floor.random.chance(0.025)) {
    collect(floor, valve, testValues(floor, 31, 4), 'TEST-1')
    scrap(floor, valve, valve.quantity, 'crack in a spool land')
    return false
  }
  if (floor.random.chance(0.012)) yield* reworked(floor, valve, { open, fitted })
  collect(floor, valve, testValues(floor, 9, 4), 'TEST-1')
  pass(floor, valve, { workCenter: 'TEST-1', role: 'quality' })
  return true
}

const testValues = (floor: Floor, leak: number, shift: number): Value[] => [
  { characteristic: LEAK.code, value: floor.random.bell(leak, 1.5).toFixed(1), unit: LEAK.unit },
  { characteristic: SHIFT.code, value: floor.random.bell(shift, 0.15).toFixed(2), unit: SHIFT.unit },
]

function* reworked(floor: Floor, valve: StockLot, { open, fitted }: Testing): Activity {
  collect(floor, valve, testValues(floor, 9, 5.4), 'TEST-1')
  const code = hold(floor, [valve], 'shift pressure too high')
  yield nextOpen(floor.minutes(60, 400), ASSEMBLY)
  dispose(floor, valve, 'rework', 'replace the solenoid on side a')
  if (valve.holds > 0) release(floor, [valve], code, 'rework decided')
  const [weak] = fitted
  if (weak) removeAndScrap(floor, { assembly: valve, component: weak }, 'weak coil')
  yield* solenoidFitted(floor, valve, { material: open.assembly.solenoid.material, position: 'a' })
  yield nextOpen(floor.minutes(20, 40), ASSEMBLY)
}

// ---- stacks: valves in a valve ------------------------------------------------------------------------------------------------

const STACK: readonly Component[] = [
  { material: 'MANIFOLD-04', per: '1', position: 'body' },
  { material: 'OR-014-FKM', per: '16', position: 'seal' },
  { material: 'SCREW-M5X30', per: '16', position: 'screw', connected: true },
  { material: 'TANK-OIL', per: '0.2', position: 'oil', connected: true },
]

/** Four D03 valves from stock on a manifold: a serial that contains serials that contain serials. */
export function* stacking(floor: Floor): Activity {
  for (;;) {
    yield nextOpen(floor.minutes(300, 700), ASSEMBLY)
    const valves = floor.stock
      .free('HV3-24D', floor.now)
      .filter(valve => valve.container === undefined)
      .slice(0, 4)
    if (valves.length === 4 && STACK.every(component => lotFor(floor, component))) yield* stackOrder(floor, valves)
  }
}

function* stackOrder(floor: Floor, valves: readonly StockLot[]): Activity {
  for (const valve of valves) valve.ready = false
  const customer = floor.random.pick(customers).code
  const order = floor.planOrder({
    material: 'ST4-24D',
    quantity: '1',
    customer,
    operations: [
      { sequence: 10, name: 'Assemble', workCenter: 'ASM-3', report: 'both', createsLot: true, components: STACK.map(needOf) },
      { sequence: 20, name: 'Mount valves', workCenter: 'SOL-1', components: [{ material: 'HV3-24D', per: '4' }] },
      { sequence: 30, name: 'Test', workCenter: 'TEST-1', passThrough: true, characteristics: [LEAK] },
      { sequence: 40, name: 'Pack', workCenter: 'PACK-1', passThrough: true, components: [{ material: 'SEAL-TE', per: '2' }] },
    ],
  })
  const run = new Run(floor, { workCenter: 'ASM-3', order, operation: 10, needs: STACK.map(needOf), role: 'assembly' })
  for (const component of STACK) loaded(floor, run, component, 1)
  yield nextOpen(floor.minutes(40, 60), ASSEMBLY)
  const stack = valveMade(floor, run, {
    material: 'ST4-24D',
    prefix: 'ST',
    share: 0,
    components: STACK,
    solenoid: { material: '', count: 0 },
  })
  run.finish()
  for (const [index, valve] of valves.entries()) {
    yield nextOpen(floor.minutes(6, 10), ASSEMBLY)
    install(floor, { assembly: stack, component: valve, position: `station-${index + 1}`, workCenter: 'SOL-1' })
  }
  yield nextOpen(floor.minutes(60, 120), ASSEMBLY)
  collect(floor, stack, testValues(floor, 12, 4).slice(0, 1), 'TEST-1')
  pass(floor, stack, { workCenter: 'TEST-1', role: 'quality' })
  yield nextOpen(floor.minutes(20, 40), ASSEMBLY)
  seal(floor, stack)
  pass(floor, stack, { workCenter: 'PACK-1', role: 'shipping' })
  floor.spawn(dispatched(floor, { order, material: 'ST4-24D', customer, lots: [stack] }), floor.minutes(10, 20))
}

/** Somebody typed a value without its decimal point; the next day it is corrected. */
export function* mistypedValue(floor: Floor): Activity {
  yield floor.end - 21 * 24 * 3_600_000
  for (;;) {
    const lot = floor.stock.firstFree('SPG-05', floor.now)
    if (lot) return yield* typedAndCorrected(floor, lot)
    yield floor.minutes(60)
  }
}

function* typedAndCorrected(floor: Floor, lot: StockLot): Activity {
  const wrong = collect(floor, lot, [{ characteristic: 'ground-diameter', value: '199.98', unit: 'mm' }], 'GRIND-1')
  yield floor.minutes(900, 1200)
  const values = [{ characteristic: 'ground-diameter', value: '19.998', unit: 'mm' }]
  const replacement = floor.stamped(
    { type: 'collect', by: wrong.by, workCenter: 'GRIND-1', lots: [{ lot: refer(lot) }], values },
    Date.parse(wrong.at),
  )
  if (replacement.type === 'correct' || replacement.type === 'resolve') throw new Error('a replacement is a fact')
  floor.record({ type: 'correct', by: floor.by('quality'), event: wrong.id, reason: 'decimal point missing', replacement })
}
