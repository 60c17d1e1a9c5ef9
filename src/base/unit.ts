/**
 * Units that count pieces: a quantity of them is a whole number of things. Codes as people write them and as UN/ECE Recommendation 20 has them. A roll, reel, sheet, box or
 * bottle is used in part every day, so half of one is a quantity; of a set some part is missing, and it is none.
 */
const COUNTING: ReadonlySet<string> = new Set([
  'ea',
  'each',
  'pc',
  'pce',
  'pcs',
  'piece',
  'pieces',
  'st',
  'stk',
  'unit',
  'units',
  'c62',
  'h87',
  'set',
])

export const isCountable = (unit: string): boolean => COUNTING.has(unit.toLowerCase())
