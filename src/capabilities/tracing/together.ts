/**
 * Questions to the database that come in together go there together: with many callers the way costs more than the answer.
 * A question is sent after it was asked, never before, so it is answered no staler than alone.
 */
interface Waiting<Q, A> {
  readonly question: Q
  readonly done: (answer: A) => void
  readonly fail: (error: unknown) => void
}

/** While so many are under way, further questions wait and then go as one: PostgreSQL works on one while the other is taken apart. */
const UNDER_WAY_MAX = 2

export class Together<Q, A> {
  private waiting: Waiting<Q, A>[] = []
  private underWay = 0
  private isCalled = false
  private readonly answer: (questions: readonly Q[]) => Promise<readonly A[]>

  /** `answer` gives an answer for each question, in their order. */
  constructor(answer: (questions: readonly Q[]) => Promise<readonly A[]>) {
    this.answer = answer
  }

  ask(question: Q): Promise<A> {
    return new Promise((done, fail) => {
      this.waiting.push({ question, done, fail })
      this.call()
    })
  }

  /** Whoever comes in the same turn of the event loop goes along. */
  private call(): void {
    if (this.isCalled || this.waiting.length === 0 || this.underWay >= UNDER_WAY_MAX) return
    this.isCalled = true
    setImmediate(() => {
      this.isCalled = false
      void this.send()
    })
  }

  private async send(): Promise<void> {
    const asked = this.waiting
    this.waiting = []
    this.underWay++
    try {
      await this.settle(asked)
    } finally {
      this.underWay--
      this.call()
    }
  }

  /** What cannot be asked at all spoils only its own answer: the others are asked once more, each for itself. */
  private async settle(asked: readonly Waiting<Q, A>[]): Promise<void> {
    try {
      const answers = await this.answer(asked.map(({ question }) => question))
      asked.forEach(({ done }, index) => done(answers[index]))
    } catch (error) {
      if (asked.length === 1) asked[0]?.fail(error)
      else for (const one of asked) await this.settle([one])
    }
  }
}
