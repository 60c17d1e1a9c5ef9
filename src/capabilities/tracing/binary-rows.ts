/** PostgreSQL's binary COPY format: a signature, then rows of fields, each field its length and its bytes. */

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const HEAD_BYTES = SIGNATURE.length + 8 // flags and the length of an extension that no version has used
const NULL = -1

/** The fields of one row, in their order. */
export interface RowReader {
  /** @param whenNull taken for a field that is null */
  int4(whenNull?: number): number
  int8(whenNull?: number): number
  /** Null is NaN. */
  float8(): number
  text(): string | null
}

export class BinaryRows {
  private bytes: Buffer = Buffer.alloc(0)
  private isOpen = false
  private isDone = false
  private readonly cursor = new Cursor()
  private readonly take: (row: RowReader) => void

  constructor(take: (row: RowReader) => void) {
    this.take = take
  }

  feed(chunk: Buffer): void {
    this.bytes = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk])
    let at = this.isOpen ? 0 : this.open()
    if (at < 0) return
    for (let end = this.endOfRow(at); end >= 0; end = this.endOfRow(at)) {
      if (end === at + 2) {
        this.isDone = true
        at = end
        break
      }
      this.cursor.bytes = this.bytes
      this.cursor.at = at + 2
      this.take(this.cursor)
      at = end
    }
    this.bytes = this.bytes.subarray(at)
  }

  /** @throws when the rows broke off. */
  end(): void {
    if (!this.isDone) throw new Error('the database broke off in the middle of its rows')
  }

  private open(): number {
    if (this.bytes.length < HEAD_BYTES) return -1
    if (!this.bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new Error('these are no binary rows')
    this.isOpen = true
    return HEAD_BYTES
  }

  /** Where the row that begins here ends; -1 when it is not all here. The trailer is a row of -1 fields. */
  private endOfRow(start: number): number {
    const { bytes } = this
    if (this.isDone || start + 2 > bytes.length) return -1
    const fields = bytes.readInt16BE(start)
    let at = start + 2
    for (let field = 0; field < fields; field++) {
      if (at + 4 > bytes.length) return -1
      const length = bytes.readInt32BE(at)
      at += 4 + Math.max(0, length)
    }
    return at <= bytes.length ? at : -1
  }
}

class Cursor implements RowReader {
  bytes: Buffer = Buffer.alloc(0)
  at = 0

  int4(whenNull = Number.NaN): number {
    const length = this.length()
    if (length === NULL) return whenNull
    this.at += 4
    return this.bytes.readInt32BE(this.at - 4)
  }

  int8(whenNull = Number.NaN): number {
    const length = this.length()
    if (length === NULL) return whenNull
    this.at += 8
    return this.bytes.readInt32BE(this.at - 8) * 2 ** 32 + this.bytes.readUInt32BE(this.at - 4)
  }

  float8(): number {
    const length = this.length()
    if (length === NULL) return Number.NaN
    this.at += 8
    return this.bytes.readDoubleBE(this.at - 8)
  }

  text(): string | null {
    const length = this.length()
    if (length === NULL) return null
    this.at += length
    return this.bytes.toString('utf8', this.at - length, this.at)
  }

  private length(): number {
    this.at += 4
    return this.bytes.readInt32BE(this.at - 4)
  }
}
