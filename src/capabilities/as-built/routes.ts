import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { fingerprintOf } from '../../base/signed-package.ts'
import { LANGUAGES } from '../../words/index.ts'
import { SETTINGS } from '../booking/records.ts'
import { idOf } from '../lots/routes.ts'
import { recordNamed } from '../materials/queries.ts'
import { Document, type Route, route, type Services } from '../route.ts'
import { XLSX } from '../workbook.ts'
import { type ApprovalMeanings, as9102 } from './as9102.ts'
import { asBuiltDocument } from './document.ts'
import { asBuiltPackage, componentsCsv } from './package.ts'
import { signatureLines } from './quality.ts'
import { eventsOn } from './queries.ts'
import { type AsBuilt, asBuilt, asBuiltOf } from './record.ts'

export function asBuiltRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/lots/:id/as-built',
      role: 'reader',
      sensitive: true,
      summary:
        'The whole record of one lot or serial; with Accept as application/pdf, its components as text/csv, or a signed package as application/zip',
      query: ofSerial.extend({ language }),
      answer: answers.AsBuilt,
      handle: async ({ params, accept, query }) => {
        const record = await recordOf(services, idOf(params), query)
        const name = `as-built ${record.lot.material} ${record.lot.number}`
        if (names(accept, 'application/pdf'))
          return new Document('application/pdf', await asBuiltDocument(record, services.now(), query.language), `${name}.pdf`)
        if (names(accept, 'application/zip'))
          return new Document('application/zip', await asBuiltPackage(services, record, query.language), `${name}.zip`)
        if (names(accept, 'text/csv')) return new Document('text/csv; charset=utf-8', componentsCsv(record), `${name}.csv`)
        return record
      },
    }),
    route({
      method: 'GET',
      path: '/lots/:id/as-built/as9102',
      role: 'reader',
      sensitive: true,
      summary: 'One lot or serial as a spreadsheet in the fields of AS9102 forms 1, 2 and 3',
      query: ofSerial,
      handle: async ({ params, query }) => {
        const id = idOf(params)
        const record = await recordOf(services, id, query)
        // Of the part itself, whenever it was: who approved a component's release has not approved the part.
        const own = await eventsOn(services.pool, { lots: [id], deadlines: [Number.MAX_SAFE_INTEGER] })
        const signed = await signatureLines(services, record.lot.site, own)
        const settings = await recordNamed(services.pool, 'settings', { site: record.lot.site, code: SETTINGS })
        const said = settings?.as9102 as ApprovalMeanings | undefined
        return new Document(
          XLSX,
          await as9102(record, signed, said, services.now()),
          `AS9102 ${record.lot.material} ${record.lot.number}.xlsx`,
        )
      },
    }),
    route({
      method: 'GET',
      path: '/signing-key',
      role: 'reader',
      summary: 'The public key with which this server signs packages, and its fingerprint',
      answer: z.strictObject({ publicKey: z.string().nullable(), fingerprint: z.string().nullable() }),
      handle: async () => {
        const publicKey = services.signer?.publicKey
        return { publicKey: publicKey ?? null, fingerprint: publicKey === undefined ? null : fingerprintOf(publicKey) }
      },
    }),
  ]
}

/** One of the series the lot stands for, that nobody has named yet. */
const ofSerial = z.object({ serial: z.string().max(100).optional() })

const language = z
  .enum(LANGUAGES.map(({ code }) => code))
  .optional()
  .describe('of what the PDF says around what was recorded')

const recordOf = (services: Services, lot: number, { serial }: z.infer<typeof ofSerial>): Promise<AsBuilt> =>
  serial === undefined ? asBuilt(services, lot) : asBuiltOf(services, lot, serial)

/** A browser that takes anything is given JSON: only who names the type gets another form. */
const names = (accept: string, type: string): boolean => accept.toLowerCase().includes(type)
