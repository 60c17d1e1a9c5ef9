import type { Client } from '../../client/index.ts'
import type { Journal, KeptFile, KeptScan } from './journal.ts'
import { sha256 } from './sha256.ts'

/** How an answer names a photo or a file, alone or among what was entered for a scan. */
const named = /^(?:VALUE:)?([0-9a-f]{64})$/

/** Puts it on the disk of this device, where it outlives the tab, and says what to answer with. */
export async function keptFile(journal: Journal, kind: KeptFile['kind'], file: File): Promise<string> {
  const hash = sha256(new Uint8Array(await file.arrayBuffer()))
  await journal.keepFile({ sha256: hash, kind, name: nameOf(kind, file), content: file })
  return hash
}

/** The bytes go ahead of the answer that names them: the server records no value it has no file of. */
export async function sendFilesOf(
  { text, entered = {} }: KeptScan,
  door: { journal: Journal; client: Client; code: string },
): Promise<void> {
  for (const said of [text, ...Object.values(entered)]) await sendFileOf(said, door)
}

async function sendFileOf(text: string, { journal, client, code }: { journal: Journal; client: Client; code: string }): Promise<void> {
  const hash = named.exec(text)?.[1]
  const file = hash === undefined ? undefined : await journal.file(hash)
  if (file === undefined) return
  const { content, ...about } = file
  await client.keepAtStation(code, about, new Uint8Array(await content.arrayBuffer()))
  await journal.dropFile(file.sha256)
}

/** Some cameras give no name, and a photo is none without the ending of one. */
const nameOf = (kind: KeptFile['kind'], { name, type }: File): string =>
  name.includes('.') || kind === 'file' ? name || 'file' : `${name || 'photo'}.${type === 'image/png' ? 'png' : 'jpg'}`
