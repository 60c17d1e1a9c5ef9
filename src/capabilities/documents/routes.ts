import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { idOf } from '../lots/routes.ts'
import { notFound, Problem } from '../problem.ts'
import { type Route, route, type Services, Streamed } from '../route.ts'
import { bytesOf, contentOf, keepDocument } from './content.ts'
import { type DocumentRow, documentsOf, documentsOfLots, nameOf } from './queries.ts'
import { isInline } from './sniff.ts'

const HASH = /^[0-9a-f]{64}$/
const upload = z.object({
  name: z.string().trim().min(1).max(200),
  sha256: z.string().regex(HASH, 'must be 64 small hexadecimal digits').optional(),
})
const about = z.object({
  site: z.string().default('main'),
  target: z.enum(['lot', 'receipt', 'run', 'partner', 'material', 'shipment', 'purchaseOrder']),
  code: z.string().min(1).max(400),
})

export function documentRoutes(services: Services): Route[] {
  const { pool } = services
  return [
    route({
      method: 'POST',
      path: '/documents',
      role: 'writer',
      summary: 'Upload the bytes of a document; what it is attached to says an attach event',
      query: upload,
      streamed: true,
      status: 201,
      answer: answers.StoredDocument,
      handle: async ({ query: { name, sha256 }, stream, size, principal }) => {
        if (!stream) throw new Problem(400, 'invalid-request', 'Send the bytes of the file as the body.')
        return keepDocument(pool, stream, { name, hash: sha256, size, by: principal.name, at: services.now() })
      },
    }),
    route({
      method: 'GET',
      path: '/documents',
      role: 'reader',
      summary: 'Documents attached to one record',
      query: about,
      answer: answers.listed('documents', answers.AttachedDocument),
      handle: async ({ query }) => ({ documents: (await documentsOf(pool, query)).map(shownDocument) }),
    }),
    route({
      method: 'GET',
      path: '/documents/:document',
      role: 'reader',
      sensitive: true,
      summary: 'The bytes of a document',
      query: z.object({ download: z.stringbool().default(false) }),
      handle: async ({ params, query }) => served(services, params.document ?? '', query.download),
    }),
    route({
      method: 'GET',
      path: '/lots/:id/documents',
      role: 'reader',
      summary: 'Documents of a lot: its own, of its receipts, runs and shipments, and of its material',
      answer: answers.listed('documents', answers.AttachedDocument),
      handle: async ({ params }) => ({ documents: (await documentsOfLots(pool, [idOf(params)])).map(shownDocument) }),
    }),
  ]
}

export const shownDocument = ({ at, ...row }: DocumentRow): answers.AttachedDocument => ({ ...row, at: formatInstant(at) })

/**
 * Pictures and PDF are shown, everything else only saved. Whatever it is, the browser keeps to the type we found, and nothing in it
 * can run, load or reach this application.
 */
async function served({ pool }: Services, document: string, download: boolean): Promise<Streamed> {
  const content = HASH.test(document) ? await contentOf(pool, document) : undefined
  if (!content) throw notFound('There is no such document.')
  const { mediaType, size } = content
  const name = (await nameOf(pool, document)) ?? document
  const shown = isInline(mediaType) && !download
  return new Streamed(bytesOf(pool, document), {
    'content-type': mediaType,
    'content-length': String(size),
    'content-disposition': disposition(shown ? 'inline' : 'attachment', name),
    'content-security-policy': policyFor(mediaType),
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    // Read once more from a browser's own cache, nobody would have written it down.
    'cache-control': 'private, no-store',
    etag: `"${document}"`,
  })
}

/** A browser's own PDF viewer does not start inside a sandbox; there, everything but showing it is forbidden one by one. */
const policyFor = (mediaType: string): string =>
  mediaType === 'application/pdf'
    ? "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'; base-uri 'none'"
    : "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"

const disposition = (how: 'inline' | 'attachment', name: string): string =>
  `${how}; filename="${name.replaceAll(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, letter => `%${letter.charCodeAt(0).toString(16)}`)}`
