import { isCountable, type StationInput } from '../../../client/index.ts'
import { amountsMeant } from '../../../words/decimal.ts'

/** The numbers that can be meant by what was typed at the pad. */
export const meantBy = (typed: string, mark: string, { kind, unit = '' }: Pick<StationInput, 'kind' | 'unit'>): string[] =>
  amountsMeant(typed, mark, kind === 'quantity' && isCountable(unit))
