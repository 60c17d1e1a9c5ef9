/**
 * The compressed genealogy as a file beside the store, so that a start need not read the tables. The ledger is the truth: a snapshot
 * that is damaged, of another make or of another ledger is not used, which costs nothing but time.
 *
 *   a line that says what it is · the arrays, one after the other · what they are (JSON) with their checksums · its length and checksum
 */
import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { FOLDED_ARRAYS, type Folded } from '../../genealogy/folded.ts'
import { bufferOf } from '../../genealogy/table.ts'
import type { UnitColumn } from '../../genealogy/units.ts'

const MAGIC = 'Genealot genealogy 9\n'
const CHUNK = 1 << 24
const TAIL_BYTES = 8

export interface Snapshot {
  readonly folded: Folded
  readonly flags: Uint8Array
  readonly units: UnitColumn
  /** What was taken in up to this position is in it. */
  readonly position: number
  /** The ledgers as they stood there; see ledgerMark. */
  readonly mark: string
}

const ARRAYS = [...FOLDED_ARRAYS, 'flags', 'units'] as const
const TYPES = {
  outStart: Uint32Array,
  outChild: Int32Array,
  outCame: Uint32Array,
  outSpan: Uint16Array,
  plain: Int32Array,
  timed: Int32Array,
  pure: Int32Array,
  dated: Int32Array,
  base: Uint32Array,
  rowStart: Uint32Array,
  rows: Uint8Array,
  linksBefore: Uint32Array,
  movementsBefore: Uint32Array,
  flags: Uint8Array,
  units: Uint8Array,
} as const

const headShape = z.strictObject({
  position: z.int(),
  mark: z.string(),
  littleEndian: z.boolean(),
  lots: z.int(),
  links: z.int(),
  movements: z.int(),
  foldedPosition: z.int(),
  pace: z.number(),
  removedLinks: z.int(),
  unitNames: z.array(z.string()),
  arrays: z.array(z.strictObject({ name: z.enum(ARRAYS), bytes: z.int(), checksum: z.int() })),
})
type Head = z.infer<typeof headShape>

