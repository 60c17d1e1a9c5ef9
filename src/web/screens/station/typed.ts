import { isCountable, type StationInput } from '../../../client/index.ts'
import { amountsMeant } from '../../../words/decimal.ts'

type Asked = Pick<StationInput, 'kind' | 'unit'>

/** Of counted things there is no part. */
export const isWhole = ({ kind, unit = '' }: Asked): boolean => kind === 'quantity' && isCountable(unit)

/** The numbers that can be meant by what was typed at the pad. */
export const meantBy = (typed: string, mark: string, asked: Asked): string[] => amountsMeant(typed, mark, isWhole(asked))
