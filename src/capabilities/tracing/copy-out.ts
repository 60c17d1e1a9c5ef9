/**
 * Reads what PostgreSQL sends by COPY in its binary format, where it arrives: a message is a row, and its fields are read from the very bytes that came in,
 * with nothing made for a row on the way. While rows come, the connection's own reader has nothing to do.
 */
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net'
import pg from 'pg'

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const HEAD_BYTES = SIGNATURE.length + 8 // flags and the length of an extension that no version has used
const NULL = -1
/** Kind and length of a message. */
const MESSAGE_BYTES = 5
const codeOf = (kind: string): number => kind.charCodeAt(0)
const COPY_DATA = codeOf('d')
const COPY_DONE = codeOf('c')
/** Beginning of the rows, and what the server may say at any time. */
const PASSED_OVER = new Set(['H', 'N', 'S', 'A'].map(codeOf))

/** So much that comes in at once is read at once; a row that is longer gets more. */
const INLET_BYTES = 1 << 18

/**
 * A connection whose rows come into the same memory again and again: in memory of their own, which is what a socket gives, gigabytes of them keep a processor busy with nothing
 * but finding and returning it. What is encrypted is unpacked by somebody else first, and comes as it always does.
 */
export function copyClient(options: pg.ClientConfig): pg.Client {
  const client = new pg.Client(options)
  return isEncrypted(client) ? client : new pg.Client({ ...options, stream: () => new Inlet() })
}

/** The connection knows after it has read all settings; its types do not tell. */
const isEncrypted = (client: pg.Client): boolean => !('ssl' in client) || Boolean(client.ssl)

/** Reads what it can from the beginning of what came, and answers how much that was; nothing is kept of the bytes. */
type Reader = (bytes: Buffer) => number

class Inlet extends Socket {
  reader: Reader | undefined
  private memory = Buffer.allocUnsafeSlow(INLET_BYTES)
  /** What came and has not been read yet stands at the beginning. */
  private held = 0

  constructor() {
    super(into({ buffer: () => this.room(), callback: count => this.hear(count) }))
  }

  private room(): Buffer {
    if (this.held === this.memory.length) this.memory = Buffer.concat([this.memory], this.memory.length * 2)
    return this.memory.subarray(this.held)
  }

  private hear(count: number): boolean {
    const bytes = this.memory.subarray(0, this.held + count)
    const read = this.reader?.(bytes) ?? 0
    this.held = this.reader ? bytes.length - read : 0
    this.memory.copyWithin(0, read, read + this.held)
    // Whoever reads this connection otherwise may keep what he is given.
    if (!this.reader && read < bytes.length) this.emit('data', Buffer.from(bytes.subarray(read)))
    return true
  }
}

/** A socket takes it when it is made; its types know it only of one that is connected at once. */
const into = (onread: OnReadOpts): SocketConstructorOpts & { readonly onread: OnReadOpts } => ({ onread })

/** From now on, until it is given back. */
function readInstead(stream: NodeJS.ReadableStream, reader: Reader): () => void {
  if (!(stream instanceof Inlet)) return hearInstead(stream, reader)
  stream.reader = reader
  return () => {
    stream.reader = undefined
  }
}

type Listener = (chunk: Buffer) => void

/** Of a connection that gives memory of its own with each piece; its own reader is put aside meanwhile. */
function hearInstead(stream: NodeJS.ReadableStream, reader: Reader): () => void {
  const [aside, ...others] = stream.listeners('data') as Listener[]
  if (aside === undefined || others.length > 0) throw new Error('the connection is read by somebody else')
  let rest: Buffer = Buffer.alloc(0)
  let isBack = false
  const hear = (chunk: Buffer): void => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    rest = bytes.subarray(reader(bytes))
    if (isBack && rest.length > 0) aside(rest)
  }
  stream.removeListener('data', aside)
  stream.on('data', hear)
  return () => {
    if (isBack) return
    isBack = true
    stream.removeListener('data', hear)
    stream.on('data', aside)
  }
}

