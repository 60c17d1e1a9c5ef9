import { Rooms } from './rooms.ts'

interface Kept {
  readonly position: number
  readonly lots: { readonly length: number }
  /** The memory it stands in, where it is to be given back. */
  readonly room?: SharedArrayBuffer | null
}

const PAGES_KEPT = 4
/** About two hundred bytes each. */
const LOTS_KEPT = 1_500_000
const keyOf = (request: object, position: number): string => `${position} ${JSON.stringify(request)}`

/**
 * The last few answers, for whoever reads them page by page. An answer that is gone is simply worked out again at its position. Its memory is given
 * back when it is no longer kept and nobody is writing a page of it.
 */
export class Pages<Answer extends Kept> {
  readonly rooms = new Rooms()
  private readonly kept = new Map<string, Answer>()
  /** How many are writing a page of it. */
  private readonly writing = new Map<Answer, number>()

  get(request: object, position: number): Answer | undefined {
    return this.kept.get(keyOf(request, position))
  }

  /** Answers what is to be called when the page was written. */
  keep(request: object, answer: Answer): () => void {
    const key = keyOf(request, answer.position)
    const before = this.kept.get(key)
    this.kept.delete(key)
    this.kept.set(key, answer)
    this.writing.set(answer, (this.writing.get(answer) ?? 0) + 1)
    if (before && before !== answer) this.giveBack(before)
    for (const [oldest, other] of this.kept) {
      if (!this.isTooMuch() || oldest === key) continue
      this.kept.delete(oldest)
      this.giveBack(other)
    }
    return () => this.wrote(answer, key)
  }

  private wrote(answer: Answer, key: string): void {
    const others = (this.writing.get(answer) ?? 1) - 1
    if (others > 0) this.writing.set(answer, others)
    else this.writing.delete(answer)
    if (this.kept.get(key) !== answer) this.giveBack(answer)
  }

  private giveBack(answer: Answer): void {
    if (answer.room && !this.writing.has(answer)) this.rooms.give(answer.room)
  }

  private isTooMuch(): boolean {
    const lots = [...this.kept.values()].reduce((sum, { lots }) => sum + lots.length, 0)
    return this.kept.size > PAGES_KEPT || lots > LOTS_KEPT
  }
}
