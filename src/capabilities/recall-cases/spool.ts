/** Lists of a case on their way into its package: each a file of lines of JSON, so that none of them is ever whole in memory. */
import { createReadStream, existsSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'

/** So many rows are handed on at a time. */
export const ROWS_AT_ONCE = 1000

export class Spool {
  readonly folder: string
  private readonly counts = new Map<string, number>()

  constructor(folder: string) {
    this.folder = folder
  }

  async add(list: string, rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return
    this.counts.set(list, this.count(list) + rows.length)
    await appendFile(spooled(this.folder, list), rows.map(row => `${JSON.stringify(row)}\n`).join(''))
  }

  count(list: string): number {
    return this.counts.get(list) ?? 0
  }
}

export const spooled = (folder: string, list: string): string => join(folder, `${list}.jsonl`)

/** The lines of a list, many at a time; none where nothing was ever added to it. */
export async function* linesOf(folder: string, list: string): AsyncGenerator<string[]> {
  const file = spooled(folder, list)
  if (!existsSync(file)) return
  let rest = ''
  let lines: string[] = []
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
    const parts = (rest + String(chunk)).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
    for (; lines.length >= ROWS_AT_ONCE; lines = lines.slice(ROWS_AT_ONCE)) yield lines.slice(0, ROWS_AT_ONCE)
  }
  if (lines.length > 0) yield lines
}
