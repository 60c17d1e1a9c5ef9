import { ZERO } from '../../base/quantity.ts'
import { type Draw, keyOf } from './stock.ts'

/** What really happened to the bad heat and what the lathe really did: for comparing a trace with, never part of an event. */
export class Truth {
  /** Lots (material/number) that really contain bad heat. */
  readonly affected = new Set<string>()
  /** Lots that could contain it by any reading of the records: a sound trace lies between the two. */
  readonly reachable = new Set<string>()
  /** Serials now with a customer, by serial (material/number). */
  readonly customerOf = new Map<string, string>()
  readonly driftLots = new Set<string>()
  readonly valves = new Set<string>()

  made(lot: { material: string; number: string }, draw: Draw): void {
    if (draw.suspect > ZERO) this.affected.add(keyOf(lot))
    if (draw.tainted) this.reachable.add(keyOf(lot))
  }

  renamed(from: string, to: string): void {
    for (const set of [this.affected, this.reachable, this.driftLots]) if (set.delete(from)) set.add(to)
  }
}

export interface BadHeatTruth {
  lotsAffected: ReadonlySet<string>
  lotsReachable: ReadonlySet<string>
  serialsAffected: ReadonlySet<string>
  serialsReachable: ReadonlySet<string>
  /** customer code -> affected serials it now has */
  shippedTo: ReadonlyMap<string, ReadonlySet<string>>
}

export interface DemoTruth {
  badHeat: BadHeatTruth
  driftLots: ReadonlySet<string>
}

export function demoTruthOf(truth: Truth): DemoTruth {
  const serials = (lots: ReadonlySet<string>) => new Set([...lots].filter(lot => truth.valves.has(lot)))
  const serialsAffected = serials(truth.affected)
  return {
    badHeat: {
      lotsAffected: truth.affected,
      lotsReachable: truth.reachable,
      serialsAffected,
      serialsReachable: serials(truth.reachable),
      shippedTo: customersOf(serialsAffected, truth.customerOf),
    },
    driftLots: truth.driftLots,
  }
}

function customersOf(serials: ReadonlySet<string>, customerOf: ReadonlyMap<string, string>): Map<string, Set<string>> {
  const shipped = new Map<string, Set<string>>()
  for (const serial of serials) {
    const customer = customerOf.get(serial)
    if (!customer) continue
    shipped.set(customer, (shipped.get(customer) ?? new Set()).add(serial))
  }
  return shipped
}
