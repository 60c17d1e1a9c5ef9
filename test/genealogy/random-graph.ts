import fc from 'fast-check'
import { LotGraph } from '../../src/genealogy/graph.ts'

export interface LinkCase {
  parent: number
  child: number
  came: number
  length: number
  until: number
  removedAfter: number
  since: number
}

const LOTS = 5
/** A lot that no link of a case leads out of or into: for a part of another. */
export const OWN = 6
const linkCase = fc.record({
  parent: fc.integer({ min: 1, max: LOTS }),
  child: fc.integer({ min: 1, max: LOTS }),
  came: fc.integer({ min: 0, max: 8 }),
  length: fc.integer({ min: -2, max: 3 }), // left before came: drawn at the load, in the child only later
  since: fc.integer({ min: 0, max: 2 }),
  until: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) }),
  removedAfter: fc.oneof({ weight: 1, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }) }),
})

/** So long that the forward columns do not tell when most links came. */
const LONG = 12 * 86_400_000 + 7
/** A few lots and links with any times: cycles, ended beliefs and removed components included. */
export const graphCase = fc.record({
  links: fc.array(linkCase, { maxLength: 11 }),
  foldAt: fc.integer({ min: 0, max: 12 }),
  unit: fc.constantFrom(1, 1, LONG),
})
export const lotCase = fc.integer({ min: 1, max: LOTS })

export function buildGraph({ links, foldAt, unit = 1 }: { links: LinkCase[]; foldAt: number; unit?: number }): LotGraph {
  const graph = new LotGraph()
  for (let lot = 1; lot <= OWN; lot++) graph.addLot(lot, { countable: true })
  let since = 1
  links.forEach((one, line) => {
    since += one.since
    const { parent, child } = one
    const came = one.came * unit
    graph.addLink({
      since,
      line,
      parent,
      child,
      came,
      left: came + one.length * unit,
      qMin: 1,
      qExp: 1,
      qMax: 1,
      drawQ: 1,
      portion: 1,
      total: 1,
      taken: 0,
      put: 0,
      draw: 0,
      ...(one.removedAfter >= 0 ? { removedAt: came + one.removedAfter * unit } : {}),
    })
    if (line === foldAt || line === foldAt + 4) graph.fold()
    // Its number is another one after a fold.
    if (one.until > 0) graph.endLink(graph.findLink(since, line, child), since + one.until)
  })
  return graph
}
