/** What a first look found, in columns and counted. Pure; it runs in the thread that walked. */
import { CALL, type Glance, GONE, glance, LIES, REACHED, type Tally, tallyOf } from '../../genealogy/glance.ts'
import type { LotGraph } from '../../genealogy/graph.ts'
import type { Reach } from '../../genealogy/reach.ts'

export interface Seen extends Glance {
  readonly links: number
  /** The lots that are reached, those that lie somewhere, were shipped, or are gone. */
  readonly tallies: Readonly<Record<'reached' | 'lies' | 'call' | 'gone', Tally>>
}

export function seenBy(graph: LotGraph, reached: Reach): Seen {
  const seen = glance(graph, reached)
  const tallies = { reached: tallyOf(seen, REACHED), lies: tallyOf(seen, LIES), call: tallyOf(seen, CALL), gone: tallyOf(seen, GONE) }
  return { ...seen, links: reached.links, tallies }
}
