/** What others may use of this room. */
export { NameFilter } from './name-filter.ts'
export { lotsIn, pieceOf, piecesOf } from './piece.ts'
export { readScan } from './read-scan.ts'
export type { Expected, ReadContext, ScanElement, ScanFacts, ScanReading, Syntax } from './reading.ts'
