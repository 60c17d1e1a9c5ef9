/**
 * Columns that are written anew by every weighing, in memory that is kept from one to the next: a page of memory that was never touched costs many
 * times what is written into it. Whoever has done with a column gives it back; what nobody gives back is collected like anything else.
 */
type Column = Float64Array | Uint32Array | Uint8Array

/** Of smaller columns a new one costs less than looking for an old one. */
const SMALL = 32_768
/** All that a weighing of ten million lots takes; more is given up. It is held as long as one trace follows the other: the thread forgets it half a minute after the last. */
const KEPT_BYTES_MAX = 1_200_000_000
/** Many lots of one answer may be a few more in the next. */
const ROOM = 1.25

let kept: ArrayBuffer[] = []
let keptBytes = 0
const others: (() => void)[] = []

/** Holding zeros. */
export const floats = (length: number): Float64Array => cleared(Float64Array, length)
export const wholes = (length: number): Uint32Array => cleared(Uint32Array, length)
export const bytes = (length: number): Uint8Array => cleared(Uint8Array, length)
/** Holding anything: for whoever writes every value before it is read. */
export const anyFloats = (length: number): Float64Array => over(Float64Array, length).column
export const anyWholes = (length: number): Uint32Array => over(Uint32Array, length).column
export const anyBytes = (length: number): Uint8Array => over(Uint8Array, length).column

/** Columns may share memory. */
export function giveBack(...columns: readonly Column[]): void {
  for (const buffer of new Set(columns.map(column => column.buffer))) {
    if (!(buffer instanceof ArrayBuffer) || buffer.byteLength < SMALL || keptBytes + buffer.byteLength > KEPT_BYTES_MAX) continue
    kept.push(buffer)
    keptBytes += buffer.byteLength
  }
}

/** Nothing is going to be weighed for a while. */
export function forgetKept(): void {
  kept = []
  keptBytes = 0
  for (const forget of others) forget()
}

/** For what is kept elsewhere. */
export const whenForgotten = (forget: () => void): void => void others.push(forget)

interface Made<C extends Column> {
  new (buffer: ArrayBuffer, from: number, length: number): C
  readonly BYTES_PER_ELEMENT: number
}

function cleared<C extends Column>(type: Made<C>, length: number): C {
  const { column, isUsed } = over(type, length)
  if (isUsed) column.fill(0)
  return column
}

function over<C extends Column>(type: Made<C>, length: number): { column: C; isUsed: boolean } {
  const size = length * type.BYTES_PER_ELEMENT
  const buffer = size < SMALL ? undefined : fitting(size)
  if (buffer) return { column: new type(buffer, 0, length), isUsed: true }
  const room = size < SMALL ? size : Math.ceil((size * ROOM) / 8) * 8
  return { column: new type(new ArrayBuffer(room), 0, length), isUsed: false }
}

/** The smallest that is large enough, if it is not much too large. */
function fitting(size: number): ArrayBuffer | undefined {
  let best = -1
  for (let i = 0; i < kept.length; i++) {
    const { byteLength } = kept[i]
    if (byteLength >= size && byteLength <= size * 2 && (best < 0 || byteLength < kept[best].byteLength)) best = i
  }
  if (best < 0) return undefined
  const [buffer] = kept.splice(best, 1)
  keptBytes -= buffer.byteLength
  return buffer
}
