import type { Certainty } from '../../../client/index.ts'

interface EndRow {
  material: string
  number: string
  quantity: string
  unit?: string
  certainty: Certainty
}

export interface Split {
  lots: number
  certain: number
  possible: number
}

/** Lots, not rows: one lot may lie at three places. A lot is certain when any of its rows is. */
export function splitOf(rows: EndRow[]): Split {
  const lots = new Map<string, boolean>()
  for (const row of rows) {
    const key = `${row.material}\u0000${row.number}`
    lots.set(key, (lots.get(key) ?? false) || row.certainty === 'certain')
  }
  const certain = [...lots.values()].filter(Boolean).length
  return { lots: lots.size, certain, possible: lots.size - certain }
}

/** Exact sums per unit, in billionths, because a float would lose the last place of a balance. */
export function sumsOf(rows: EndRow[], unitOf: (row: EndRow) => string): { unit: string; quantity: string }[] {
  const sums = new Map<string, bigint>()
  for (const row of rows) {
    const unit = unitOf(row)
    sums.set(unit, (sums.get(unit) ?? 0n) + scaled(row.quantity))
  }
  return [...sums].map(([unit, sum]) => ({ unit, quantity: unscaled(sum) })).toSorted((a, b) => Number(b.quantity) - Number(a.quantity))
}

const places = 9

export function scaled(quantity: string): bigint {
  const negative = quantity.startsWith('-')
  const [whole = '0', fraction = ''] = quantity.replace(/^[-+]/, '').split('.')
  const value = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'))
  return negative ? -value : value
}

export function unscaled(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, '0')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`
}
