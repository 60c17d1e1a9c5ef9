/** Working a recall case: lists of identifiers, pick lists, customers, letters, evidence. */
import type { CaseCustomers, CaseJob, CaseLetter, CasePickList, IdentifierCheck, ListRead, PickScan } from '../answers/index.ts'

import type { Transport } from './transport.ts'

const api = '/api/v1'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

interface OfSite {
  site?: string
}

export function recallCases(door: Transport) {
  const path = (recall: string, part: string): string => `${api}/recalls/${encodeURIComponent(recall)}/${part}`
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
    pickList: (recall: string, query: OfSite & { place?: string; search?: string; limit?: number; cursor?: string } = {}) =>
      door.json<CasePickList>({ path: path(recall, 'pick-list'), query: { ...query } }),
    pickListDocument: (recall: string, query: OfSite & { place?: string } = {}) =>
      door.blob({ path: path(recall, 'pick-list'), query: { ...query }, accept: 'application/pdf' }),
    scanPick: (recall: string, body: OfSite & { text: string; place?: string; id?: string; limit?: number }) =>
      door.json<PickScan>({ method: 'POST', path: path(recall, 'scans'), body }),
    caseCustomers: (
      recall: string,
      query: OfSite & {
        remindAfter?: number
        search?: string
        sort?: 'customer' | 'first' | 'lots' | 'due'
        limit?: number
        cursor?: string
      } = {},
    ) => door.json<CaseCustomers>({ path: path(recall, 'customers'), query: { ...query } }),
    caseCustomersFile: (recall: string, form: 'csv' | 'xlsx', query: OfSite = {}) =>
      door.blob({ path: path(recall, 'customers'), query: { ...query }, accept: form === 'csv' ? 'text/csv' : XLSX }),
    caseLetter: (recall: string, query: OfSite & { language?: string } = {}) =>
      door.json<CaseLetter>({ path: path(recall, 'letter'), query: { ...query } }),
    letterPreview: (recall: string, body: OfSite & { customer?: string; text: string; language?: string }) =>
      door.json<{ customer: string; subject: string; text: string } | null>({ method: 'POST', path: path(recall, 'letter/preview'), body }),
    letters: (recall: string, query: OfSite & { customer?: string } = {}) =>
      door.blob({ path: path(recall, 'letters'), query: { ...query }, accept: 'application/pdf' }),
    beginCaseFile: (recall: string, body: OfSite & { kind: 'evidence' | 'letters'; id?: string }) =>
      door.json<CaseJob>({ method: 'POST', path: path(recall, 'files'), body }),
    caseJob: (id: string) => door.json<CaseJob>({ path: `${api}/case-jobs/${encodeURIComponent(id)}` }),
    caseJobs: (subject: string, query: OfSite = {}) =>
      door.json<{ jobs: CaseJob[] }>({ path: `${api}/case-jobs`, query: { subject, ...query } }),
    /** Where a browser fetches it by itself, however large it is. */
    caseFileAddress: (id: string): string => `${api}/case-jobs/${encodeURIComponent(id)}/file`,
    caseFile: (id: string) => door.open({ path: `${api}/case-jobs/${encodeURIComponent(id)}/file`, accept: 'application/zip' }),
  }
}
