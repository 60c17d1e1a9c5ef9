/**
 * Memory that large answers are written into by the threads of the engine, and read from here. An answer of a million lots is a hundred megabytes: memory
 * that is handed over counts as the server's own, so that it stops to collect garbage each time; and memory that was never touched costs more than
 * what is written into it. So whoever says when he has done with an answer gets it in memory that is shared, and used again.
 */
const KEPT_MAX = 2

export class Rooms {
  private readonly free: SharedArrayBuffer[] = []

  /** The largest there is; a thread that needs more makes more. */
  take(): SharedArrayBuffer | null {
    return this.free.shift() ?? null
  }

  give(room: SharedArrayBuffer): void {
    this.free.push(room)
    this.free.sort((a, b) => b.byteLength - a.byteLength)
    if (this.free.length > KEPT_MAX) this.free.pop()
  }
}