/** Every row of a statement is shown in turn; what is shown is good only meanwhile. */
export function copyOut(client: pg.Client, statement: string, take: (row: Row) => void): Promise<void> {
  return new Promise((done, fail) => {
    client.query(new CopyOut(`copy (${statement}) to stdout (format binary)`, take, { done, fail }))
  })
}

interface Told {
  readonly done: () => void
  readonly fail: (error: Error) => void
}

class CopyOut implements pg.Submittable {
  private readonly statement: string
  private readonly take: (row: Row) => void
  private readonly told: Told
  private readonly row = new Row()
  private giveBack: () => void = () => undefined
  private isOpen = false
  private isDone = false
  private problem: Error | undefined

  constructor(statement: string, take: (row: Row) => void, told: Told) {
    this.statement = statement
    this.take = take
    this.told = told
  }

  submit(connection: pg.Connection): void {
    this.giveBack = readInstead(connection.stream, this.hear)
    connection.query(this.statement)
  }

  handleError(error: Error): void {
    this.giveBack()
    this.told.fail(error)
  }

  handleCommandComplete(): void {
    // Whether the rows came whole is told by their own end.
  }

  handleReadyForQuery(): void {
    if (this.problem) this.told.fail(this.problem)
    else if (!this.isDone) this.told.fail(new Error('the database broke off in the middle of its rows'))
    else this.told.done()
  }

  private readonly hear: Reader = bytes => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let at = 0
    while (at + MESSAGE_BYTES <= bytes.length) {
      const kind = bytes[at]
      if (kind !== COPY_DATA && kind !== COPY_DONE && !PASSED_OVER.has(kind ?? 0)) {
        this.giveBack()
        break
      }
      const end = at + 1 + view.getUint32(at + 1)
      if (end > bytes.length) break
      if (kind === COPY_DATA) this.hearRow(view, at + MESSAGE_BYTES, end)
      at = end
    }
    return at
  }

  /** A row that cannot be taken spoils the answer, but the connection is to be read to its end. */
  private hearRow(view: DataView, start: number, end: number): void {
    if (this.problem) return
    try {
      this.readRow(view, start, end)
    } catch (error) {
      this.problem = error instanceof Error ? error : new Error(String(error))
    }
  }

  private readRow(view: DataView, start: number, end: number): void {
    const at = this.isOpen ? start : this.open(view, start)
    if (at === end) return
    if (view.getInt16(at) === NULL) {
      this.isDone = true
      return
    }
    this.row.begin(view, at + 2)
    this.take(this.row)
    if (this.row.at !== end) throw new Error('a row is not of the fields that were asked for')
  }

  private open(view: DataView, start: number): number {
    if (!SIGNATURE.every((byte, i) => view.getUint8(start + i) === byte)) throw new Error('these are no binary rows')
    this.isOpen = true
    return start + HEAD_BYTES
  }
}

/** The fields of one row, in their order. */
export class Row {
  at = 0
  private view: DataView = new DataView(new ArrayBuffer(0))

  begin(view: DataView, at: number): void {
    this.view = view
    this.at = at
  }

  /** What is not there is not so. */
  bool(): boolean {
    if (this.isNull()) return false
    this.at += 1
    return this.view.getUint8(this.at - 1) === 1
  }

  int2(whenNull = Number.NaN): number {
    if (this.isNull()) return whenNull
    this.at += 2
    return this.view.getInt16(this.at - 2)
  }

  int4(whenNull = Number.NaN): number {
    if (this.isNull()) return whenNull
    this.at += 4
    return this.view.getInt32(this.at - 4)
  }

  int8(whenNull = Number.NaN): number {
    if (this.isNull()) return whenNull
    this.at += 8
    return this.view.getInt32(this.at - 8) * 2 ** 32 + this.view.getUint32(this.at - 4)
  }

  float8(whenNull = Number.NaN): number {
    if (this.isNull()) return whenNull
    this.at += 8
    return this.view.getFloat64(this.at - 8)
  }

  /** The nearest number there is to a decimal. */
  decimal(whenNull = Number.NaN): number {
    this.at += 4
    const length = this.view.getInt32(this.at - 4)
    if (length === NULL) return whenNull
    this.at += length
    return nearest(this.view, this.at - length)
  }

