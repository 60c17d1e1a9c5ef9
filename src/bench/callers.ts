/** Callers over HTTP, in a process of their own. */
import { Aside } from './aside.ts'

/** One request per body, spread over so many callers, each with a kept connection and one request under way. */
export interface Round {
  readonly url: string
  readonly key: string
  /** One for all, or one for each body. */
  readonly path: string | readonly string[]
  readonly type: 'application/json' | 'application/x-ndjson'
  readonly callers: number
  readonly bodies: readonly string[]
  /** Left out: the next request goes out with the answer. Else each caller sends at this pace, and its waiting counts from when it was to send. */
  readonly everyMs?: number
  /** What every answer has to hold. */
  readonly expects: string
}

export interface Answers {
  /** From the first request to the last answer. */
  readonly ms: number
  /** Milliseconds per request, in the order of the bodies. */
  readonly latencies: Float64Array
}

export class Callers {
  private readonly aside = new Aside<Round, Answers>('callers-worker')

  call(round: Round): Promise<Answers> {
    return this.aside.ask(round)
  }

  close(): void {
    this.aside.close()
  }
}
