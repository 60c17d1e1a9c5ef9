/** A department at work: it yields the instant (ms) at which it goes on, and ends when it returns. */
export type Activity = Generator<number, void, void>

interface Appointment {
  at: number
  order: number
  activity: Activity
}

/** Who goes on next: a binary heap by instant, ties in the order in which they were made, so that a seed decides everything. */
export class Schedule {
  readonly #heap: Appointment[] = []
  #order = 0

  add(at: number, activity: Activity): void {
    this.#heap.push({ at, order: this.#order++, activity })
    this.#rise(this.#heap.length - 1)
  }

  nextAt(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY
  }

  /** Lets the first in line work until its next appointment. `onWake` sets the clock before it does. */
  advance(onWake: (at: number) => void): void {
    const { at, activity } = this.#takeFirst()
    onWake(at)
    const step = activity.next()
    if (!step.done) this.add(Math.max(step.value, at), activity)
  }

  #takeFirst(): Appointment {
    const first = this.#at(0)
    const last = this.#heap.pop()
    if (last && this.#heap.length > 0) {
      this.#heap[0] = last
      this.#sink(0)
    }
    return first
  }

  #at(index: number): Appointment {
    const appointment = this.#heap[index]
    if (!appointment) throw new Error('the schedule is empty')
    return appointment
  }

  #before(a: number, b: number): boolean {
    const [left, right] = [this.#at(a), this.#at(b)]
    return left.at < right.at || (left.at === right.at && left.order < right.order)
  }

  #swap(a: number, b: number): void {
    const held = this.#at(a)
    this.#heap[a] = this.#at(b)
    this.#heap[b] = held
  }

  #rise(index: number): void {
    for (let child = index; child > 0; ) {
      const parent = (child - 1) >> 1
      if (!this.#before(child, parent)) return
      this.#swap(child, parent)
      child = parent
    }
  }

  #sink(index: number): void {
    for (let parent = index; ; ) {
      const children = [2 * parent + 1, 2 * parent + 2].filter(child => child < this.#heap.length)
      const least = children.reduce((best, child) => (this.#before(child, best) ? child : best), parent)
      if (least === parent) return
      this.#swap(parent, least)
      parent = least
    }
  }
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export interface Shift {
  /** 0 is Sunday. */
  days: readonly number[]
  from: number
  to: number
}

/** Machines run around the clock; people at the dock and on the assembly lines go home. Hours are UTC. */
export const DOCK: Shift = { days: [1, 2, 3, 4, 5], from: 6, to: 18 }
export const ASSEMBLY: Shift = { days: [0, 1, 2, 3, 4, 5, 6], from: 4, to: 23 }

export function openAt(at: number, shift: Shift): boolean {
  const date = new Date(at)
  const hour = date.getUTCHours()
  return shift.days.includes(date.getUTCDay()) && hour >= shift.from && hour < shift.to
}

/** The first quarter of an hour at or after `at` in which the shift works. */
export function nextOpen(at: number, shift: Shift): number {
  let instant = at
  while (!openAt(instant, shift)) instant += 15 * MINUTE
  return instant
}
