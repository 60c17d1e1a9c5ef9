/** Something asked for is not there, or the request itself is malformed: answers that are not refusals of an event. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly pointer: string | undefined
  /** Further members of the problem document. */
  readonly more: object | undefined
  constructor(status: number, code: string, detail: string, pointer?: string, more?: object) {
    super(detail)
    this.status = status
    this.code = code
    this.pointer = pointer
    this.more = more
  }
}

export const notFound = (what: string): Problem => new Problem(404, 'not-found', what)
