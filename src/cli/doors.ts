/** What main hands in: everything of the product that is more than a client. */
export interface ServeOptions {
  dataDir: string
  port: number
  host?: string | undefined
  demo?: boolean | undefined
  onProgress: (line: string) => void
}

/** A server in this very process, for one command. */
export interface OpenServer {
  url: string
  key: string
  close(): Promise<void>
}

export interface BenchQuestion {
  /** Undefined: all of them. */
  name: string | undefined
  lots: number | undefined
  onProgress: (line: string) => void
}

export interface BenchReport {
  name: string
  results: BenchResult[]
}

export interface BenchResult {
  case: string
  value: number
  unit: string
  baseline: number | null
  baselineName: string | null
  /** Above 1 is better than the baseline of the same run. */
  ratio: number | null
}

export interface Doors {
  serve: (options: ServeOptions) => Promise<void>
  openInProcess: (dataDir: string, onProgress: (line: string) => void) => Promise<OpenServer>
  bench: (question: BenchQuestion) => Promise<BenchReport[]>
  version: string
}
