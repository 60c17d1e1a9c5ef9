/** Photos of labels and certificates, taken where the goods come in: a station attaches them to what was received at it, and to nothing else. */
import type { Pool } from 'pg'
import { z } from 'zod'
import { formatInstant, parseInstant } from '../../base/instant.ts'
import type { Outcome } from '../../ledger/writer.ts'
import { keepDocument } from '../documents/content.ts'
import { fileType, isInline, SNIFFED_BYTES } from '../documents/sniff.ts'
import { parseEvent } from '../parse.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../route.ts'

export const photoSchema = z.object({
  /** Of the attachment: the same id again is a retry. */
  id: z.uuid(),
  receipt: z.uuid(),
  kind: z.enum(['photo', 'certificate']),
  name: z.string().trim().min(1).max(200),
  at: z.string().refine(text => parseInstant(text) !== undefined, 'must be ISO 8601 with an offset'),
  by: z.string().min(1).max(100).optional(),
  site: z.string().max(100).optional(),
})
export type Photo = z.output<typeof photoSchema>

interface Sender {
  station: { site: string; code: string }
  /** A device is this station only; people with a token may attach to any receipt of the site. */
  isDevice: boolean
  via: string
}

export interface Attached {
  document: string
  status: Outcome['status']
}

/** @throws Problem where the receipt is not of this station, or the file is neither a picture nor a PDF */
export async function attachPhoto(services: Services, photo: Photo, sender: Sender, bytes: AsyncIterable<Uint8Array>): Promise<Attached> {
  const { station } = sender
  if (sender.isDevice && (await stationOfReceipt(services.pool, station.site, photo.receipt)) !== station.code)
    throw new Problem(403, 'not-allowed', `Nothing with this id was received at station ${station.code}: attach it in the office.`)
  const now = services.now()
  const { document } = await keepDocument(services.pool, pictures(bytes, photo.name), { name: photo.name, by: sender.via, at: now })
  const { id, receipt, kind, name, by } = photo
  const command = parseEvent({
    type: 'attach',
    id,
    site: station.site,
    station: station.code,
    at: formatInstant(Math.min(parseInstant(photo.at) ?? now, now)),
    ...(by === undefined ? {} : { by }),
    document,
    name,
    kind,
    to: { receipt },
  })
  const outcome = await services.record(command, sender.via)
  if (outcome.status === 'refused') throw new Problem(422, outcome.code ?? 'refused', outcome.detail ?? 'This cannot be attached.')
  return { document, status: outcome.status }
}

export const fileSchema = z.object({
  kind: z.enum(['photo', 'file']),
  name: z.string().trim().min(1).max(200),
  /** What the answer to the station's question names it by. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 small hexadecimal digits'),
  site: z.string().max(100).optional(),
})

/** The bytes of a value that a plan asks for, before the report that names them. The same again is a retry. */
export async function keepFile(
  services: Services,
  { kind, name, sha256 }: z.output<typeof fileSchema>,
  via: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ document: string }> {
  const upload = { name, hash: sha256, by: via, at: services.now() }
  const { document } = await keepDocument(services.pool, kind === 'photo' ? pictures(bytes, name) : bytes, upload)
  return { document }
}

async function stationOfReceipt(pool: Pool, site: string, id: string): Promise<string | null> {
  const { rows } = await pool.query({
    name: 'stations.receipt',
    values: [site, id],
    text: `select station from ledger where site = $1 and id = $2 and type = 'receive'`,
  })
  return (rows[0] as { station: string | null } | undefined)?.station ?? null
}

/** Refused by its beginning, before anything of it is kept. */
async function* pictures(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  let beginning = Buffer.alloc(0)
  let isChecked = false
  for await (const chunk of bytes) {
    beginning = isChecked ? beginning : Buffer.concat([beginning, chunk])
    if (isChecked) yield chunk
    else if (beginning.length >= SNIFFED_BYTES) {
      checkPicture(beginning, name)
      isChecked = true
      yield beginning
    }
  }
  if (isChecked) return
  checkPicture(beginning, name)
  yield beginning
}

function checkPicture(beginning: Buffer, name: string): void {
  const type = fileType(beginning.subarray(0, SNIFFED_BYTES), name)?.mediaType
  if (type === undefined || !(isInline(type) || type.startsWith('image/')))
    throw new Problem(422, 'document-type', `${name} is neither a picture nor a PDF: a station attaches photos and certificates only.`)
}
