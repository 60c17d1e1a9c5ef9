/** Callers over HTTP, in a process of their own: their work must not be counted as the server's. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

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

/** What the other process says: an answer, or why there is none. */
export type Said = { readonly answers: Answers } | { readonly problem: string }

const PROGRAM = fileURLToPath(new URL(`./callers-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url))

export class Callers {
  private readonly child: ChildProcess = fork(PROGRAM, { serialization: 'advanced' })

  call(round: Round): Promise<Answers> {
    return new Promise((done, fail) => {
      const ended = (): void => fail(new Error('the callers ended before their requests were answered'))
      this.child.once('exit', ended)
      this.child.once('message', (said: Said) => {
        this.child.off('exit', ended)
        if ('answers' in said) done(said.answers)
        else fail(new Error(said.problem))
      })
      this.child.send(round)
    })
  }

  close(): void {
    this.child.kill()
  }
}
