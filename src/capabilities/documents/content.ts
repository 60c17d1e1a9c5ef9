/** The bytes of documents: kept once, by their hash, in parts, so that neither side ever holds a whole one. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Pool } from 'pg'
import { inTransaction } from '../../store/index.ts'
import { Problem } from '../problem.ts'
import { type FileType, fileType, SNIFFED_BYTES } from './sniff.ts'

/** A certificate of forty scanned pages has some 20 MB; a phone's photo 5. */
export const DOCUMENT_MAX = 64 * 1024 * 1024
const PART = 1024 * 1024

export interface Upload {
  name: string
  /** What the sender says of it, where he does. */
  hash?: string | undefined
  size?: number | undefined
  by: string
  at: number
}
export interface Kept {
  document: string
  mediaType: string
  size: number
}

/**
 * Takes the bytes as they come, at the sender's pace, into a file of their own; only what is whole and sound goes into the database, in one
 * transaction. Nothing stays of an upload that breaks off or is refused. @throws Problem
 */
export async function keepDocument(pool: Pool, bytes: AsyncIterable<Uint8Array>, upload: Upload): Promise<Kept> {
  if (upload.size !== undefined && upload.size > DOCUMENT_MAX) throw tooLarge()
  const folder = await mkdtemp(join(tmpdir(), `genealot-upload-${process.pid}-`))
  try {
    const path = join(folder, 'document')
    const taken = await spool(bytes, path)
    const kept = checked(taken, upload)
    await store(pool, kept, { path, upload })
    return kept
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Taken {
  document: string
  size: number
  beginning: Buffer
}

async function spool(bytes: AsyncIterable<Uint8Array>, path: string): Promise<Taken> {
  const hash = createHash('sha256')
  let size = 0
  let beginning = Buffer.alloc(0)
  const file = await open(path, 'w')
  try {
    for await (const chunk of whole(bytes)) {
      size += chunk.length
      if (size > DOCUMENT_MAX) throw tooLarge()
      hash.update(chunk)
      if (beginning.length < SNIFFED_BYTES) beginning = Buffer.concat([beginning, chunk]).subarray(0, SNIFFED_BYTES)
      await file.write(chunk)
    }
  } finally {
    await file.close()
  }
  return { document: hash.digest('hex'), size, beginning }
}

/** A connection that breaks is the sender's trouble, not ours. */
async function* whole(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem(400, 'upload-incomplete', 'The upload broke off: send the file again.')
  }
}

function checked(taken: Taken, { name, hash, size }: Upload): Kept {
  if (size !== undefined && size !== taken.size)
    throw new Problem(400, 'upload-incomplete', `${size} bytes were announced, ${taken.size} came: send the file again.`)
  const { mediaType } = typeOf(taken, name)
  if (hash !== undefined && hash !== taken.document)
    throw new Problem(
      422,
      'hash-differs',
      `The bytes have SHA-256 ${taken.document}, not ${hash}: they changed on the way; send the file again.`,
      '/sha256',
    )
  return { document: taken.document, mediaType, size: taken.size }
}

/** The same bytes again are the same document; their parts are written anew, which also mends one that was damaged. */
async function store(pool: Pool, { document, mediaType, size }: Kept, { path, upload }: { path: string; upload: Upload }): Promise<void> {
  await inTransaction(pool, async client => {
    await client.query(
      `insert into document_content (document, media_type, size, stored_at, stored_by) values ($1, $2, $3, $4, $5)
       on conflict (document) do update set size = excluded.size`,
      [document, mediaType, size, upload.at, upload.by],
    )
    await client.query('delete from document_part where document = $1', [document])
    let part = 0
    for await (const bytes of createReadStream(path, { highWaterMark: PART }))
      await client.query('insert into document_part (document, part, bytes) values ($1, $2, $3)', [document, part++, bytes])
  })
}

function typeOf({ size, beginning }: Taken, name: string): FileType {
  if (size === 0) throw new Problem(422, 'document-empty', `${name} has no bytes: choose another file.`)
  const type = fileType(beginning, name)
  if (type) return type
  throw new Problem(
    422,
    'document-type',
    `${name} is not what its name says, or a kind of file that is not kept: PDF, PNG, JPEG, WebP, GIF, TIFF, HEIC, XLSX, DOCX, DWG, DXF, STEP, CSV, JSON, XML and text are.`,
  )
}

const tooLarge = (): Problem =>
  new Problem(413, 'too-large', `A document has at most ${DOCUMENT_MAX / 1024 / 1024} MB: split it, or make the pictures smaller.`)

export async function contentOf(pool: Pool, document: string): Promise<Kept | undefined> {
  const { rows } = await pool.query({
    name: 'documents.content',
    values: [document],
    text: 'select document, media_type as "mediaType", size::float8 as size from document_content where document = $1',
  })
  return rows[0] as Kept | undefined
}

export const bytesOf = (pool: Pool, document: string): Readable => Readable.from(parts(pool, document), { objectMode: false })

async function* parts(pool: Pool, document: string): AsyncGenerator<Buffer> {
  for (let part = 0; ; part++) {
    const { rows } = await pool.query({
      name: 'documents.part',
      values: [document, part],
      text: 'select bytes from document_part where document = $1 and part = $2',
    })
    const [row] = rows as { bytes: Buffer }[]
    if (!row) return
    yield row.bytes
  }
}
