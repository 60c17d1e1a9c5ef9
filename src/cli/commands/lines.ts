/** Cuts a stream of bytes into batches of whole lines. */
import { PassThrough, type Readable } from 'node:stream'

export interface Batch {
  /** Without line ends; blank ones are left out. */
  lines: string[]
  /** The line in the file that each one stands on, from 1. */
  numbers: number[]
  /** Bytes read so far, these lines included. */
  bytes: number
}

export const LINES_MAX = 2000
const BYTES_MAX = 4 * 1024 * 1024
const BUFFER_BYTES = 1024 * 1024

/**
 * While a batch is on its way the next lines gather in the buffer: a file goes in full batches, and what trickles in through a pipe
 * is sent as soon as it is there. Bytes are cut at newlines only: a line separator of Unicode may stand inside a JSON text.
 */
export async function* batchesOf(source: Readable): AsyncGenerator<Batch> {
  const cutter = new Cutter()
  for await (const chunk of buffered(source)) yield* cutter.take(chunk as Buffer)
  yield* cutter.end()
}

function buffered(source: Readable): Readable {
  const buffer = new PassThrough({ readableHighWaterMark: BUFFER_BYTES })
  source.on('error', error => buffer.destroy(error))
  return source.pipe(buffer)
}

class Cutter {
  private rest: Buffer[] = []
  private line = 0
  private bytes = 0
  private batch: Batch = { lines: [], numbers: [], bytes: 0 }
  private batchBytes = 0

  take(chunk: Buffer): Batch[] {
    const batches: Batch[] = []
    let from = 0
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      this.add(chunk.subarray(from, to), 1)
      from = to + 1
      if (this.batch.lines.length >= LINES_MAX || this.batchBytes >= BYTES_MAX) batches.push(this.cut())
    }
    if (from < chunk.length) this.rest.push(chunk.subarray(from))
    return [...batches, ...this.last()]
  }

  end(): Batch[] {
    if (this.rest.length > 0) this.add(Buffer.alloc(0), 0)
    return this.last()
  }

  private last(): Batch[] {
    return this.batch.lines.length > 0 ? [this.cut()] : []
  }

  private add(end: Buffer, newline: number): void {
    const whole = this.rest.length === 0 ? end : Buffer.concat([...this.rest, end])
    this.rest = []
    this.line += 1
    this.bytes += whole.length + newline
    const text = whole.toString('utf8')
    if (text.trim() === '') return
    this.batch.lines.push(text.endsWith('\r') ? text.slice(0, -1) : text)
    this.batch.numbers.push(this.line)
    this.batchBytes += whole.length
  }

  private cut(): Batch {
    const batch = { ...this.batch, bytes: this.bytes }
    this.batch = { lines: [], numbers: [], bytes: 0 }
    this.batchBytes = 0
    return batch
  }
}
