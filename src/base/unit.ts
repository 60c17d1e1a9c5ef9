/** Units that count pieces: a quantity of them is a whole number of things. Codes as people write them and as UN/ECE Recommendation 20 has them. */
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
  'roll',
  'sheet',
])

export const isCountable = (unit: string): boolean => COUNTING.has(unit.toLowerCase())
