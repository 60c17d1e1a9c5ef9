/** A line of NDJSON that is no JSON: it is answered in its place and spoils nobody else's. */
export class Unreadable {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}
