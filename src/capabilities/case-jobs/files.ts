/** Where the files that were made lie: in the data directory of this server, under the id of their job. None is there before it is whole. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '../problem.ts'
import type { Services } from '../route.ts'

/** So long a file is kept; it can always be made again. */
export const KEPT_DAYS = 7

/** @throws Problem where this server has no directory to keep a file in */
export function folderOf({ folder }: Services): string {
  if (folder === undefined)
    throw new Problem(503, 'unavailable', 'This server has no data directory to keep its files and its signing key in: ask one that has.')
  return join(folder, 'files')
}

export const fileOf = (folder: string, id: string): string => join(folder, id)
/** What is being made of it: begun anew when a job is taken up again. */
export const partOf = (folder: string, id: string): string => join(folder, `${id}.part`)
export const spoolOf = (folder: string, id: string): string => join(folder, `${id}.spool`)

/** Nothing of an attempt before. */
export async function emptied(folder: string, id: string): Promise<{ part: string; spool: string }> {
  const [part, spool] = [partOf(folder, id), spoolOf(folder, id)]
  await forget(folder, id)
  await mkdir(spool, { recursive: true })
  return { part, spool }
}

export interface FileMade {
  name: string
  size: number
  sha256: string
}

/** On the disk for good, and only then under its name. */
export async function appear(folder: string, id: string, name: string): Promise<FileMade> {
  const part = partOf(folder, id)
  const handle = await open(part, 'r+')
  await handle.sync().finally(() => handle.close())
  const made = { name, size: (await stat(part)).size, sha256: await hashOf(part) }
  await rename(part, fileOf(folder, id))
  await rm(spoolOf(folder, id), { recursive: true, force: true })
  return made
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(part as Buffer)
  return hash.digest('hex')
}

export async function forget(folder: string, id: string): Promise<void> {
  for (const path of [fileOf(folder, id), partOf(folder, id), spoolOf(folder, id)]) await rm(path, { recursive: true, force: true })
}

/** What no job answers for any more: a server was ended between the two. */
export async function sweep(folder: string, known: ReadonlySet<string>): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const id = name.replace(/\.(part|spool)$/, '')
    if (!known.has(id)) await rm(join(folder, name), { recursive: true, force: true })
  }
}
