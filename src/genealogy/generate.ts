import { LotGraph } from './graph.ts'

export interface PlantSize {
  readonly lots: number
  readonly linksPerLot: number
  /** Product lines share no lots; a trace from the first lot of a line reaches about 1/lines of all lots. */
  readonly lines: number
}

export interface GeneratedLink {
  readonly parent: number
  readonly child: number
  readonly came: number
  readonly left: number
}

/** Lots of a line that a new lot may draw from: about what a line has in stock. */
const STOCK_LOTS = 2000
const MINUTE_MS = 60_000

/**
 * A plant for measuring: lots in the order they were made, each drawn from lots of its line made shortly before. The
 * same size always gives the same plant, so that two stores can be measured on the same links.
 */
export function eachGeneratedLink({ lots, linksPerLot, lines }: PlantSize, visit: (link: GeneratedLink) => void): void {
  let state = 20260301
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  for (let child = lines + 1; child <= lots; child++) {
    const inLine = Math.min(STOCK_LOTS, Math.floor((child - 1) / lines))
    for (let i = 0; i < linksPerLot; i++) {
      const parent = child - lines * (1 + random(inLine))
      const made = child * MINUTE_MS
      visit({ parent, child, came: made - random(10) * MINUTE_MS, left: made })
    }
  }
}

/** The lot to trace from: the first of the first line. */
export const GENERATED_SEED = 1

export function generateGraph(size: PlantSize): LotGraph {
  const graph = new LotGraph()
  graph.reserve({ lots: size.lots, links: size.lots * size.linksPerLot, movements: size.lots * (size.linksPerLot + 1) })
  for (let lot = 1; lot <= size.lots; lot++) graph.addLot(lot, { countable: true })
  for (let lot = 1; lot <= size.lines; lot++) {
    graph.addMovement({ since: lot, line: 0, lot, kind: 'received', delta: 100, at: lot * MINUTE_MS })
  }
  let line = 0
  eachGeneratedLink(size, ({ parent, child, came, left }) => {
    graph.addMovement({ since: child, line, lot: parent, kind: 'consumed', delta: -10, at: left })
    graph.addLink({
      since: child,
      line,
      parent,
      child,
      qMin: 10,
      qExp: 10,
      qMax: 10,
      drawQ: 10,
      portion: 100,
      total: 100,
      came,
      left,
      taken: child,
      put: child,
      draw: line,
    })
    if (++line < size.linksPerLot) return
    graph.addMovement({ since: child, line, lot: child, kind: 'produced', delta: 100, at: child * MINUTE_MS })
    line = 0
  })
  graph.fold()
  return graph
}
