/** Where the first is that is not below this one, in a column in rising order; behind the last where all are below. */
export function firstAtLeast(sorted: Uint32Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Texts by the code of their characters: the same for every reader, and quicker than the order of a language. */
export const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
