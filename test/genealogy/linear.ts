/** The most of a linear programme with constraints `rows · x <= limits`, x >= 0, limits >= 0: the simplex method, Bland's rule. For a few dozen unknowns. */
export function mostOf(value: readonly number[], rows: readonly (readonly number[])[], limits: readonly number[]): number {
  const width = value.length + rows.length
  const table = rows.map((row, i) => [...row, ...rows.map((_, j) => (i === j ? 1 : 0)), limits[i]])
  const price = [...value.map(one => -one), ...rows.map(() => 0), 0]
  const basis = rows.map((_, i) => value.length + i)
  for (;;) {
    const column = price.slice(0, width).findIndex(one => one < -EPSILON)
    if (column < 0) return price[width]
    const row = leaving(table, basis, column)
    if (row < 0) return Infinity
    pivot([...table, price], row, column)
    basis[row] = column
  }
}

const EPSILON = 1e-9

function leaving(table: readonly number[][], basis: readonly number[], column: number): number {
  let [found, least] = [-1, Infinity]
  table.forEach((row, i) => {
    const [step, limit] = [row[column], row[row.length - 1]]
    if (step <= EPSILON) return
    const ratio = limit / step
    if (ratio < least - EPSILON || (ratio < least + EPSILON && basis[i] < basis[found])) [found, least] = [i, ratio]
  })
  return found
}

function pivot(rows: readonly number[][], row: number, column: number): void {
  const chosen = rows[row]
  const by = chosen[column]
  for (let at = 0; at < chosen.length; at++) chosen[at] = chosen[at] / by
  for (const other of rows) {
    const times = other[column]
    if (other === chosen || times === 0) continue
    for (let at = 0; at < other.length; at++) other[at] = other[at] - times * chosen[at]
  }
}
