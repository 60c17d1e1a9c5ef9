/** Counts per factor how many of the failed and of the good lots have it: certainly, or possibly. Pure. */
import type { FactorKind } from '../../answers/index.ts'
import type { OriginsOfEach } from '../../genealogy/origins.ts'

/** Something a lot can have in common with others. What it carries beside its name is for whoever asks on. */
export interface Factor {
  readonly kind: FactorKind
  readonly name: string
  readonly lot?: number
  readonly code?: string
  readonly at?: number
}

/** Of a lot: it has this factor, surely or as one of several. */
export interface Has {
  readonly factor: number
  readonly isSure: boolean
}

/** A load counts where the lot that was loaded is among the origins as well. */
export interface HasLoad extends Has {
  readonly parent: number
}

export interface Known {
  readonly factors: readonly Factor[]
  readonly ofLot: ReadonlyMap<number, readonly Has[]>
  /** What only an origin counts for, not the compared lot itself: itself as a lot. */
  readonly asOrigin: ReadonlyMap<number, readonly Has[]>
  readonly loadsInto: ReadonlyMap<number, readonly HasLoad[]>
}

export interface Count {
  /** With the factor, certainly or possibly. */
  readonly reached: Uint32Array
  readonly certain: Uint32Array
}

/** The first `failed` targets failed, the others are good. */
export function countFactors(origins: OriginsOfEach, failed: number, known: Known): { failed: Count; good: Count } {
  const size = known.factors.length
  const [ofFailed, ofGood] = [emptyCount(size), emptyCount(size)]
  const seen = new Int32Array(size).fill(-1)
  const sure = new Int32Array(size).fill(-1)
  const targets = origins.start.length - 1
  for (let target = 0; target < targets; target++) {
    const into = target < failed ? ofFailed : ofGood
    const count = (factor: number, isSure: boolean): void => {
      if (seen[factor] !== target) into.reached[factor] = (into.reached[factor] ?? 0) + 1
      if (isSure && sure[factor] !== target) into.certain[factor] = (into.certain[factor] ?? 0) + 1
      seen[factor] = target
      if (isSure) sure[factor] = target
    }
    countTarget(originsAt(origins, target), known, count)
  }
  return { failed: ofFailed, good: ofGood }
}

const emptyCount = (size: number): Count => ({ reached: new Uint32Array(size), certain: new Uint32Array(size) })

interface Origin {
  readonly lot: number
  readonly isCertain: boolean
}

export function originsAt({ start, lots, isCertain }: OriginsOfEach, target: number): Origin[] {
  const from = start[target] ?? 0
  return Array.from({ length: (start[target + 1] ?? from) - from }, (_, index) => ({
    lot: lots[from + index] ?? 0,
    isCertain: isCertain[from + index] === 1,
  }))
}

function countTarget(origins: readonly Origin[], known: Known, count: (factor: number, isSure: boolean) => void): void {
  origins.forEach(({ lot, isCertain }, index) => {
    for (const { factor, isSure } of known.ofLot.get(lot) ?? []) count(factor, isSure && isCertain)
    if (index > 0) for (const { factor, isSure } of known.asOrigin.get(lot) ?? []) count(factor, isSure && isCertain)
  })
  if (known.loadsInto.size > 0) countLoads(origins, known, count)
}

/** Surely in the lot is a load of which some is surely in the lot itself. */
function countLoads(origins: readonly Origin[], { loadsInto }: Known, count: (factor: number, isSure: boolean) => void): void {
  const among = new Set(origins.map(({ lot }) => lot))
  origins.forEach(({ lot }, index) => {
    for (const { factor, isSure, parent } of loadsInto.get(lot) ?? []) if (among.has(parent)) count(factor, isSure && index === 0)
  })
}
