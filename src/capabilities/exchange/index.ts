export type { ImportOptions, ImportSummary } from './import-document.ts'
export { importDocument } from './import-document.ts'
export type { ImportedRow, RecordedResult } from './imported-row.ts'
export { knownNames, ordersOnRecord } from './queries.ts'
