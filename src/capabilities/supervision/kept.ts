/** Answers that many ask for at once: one reckoning per state of the ledger, and none so often that it keeps the store busy. */

interface Answer {
  position: number
  at: number
  tookMs: number
  value: Promise<unknown>
}

/** Ages go on where nothing is recorded, so an answer is not kept for ever. */
const AGE_MAX_MS = 30_000
/** Where reckoning takes long, an answer may be as old as this many times what it took. */
const AGE_PER_COST = 8
const QUICK_MS = 100
const ANSWERS_MAX = 200

export class Kept {
  private readonly answers = new Map<string, Answer>()

  get<T>(key: string, position: number, reckon: () => Promise<T>): Promise<T> {
    const known = this.answers.get(key)
    if (known && this.isGood(known, position)) return known.value as Promise<T>
    if (this.answers.size >= ANSWERS_MAX) this.answers.clear()
    const began = performance.now()
    const answer: Answer = { position, at: began, tookMs: 0, value: Promise.resolve() }
    const value = reckon().finally(() => {
      answer.tookMs = performance.now() - began
      answer.at = performance.now()
    })
    answer.value = value
    value.catch(() => this.answers.delete(key))
    this.answers.set(key, answer)
    return value
  }

  private isGood({ position, at, tookMs }: Answer, asked: number): boolean {
    const age = performance.now() - at
    if (position === asked) return age < AGE_MAX_MS
    return tookMs > QUICK_MS && age < tookMs * AGE_PER_COST
  }
}
