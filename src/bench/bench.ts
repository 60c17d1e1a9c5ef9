import type { BenchQuestion } from '../cli/doors.ts'
import type { Progress, Store } from '../store/index.ts'

/** The product, started on a store that the benchmark holds. */
export interface BenchServer {
  readonly url: string
  readonly key: string
  /** Ends the server; the store stays open. */
  close(): Promise<void>
}

export type Serve = (store: Store, folder: string, onProgress: Progress) => Promise<BenchServer>

/** What a benchmark is called with. */
export interface Bench extends BenchQuestion {
  readonly serve: Serve
}
