import type { CaptureEvent } from '../events.ts'
import { assembling, mistypedValue, stacking } from './assembly.ts'
import { purchases } from './catalogue.ts'
import { askedAndAnswered, complaintWaits, stillWaiting } from './desk.ts'
import { madeReady } from './dispatch.ts'
import { Floor } from './floor.ts'
import { kitting, manifoldMaking, milling, mislabelledKits, partsMaking, programs, remaindersMerged, substitutedRings } from './parts.ts'
import { binsCounted, deviationExpired, driftNoticed, scrapMiscounted, valvesKeptBack, vendorWarning } from './quality.ts'
import {
  badBarArrives,
  buying,
  forgottenSealsArrive,
  mistakableSealsArrive,
  recordMasterData,
  recordOpeningStock,
  tankKeeping,
} from './receiving.ts'
import { type Activity, DAY } from './schedule.ts'
import { sealsArrive } from './seals.ts'
import { heatTreating, plating, sawing, turning } from './spools.ts'
import { type DemoTruth, demoTruthOf } from './truth.ts'

export { type Story, stories } from './stories.ts'
export type { DemoTruth } from './truth.ts'

export interface DemoOptions {
  /** The instant (ms) at which the plant's last event may lie. */
  now: number
  seed?: number
  /** How long ago the plant began; at least 65, for the stories need their time. */
  days?: number
}

/** The plant's events in the order in which they are recorded; the generator returns what really happened. */
export function* demoPlant(options: DemoOptions): Generator<CaptureEvent, DemoTruth, void> {
  const { now, seed = 7731, days = 90 } = options
  if (days < 65) throw new Error('the demo plant needs at least 65 days')
  const floor = new Floor({ now, start: now - days * DAY, seed })
  recordMasterData(floor)
  recordOpeningStock(floor)
  for (const department of departments(floor)) floor.spawn(department)
  yield* floor.takeJournal()
  while (floor.schedule.nextAt() <= now) {
    floor.schedule.advance(at => {
      floor.now = at
    })
    yield* floor.takeJournal()
  }
  return demoTruthOf(floor.truth)
}

function departments(floor: Floor): Activity[] {
  return [
    ...purchases.map(purchase => buying(floor, purchase)),
    tankKeeping(floor),
    sawing(floor),
    turning(floor, 'TURN-1'),
    turning(floor, 'TURN-2'),
    heatTreating(floor),
    plating(floor),
    milling(floor, '03'),
    milling(floor, '05'),
    manifoldMaking(floor),
    ...programs.map(program => partsMaking(floor, program)),
    kitting(floor, '03'),
    kitting(floor, '05'),
    remaindersMerged(floor),
    assembling(floor, 'ASM-1'),
    assembling(floor, 'ASM-2'),
    stacking(floor),
    madeReady(floor),
    ...whatGoesWrong(floor),
  ]
}

function whatGoesWrong(floor: Floor): Activity[] {
  return [
    badBarArrives(floor),
    sealsArrive(floor),
    mistakableSealsArrive(floor),
    mislabelledKits(floor),
    forgottenSealsArrive(floor),
    vendorWarning(floor, { material: 'SPRING-18', daysAgo: 50, daysHeld: 2 }),
    vendorWarning(floor, { material: 'CAST-03', daysAgo: 36, daysHeld: 3 }),
    driftNoticed(floor),
    binsCounted(floor),
    scrapMiscounted(floor),
    mistypedValue(floor),
    valvesKeptBack(floor),
    deviationExpired(floor),
    substitutedRings(floor),
    askedAndAnswered(floor),
    stillWaiting(floor),
    complaintWaits(floor),
  ]
}

/** How many events the same options yield: the simulation is cheap enough to run it for the count, which then cannot be wrong. */
export function demoEventsTotal(options: DemoOptions): number {
  let total = 0
  for (const _event of demoPlant(options)) total++
  return total
}

/** What really happened, for comparing a trace with. */
export function demoTruth(options: DemoOptions): DemoTruth {
  const plant = demoPlant(options)
  for (;;) {
    const step = plant.next()
    if (step.done) return step.value
  }
}
