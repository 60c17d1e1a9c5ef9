export type * from '../answers/index.ts'
export { NO_REASON } from '../base/no-reason.ts'
export { add, formatQuantity, least, parseQuantity, type Quantity, QuantityError, subtract, ZERO } from '../base/quantity.ts'
export { sampleSize } from '../base/sample.ts'
export { isIn as isInSeries, readSeries, type Series } from '../base/series.ts'
export { isCountable } from '../base/unit.ts'
export { asNamed, countedSerials, isSeries, madeSerials, oneOf, serialNamed, serialsFrom } from './as-named.ts'
export {
  type Client,
  type CorrectionAsked,
  createClient,
  type ImportQuery,
  type LedgerQuery,
  type ListQuery,
  type LotQuery,
  type WipQuery,
} from './client.ts'
export type * from './drills.ts'
export { containerLabelAddress, type LabelForm, labelAddress, type PrintQuery, sheetAddress } from './labels.ts'
export type { LiveEvent, LiveState, Watch } from './live.ts'
export { newId } from './new-id.ts'
export type * from './places.ts'
export { Problem, type ProblemBody } from './problem.ts'
export type * from './questions.ts'
export type * from './scans.ts'
export type * from './stations.ts'
