/** What a trace is asked, and what it found. */
import type { LotGraph } from '../../genealogy/graph.ts'
import type { TimedReach } from '../../genealogy/reach.ts'
import type { Bounds } from '../../genealogy/share.ts'
import type { Whereabouts } from '../../genealogy/weigh.ts'
import type { AffectedLots, EndLots } from './affected.ts'
import type { FoundSeed, TraceSeed } from './seed.ts'

export interface TraceRequest {
  direction: 'forward' | 'back'
  seeds: TraceSeed[]
  asKnownAt?: string | { sequence: number; site?: string | undefined } | undefined
  includePossible?: boolean | undefined
  /** False: only which lots can be reached, which is many times as quick. */
  quantities?: boolean | undefined
  /** Lots that are known not to be affected: nothing is reached through them. */
  exclude?: TraceSeed[] | undefined
}
/** The answer before it is written out: what the engine found, cheap to keep for the next page. */
export interface Traced {
  request: TraceRequest
  graph: LotGraph
  position: number
  isNow: boolean
  site: string
  seeds: FoundSeed[]
  reached: TimedReach
  weights: Whereabouts | null
  excluded: Traced['seeds']
  /** Serials that nobody has named yet, by the series they stand in: nothing was made of them, and they are where it is. */
  unnamed: ReadonlyMap<number, readonly string[]>
  lots: AffectedLots
  /** Of a forward trace with quantities. */
  endLots: EndLots | null
  /** How much there is in all, by unit of measure; of a forward trace with quantities and with what is only possible. */
  total: ReadonlyMap<string, Bounds> | null
  links: number
  /** Lots called possible because deciding them would have cost too much. */
  undecided: number
  /** The memory it stands in, where it is to be given back. */
  room?: SharedArrayBuffer | null
}

/** What a trace found, without the genealogy it was found in: another thread can be told it. */
export type TracedLots = Omit<Traced, 'graph' | 'reached'>
