import { isCountable, type StationInput } from '../../../client/index.ts'
import { typedDecimal } from '../../../words/decimal.ts'

/** The numbers that can be meant by what was typed: two where the foreign mark may part thousands, none where a part of a counted thing is. */
export function meantBy(typed: string, mark: string, { kind, unit = '' }: Pick<StationInput, 'kind' | 'unit'>): string[] {
  const read = typedDecimal(typed, mark)
  const meant = 'ways' in read ? read.ways : [read.value]
  return kind === 'quantity' && isCountable(unit) ? meant.filter(isWhole) : [...meant]
}

const isWhole = (value: string): boolean => !/\.\d*[1-9]/.test(value)
