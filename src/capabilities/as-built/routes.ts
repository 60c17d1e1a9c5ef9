import { idOf } from '../lots/routes.ts'
import { Document, type Route, route, type Services } from '../route.ts'
import { asBuiltDocument } from './document.ts'
import { asBuilt } from './record.ts'

export function asBuiltRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/lots/:id/as-built',
      role: 'reader',
      summary: 'The whole record of one lot or serial; as a document with Accept: application/pdf',
      handle: async ({ params, accept }) => {
        const record = await asBuilt(services, idOf(params))
        if (!wantsPdf(accept)) return record
        return new Document(
          'application/pdf',
          await asBuiltDocument(record, services.now()),
          `as-built ${record.lot.material} ${record.lot.number}.pdf`,
        )
      },
    }),
  ]
}

/** A browser that takes anything is given JSON: only who names the type gets the document. */
const wantsPdf = (accept: string): boolean => accept.toLowerCase().includes('application/pdf')
