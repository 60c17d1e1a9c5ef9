/**
 * Reads what PostgreSQL sends by COPY in its binary format, where it arrives: a message is a row, and its fields are read from the very bytes that came in,
 * with nothing made for a row on the way. While rows come, the connection's own reader is put aside.
 */
import type pg from 'pg'

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

type Listener = (chunk: Buffer) => void

class CopyOut implements pg.Submittable {
  private readonly statement: string
  private readonly take: (row: Row) => void
  private readonly told: Told
  private readonly row = new Row()
  private stream: NodeJS.ReadableStream | undefined
  private aside: Listener | undefined
  private rest: Buffer = Buffer.alloc(0)
  private isOpen = false
  private isDone = false
  private problem: Error | undefined

  constructor(statement: string, take: (row: Row) => void, told: Told) {
    this.statement = statement
    this.take = take
    this.told = told
  }

  submit(connection: pg.Connection): void {
    this.stream = connection.stream
    const [aside, ...others] = this.stream.listeners('data') as Listener[]
    if (aside === undefined || others.length > 0) throw new Error('the connection is read by somebody else')
    this.aside = aside
    this.stream.removeListener('data', aside)
    this.stream.on('data', this.hear)
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

  private readonly hear = (chunk: Buffer): void => {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let at = 0
    while (at + MESSAGE_BYTES <= bytes.length) {
      const kind = bytes[at]
      if (kind !== COPY_DATA && kind !== COPY_DONE && !PASSED_OVER.has(kind ?? 0)) return this.giveBack(bytes.subarray(at))
      const end = at + 1 + view.getUint32(at + 1)
      if (end > bytes.length) break
      if (kind === COPY_DATA) this.hearRow(view, at + MESSAGE_BYTES, end)
      at = end
    }
    this.rest = bytes.subarray(at)
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

  /** The connection's own reader goes on with what is left. */
  private giveBack(left?: Buffer): void {
    const { stream, aside } = this
    if (!stream || !aside) return
    this.aside = undefined
    stream.removeListener('data', this.hear)
    stream.on('data', aside)
    if (left && left.length > 0) aside(left)
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

function isThere(bytes: Buffer, view: DataView, at: number, length: number): boolean {
  if (bytes.length !== length) return false
  for (let i = 0; i < length; i++) if (bytes[i] !== view.getUint8(at + i)) return false
  return true
}
