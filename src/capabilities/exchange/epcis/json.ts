/** Reading JSON of others: nothing is what it should be until it has been looked at. */
export type Record_ = { readonly [key: string]: unknown }

export const isRecord = (value: unknown): value is Record_ => typeof value === 'object' && value !== null && !Array.isArray(value)
export const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')
export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]

/** Why an event of a file cannot become events of ours: where in the event, and a sentence for whoever sent the file. */
export class Unmapped extends Error {
  readonly code: string
  readonly pointer: string
  constructor(code: string, detail: string, pointer = '') {
    super(detail)
    this.code = code
    this.pointer = pointer
  }
}