  text(): string | null {
    this.at += 4
    const length = this.view.getInt32(this.at - 4)
    return length === NULL ? null : this.textOf(length)
  }

  /** Which of these names stands there. */
  nameOf(names: Names, whenNull = NULL): number {
    this.at += 4
    const length = this.view.getInt32(this.at - 4)
    if (length === NULL && whenNull !== NULL) return whenNull
    const code = names.find(this.view, this.at, length)
    if (code < 0) throw new Error(`"${length < 0 ? '' : this.textOf(length)}" is none of ${names.all.join(', ')}`)
    this.at += length
    return code
  }

  /** A text that is mostly the same as in the row before, which is then not made anew. */
  sameText(before: SameText): string {
    this.at += 4
    const length = this.view.getInt32(this.at - 4)
    if (length === NULL) return ''
    if (!isThere(before.bytes, this.view, this.at, length)) before.be(this.textOf(length))
    else this.at += length
    return before.text
  }

  private isNull(): boolean {
    this.at += 4
    return this.view.getInt32(this.at - 4) === NULL
  }

  private textOf(length: number): string {
    this.at += length
    const { buffer, byteOffset } = this.view
    return Buffer.from(buffer as ArrayBuffer, byteOffset + this.at - length, length).toString('utf8')
  }
}

/** A few names that stand in row after row, told by their bytes. */
export class Names {
  readonly all: readonly string[]
  private readonly bytes: readonly Buffer[]

  constructor(all: readonly string[]) {
    this.all = all
    this.bytes = all.map(name => Buffer.from(name))
  }

  /** Its place among them, or -1. */
  find(view: DataView, at: number, length: number): number {
    for (let code = 0; code < this.bytes.length; code++) if (isThere(this.bytes[code], view, at, length)) return code
    return -1
  }
}

/** The text of the row before. */
export class SameText {
  text = ''
  bytes: Buffer = Buffer.alloc(0)

  be(text: string): void {
    this.text = text
    this.bytes = Buffer.from(text)
  }
}

function isThere(bytes: Buffer, view: DataView, at: number, length: number): boolean {
  if (bytes.length !== length) return false
  for (let i = 0; i < length; i++) if (bytes[i] !== view.getUint8(at + i)) return false
  return true
}

// ---- decimals -------------------------------------------------------------------------------------------------------------------

// As PostgreSQL sends a numeric: how many digits, the power of the first, the sign, how many places are shown; then the digits, of four decimal ones each.
const [WEIGHT_AT, SIGN_AT, DIGITS_AT] = [2, 4, 8]
const [PLUS, MINUS] = [0, 0x4000]
const DIGIT = 10_000
const DIGIT_PLACES = 4
/** Powers of ten that a number is exactly. */
const TENS = Array.from({ length: 23 }, (_, power) => 10 ** power)

/** Two whole numbers that are exact, and so one rounding, to the nearest; where they are too large for that, by their decimal digits. */
function nearest(view: DataView, at: number): number {
  const sign = view.getUint16(at + SIGN_AT)
  if (sign !== PLUS && sign !== MINUS) return Number.NaN
  const digits = view.getUint16(at)
  let whole = 0
  for (let i = 0; i < digits; i++) whole = whole * DIGIT + view.getUint16(at + DIGITS_AT + 2 * i)
  const power = (view.getInt16(at + WEIGHT_AT) + 1 - digits) * DIGIT_PLACES
  const unit = TENS[Math.abs(power)]
  const isExact = whole <= Number.MAX_SAFE_INTEGER && unit !== undefined
  const size = isExact ? (power < 0 ? whole / unit : whole * unit) : Number(`${digitsOf(view, at, digits)}e${power}`)
  return sign === MINUS ? -size : size
}

const digitsOf = (view: DataView, at: number, digits: number): string =>
  Array.from({ length: digits }, (_, i) => String(view.getUint16(at + DIGITS_AT + 2 * i)).padStart(DIGIT_PLACES, '0')).join('')
