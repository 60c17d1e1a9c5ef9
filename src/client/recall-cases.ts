/** Working a recall case: lists of identifiers. */
import type { IdentifierCheck, ListRead } from './recall-shapes.ts'
import type { Transport } from './transport.ts'

const api = '/api/v1'

export function recallCases(door: Transport) {
  return {
    checkIdentifiers: (body: { site?: string; lines: string[]; already?: { material?: string; number: string }[] }) =>
      door.json<IdentifierCheck>({ method: 'POST', path: `${api}/identifiers`, body }),
    readList: (content: Uint8Array<ArrayBuffer>, column?: string) =>
      door.json<ListRead>({
        method: 'POST',
        path: `${api}/identifiers/files`,
        query: { column },
        raw: { type: 'application/octet-stream', content },
      }),
  }
}
