import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { linesFor } from './capture.ts'
import { type Batch, batchesOf, LINES_MAX } from './lines.ts'

async function read(...chunks: (string | Buffer)[]): Promise<Batch[]> {
  const batches: Batch[] = []
  for await (const batch of batchesOf(Readable.from(chunks.map(chunk => Buffer.from(chunk))))) batches.push(batch)
  return batches
}

test('blank lines are left out and keep their number; the last line needs no end', async () => {
  const batches = await read('{"a":1}\r\n\n  \n{"b":2}\n{"c":3}')
  expect(batches.flatMap(batch => batch.lines)).toEqual(['{"a":1}', '{"b":2}', '{"c":3}'])
  expect(batches.flatMap(batch => batch.numbers)).toEqual([1, 4, 5])
  expect(batches.at(-1)?.bytes).toBe(28)
})

test('a line and a letter may be cut anywhere by the pipe', async () => {
  const bytes = Buffer.from('{"a":"ü\u2028鋼"}\n{"b":1}\n')
  const batches = await read(...Array.from(bytes, byte => Buffer.of(byte)))
  expect(batches.flatMap(batch => batch.lines)).toEqual(['{"a":"ü\u2028鋼"}', '{"b":1}'])
})

test('a long file goes in batches', async () => {
  const batches = await read('{}\n'.repeat(LINES_MAX * 2 + 1))
  expect(Math.max(...batches.map(batch => batch.lines.length))).toBe(LINES_MAX)
  expect(batches.reduce((sum, batch) => sum + batch.lines.length, 0)).toBe(LINES_MAX * 2 + 1)
})

test('a broken source is an error, not an end', async () => {
  const source = new Readable({
    read() {
      this.destroy(new Error('the disk is gone'))
    },
  })
  await expect(batchesOf(source).next()).rejects.toThrow('the disk is gone')
})

test('--site stands in where an event names none, and changes nothing else', () => {
  const lines = ['{"id":"1","quantity":0.10}', ' {"site":"A","id":"2"}', '{}', 'no json {', '[{"id":"3"}]']
  expect(linesFor(lines, 'B').split('\n')).toEqual(['{"site":"B","id":"1","quantity":0.10}', ...lines.slice(1)])
  expect(linesFor(lines, undefined)).toBe(lines.join('\n'))
})
