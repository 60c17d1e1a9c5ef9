import type { SeedPart } from './part.ts'

/** A trace starts here; `after` (forward only) limits it to what was in the lot at that time or came later, `part` to some of the lot. */
export interface Seed {
  readonly lot: number
  readonly after?: number
  /** Forward only, and then instead of `after`. */
  readonly part?: SeedPart
}

export interface ReachQuery {
  readonly direction: 'forward' | 'back'
  readonly seeds: readonly Seed[]
  /** Position of the ledger the question is asked against; left out: now. */
  readonly asKnownAt?: number | undefined
  /** What if these did not exist: lots that nothing may pass, links that nothing may follow. */
  readonly blocked?: { readonly lots?: ReadonlySet<number>; readonly links?: ReadonlySet<number> } | undefined
  /** Nothing but these is reached: for whoever asks about a few lots and knows all they are made of. */
  readonly within?: { has(lot: number): boolean } | undefined
  /** Also count the links on the shortest chain to each lot; costs a second pass. */
  readonly steps?: boolean
}
