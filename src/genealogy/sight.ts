import { type LotGraph, NOW } from './graph.ts'

/** Which links a question may see: those believed at the position it is asked against, and not blocked. */
export class Sight {
  readonly known: number
  private readonly graph: LotGraph
  private readonly lots: ReadonlySet<number> | undefined
  private readonly links: ReadonlySet<number> | undefined

  constructor(graph: LotGraph, known = NOW, blocked: { readonly lots?: ReadonlySet<number>; readonly links?: ReadonlySet<number> } = {}) {
    this.graph = graph
    this.known = known
    this.lots = blocked.lots
    this.links = blocked.links
  }

  sees(link: number): boolean {
    return this.graph.believed(link, this.known) && !(this.links?.has(link) ?? false)
  }

  isBlocked(lot: number): boolean {
    return this.lots?.has(lot) ?? false
  }
}
