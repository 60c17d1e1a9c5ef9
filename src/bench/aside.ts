/** A process of its own that answers one question after the other: its work must not be counted as the server's. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What the other process says: an answer, or why there is none. */
export type Said<Answer> = { readonly answer: Answer } | { readonly problem: string }

export class Aside<Question extends object, Answer> {
  private readonly child: ChildProcess

  /** `program` is the file beside this one, without its ending. */
  constructor(program: string) {
    const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
    this.child = fork(fileURLToPath(new URL(`./${program}${ending}`, import.meta.url)), { serialization: 'advanced' })
  }

  ask(question: Question): Promise<Answer> {
    return new Promise((done, fail) => {
      const ended = (): void => fail(new Error('the process beside the benchmark ended before it answered'))
      this.child.once('exit', ended)
      this.child.once('message', (said: Said<Answer>) => {
        this.child.off('exit', ended)
        if ('answer' in said) done(said.answer)
        else fail(new Error(said.problem))
      })
      this.child.send(question)
    })
  }

  close(): void {
    this.child.kill()
  }
}

/** The other end: answers whatever it is asked, and says why where it cannot. */
export function answerAside<Question, Answer>(answerTo: (question: Question) => Promise<Answer>): void {
  const say = (said: Said<Answer>): void => {
    process.send?.(said)
  }
  process.on('message', (question: Question) => {
    answerTo(question).then(
      answer => say({ answer }),
      (error: unknown) => say({ problem: error instanceof Error ? error.message : String(error) }),
    )
  })
}
