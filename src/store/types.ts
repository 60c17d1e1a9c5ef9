import type { CustomTypesConfig } from 'pg'
import pg from 'pg'

const INT8 = 20
const INT8_ARRAY = 1016

/** Whole numbers stay exact: a number where it can be one, otherwise a bigint. Counters never get there, sums might. */
export function parseInt8(text: string): number | bigint {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : BigInt(text)
}

/** PostgreSQL writes an array of whole numbers as {1,2,NULL}; only one dimension is used here. */
const parseInt8Array = (text: string): (number | bigint | null)[] =>
  text === '{}'
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map(entry => (entry === 'NULL' ? null : parseInt8(entry)))

/** How values leave the database: int8 as whole numbers; numeric stays text, so that no decimal passes through a float. */
export const types: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary' && oid === INT8) return parseInt8
    if (format !== 'binary' && oid === INT8_ARRAY) return parseInt8Array
    return pg.types.getTypeParser(oid, format)
  }) as CustomTypesConfig['getTypeParser'],
}
