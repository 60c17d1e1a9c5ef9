export { type Client, createClient, type ImportQuery, type LedgerQuery, type ListQuery, type LotQuery } from './client.ts'
export { newId } from './new-id.ts'
export { Problem, type ProblemBody } from './problem.ts'
export type * from './shapes.ts'
