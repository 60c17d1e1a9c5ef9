/** A small seeded generator (mulberry32): the plant must be the same in every browser test, benchmark and demonstration. */
export interface Random {
  fraction(): number
  whole(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  bell(mean: number, deviation: number): number
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const whole = (from: number, to: number): number => from + Math.floor(fraction() * (to - from + 1))
  return {
    fraction,
    whole,
    chance: probability => fraction() < probability,
    pick: list => picked(list, whole(0, list.length - 1)),
    // The sum of three uniform draws is close enough to a bell, and never strays beyond three deviations.
    bell: (mean, deviation) => mean + (fraction() + fraction() + fraction() - 1.5) * 2 * deviation,
  }
}

function picked<T>(list: readonly T[], index: number): T {
  const choice = list[index]
  if (choice === undefined) throw new Error('nothing to pick from')
  return choice
}
