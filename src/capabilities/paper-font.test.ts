import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { unpackedFace } from './paper-font.ts'

const packed = readFileSync(join(import.meta.dirname, 'fonts', 'noto-sans-sc.woff'))

/** As a face sums up its tables: whole numbers of four bytes, with what its head says of the whole file left out. */
function sumOf(table: Buffer, tag: string): number {
  const whole = Buffer.concat([table, Buffer.alloc(-table.length & 3)])
  if (tag === 'head') whole.writeUInt32BE(0, 8)
  let sum = 0
  for (let at = 0; at < whole.length; at += 4) sum = (sum + whole.readUInt32BE(at)) >>> 0
  return sum
}

it('a face that is unpacked has every table whole, each where it is said to be', () => {
  const face = unpackedFace(packed)
  expect(face.length).toBe(packed.readUInt32BE(16))
  const tables = Array.from({ length: face.readUInt16BE(4) }, (_, index) => {
    const entry = 12 + index * 16
    const [sum, offset = 0, length = 0] = [4, 8, 12].map(at => face.readUInt32BE(entry + at))
    const tag = face.toString('latin1', entry, entry + 4)
    return { tag, sum, found: sumOf(face.subarray(offset, offset + length), tag) }
  })
  expect(tables.map(({ tag }) => tag)).toEqual(expect.arrayContaining(['cmap', 'glyf', 'head', 'loca']))
  expect(tables.filter(({ sum, found }) => sum !== found)).toEqual([])
})

it('what is no packed face is said to be none', () => {
  expect(() => unpackedFace(Buffer.from('not a face'))).toThrow('not packed as WOFF')
})
