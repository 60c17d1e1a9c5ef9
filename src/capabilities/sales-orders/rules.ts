/** Ordered against what has left: pure. Lines of one material are filled in their order. */
import { least, type Quantity, subtract, ZERO } from '../../base/quantity.ts'

export interface OrderedLine {
  line: number
  material: string
  ordered: Quantity
}
export interface FilledLine extends OrderedLine {
  filled: Quantity
}

export interface Completeness {
  lines: FilledLine[]
  /** Of each material, what is on its way beyond all its lines; of a material on no line, all of it. */
  beyond: Map<string, Quantity>
  complete: boolean
}

export function completenessOf(lines: readonly OrderedLine[], there: ReadonlyMap<string, Quantity>): Completeness {
  const left = new Map(there)
  const filled = lines.map(line => {
    const part = least(line.ordered, left.get(line.material) ?? ZERO)
    left.set(line.material, subtract(left.get(line.material) ?? ZERO, part))
    return { ...line, filled: part }
  })
  return {
    lines: filled,
    beyond: new Map([...left].filter(([, quantity]) => quantity > 0n)),
    complete: filled.every(line => line.filled >= line.ordered),
  }
}
