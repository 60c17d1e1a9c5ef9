export type { ImportedRow, ImportOptions, ImportSummary, RecordedResult } from './import-document.ts'
export { importDocument } from './import-document.ts'
export { knownNames, ordersOnRecord } from './queries.ts'