export const snapshotFile = (folder: string): string => join(folder, 'genealogy.snapshot')
const isLittleEndian = (): boolean => new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** Written beside and then put in place, so that there is a whole one at any moment. */
export function writeSnapshot(folder: string, snapshot: Snapshot): void {
  const file = snapshotFile(folder)
  const beside = `${file}.${process.pid}.new`
  const descriptor = openSync(beside, 'w', 0o600)
  try {
    writeAll(descriptor, Buffer.from(MAGIC))
    const arrays = ARRAYS.map(name => ({ name, ...writeArray(descriptor, bytesOf(snapshot, name)) }))
    const head = Buffer.from(JSON.stringify(headOf(snapshot, arrays)))
    const tail = Buffer.alloc(TAIL_BYTES)
    tail.writeUInt32LE(head.length, 0)
    tail.writeUInt32LE(crc32(head), 4)
    writeAll(descriptor, head)
    writeAll(descriptor, tail)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(beside, file)
}

function headOf({ folded, units, position, mark }: Snapshot, arrays: Head['arrays']): Head {
  const { lots, links, movements, pace, removedLinks } = folded
  return {
    position,
    mark,
    littleEndian: isLittleEndian(),
    lots,
    links,
    movements,
    foldedPosition: folded.position,
    pace,
    removedLinks,
    unitNames: [...units.names],
    arrays,
  }
}

function bytesOf({ folded, flags, units }: Snapshot, name: (typeof ARRAYS)[number]): Uint8Array {
  if (name === 'units') return units.codes
  const array = name === 'flags' ? flags.subarray(0, folded.lots) : folded[name]
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

/** Piece by piece, each taken aside first: the server may mark a link as ended meanwhile, and what is written is what was summed. */
function writeArray(descriptor: number, bytes: Uint8Array): { bytes: number; checksum: number } {
  const piece = Buffer.alloc(Math.min(CHUNK, bytes.length))
  let checksum = 0
  for (let at = 0; at < bytes.length; at += CHUNK) {
    const part = bytes.subarray(at, at + CHUNK)
    piece.set(part)
    checksum = crc32(piece.subarray(0, part.length), checksum)
    writeAll(descriptor, piece.subarray(0, part.length))
  }
  return { bytes: bytes.length, checksum }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at)
}

/** Null when there is none; else the snapshot, or in a few words why it cannot be used. */
export function readSnapshot(folder: string): Snapshot | { readonly problem: string } | null {
  const file = snapshotFile(folder)
  const size = statSync(file, { throwIfNoEntry: false })?.size
  if (size === undefined) return null
  const descriptor = openSync(file, 'r')
  try {
    return readFrom(new Source(descriptor, size))
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  } finally {
    closeSync(descriptor)
  }
}

function readFrom(source: Source): Snapshot {
  if (Buffer.from(source.take(0, MAGIC.length)).toString() !== MAGIC) throw new Error('it is of another make')
  const tail = Buffer.from(source.take(source.size - TAIL_BYTES, TAIL_BYTES))
  const headLength = tail.readUInt32LE(0)
  const headBytes = source.take(source.size - TAIL_BYTES - headLength, headLength)
  if (crc32(headBytes) !== tail.readUInt32LE(4)) throw new Error('it is damaged')
  const head = headShape.parse(JSON.parse(Buffer.from(headBytes).toString()))
  if (head.littleEndian !== isLittleEndian()) throw new Error('it is from another kind of machine')
  if (head.arrays.length !== ARRAYS.length) throw new Error('it is of another make')
  const arrays = arraysOf(source, head)
  const { flags, units: codes, ...folded } = arrays
  const units = { names: head.unitNames, codes }
  const { lots, links, movements, pace, removedLinks, foldedPosition, position, mark } = head
  return { folded: { lots, links, movements, position: foldedPosition, pace, removedLinks, ...folded }, flags, units, position, mark }
}

type Arrays = Pick<Folded, (typeof FOLDED_ARRAYS)[number]> & { flags: Uint8Array; units: Uint8Array }

function arraysOf(source: Source, head: Head): Arrays {
  let at = MAGIC.length
  const read = <T>(name: (typeof ARRAYS)[number], make: new (buffer: SharedArrayBuffer | ArrayBuffer) => T): T => {
    const stated = head.arrays[ARRAYS.indexOf(name)]
    if (stated?.name !== name) throw new Error('it is of another make')
    const bytes = source.take(at, stated.bytes)
    at += stated.bytes
    if (crc32(bytes) !== stated.checksum) throw new Error(`it is damaged (${name})`)
    return new make(bytes.buffer)
  }
  return {
    outStart: read('outStart', TYPES.outStart),
    outChild: read('outChild', TYPES.outChild),
    outCame: read('outCame', TYPES.outCame),
    outSpan: read('outSpan', TYPES.outSpan),
    plain: read('plain', TYPES.plain),
    timed: read('timed', TYPES.timed),
    pure: read('pure', TYPES.pure),
    dated: read('dated', TYPES.dated),
    base: read('base', TYPES.base),
    rowStart: read('rowStart', TYPES.rowStart),
    rows: read('rows', TYPES.rows),
    linksBefore: read('linksBefore', TYPES.linksBefore),
    movementsBefore: read('movementsBefore', TYPES.movementsBefore),
    flags: read('flags', TYPES.flags),
    units: read('units', TYPES.units),
  }
}

class Source {
  readonly size: number
  private readonly descriptor: number

  constructor(descriptor: number, size: number) {
    this.descriptor = descriptor
    this.size = size
  }

  take(at: number, length: number): Uint8Array {
    if (at < 0 || at + length > this.size) throw new Error('it breaks off')
    const bytes = new Uint8Array(bufferOf(length, true))
    for (let read = 0; read < length; ) {
      const more = readSync(this.descriptor, bytes, read, Math.min(CHUNK, length - read), at + read)
      if (more === 0) throw new Error('it breaks off')
      read += more
    }
    return bytes
  }
}

export function removeSnapshot(folder: string): void {
  rmSync(snapshotFile(folder), { force: true })
}
