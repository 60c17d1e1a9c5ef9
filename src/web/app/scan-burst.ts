/**
 * A hand scanner types like a keyboard, only faster. Keys are a scan when a terminator ends at least three of them, no gap
 * reaches 150 ms and the mean gap stays under 50 ms: Bluetooth scanners pass, fast typists do not.
 */
export const gapMax = 150
export const meanGapMax = 50
export const lengthMin = 3
/** A scanner without a suffix has finished when it has been quiet for this long. */
export const silenceMin = 120

export interface Burst {
  text: string
  times: number[]
}

export const quiet: Burst = { text: '', times: [] }

export function grow(burst: Burst, key: string, now: number): Burst {
  return isOver(burst, now) ? { text: key, times: [now] } : { text: burst.text + key, times: [...burst.times, now] }
}

/** Too much time has passed for the next key to belong to it. */
export function isOver(burst: Burst, now: number): boolean {
  const last = burst.times.at(-1)
  return last === undefined || now - last >= gapMax
}

/** What was scanned, when a terminator comes `now`. */
export function scanned(burst: Burst, now: number, shortest: number = lengthMin): string | undefined {
  const first = burst.times[0]
  if (first === undefined || burst.text.length < shortest || isOver(burst, now)) return undefined
  const mean = (now - first) / burst.times.length
  return mean < meanGapMax ? burst.text : undefined
}

/** What was scanned, when nothing has come since its last key: there is no terminator's gap to count. */
export function fellSilent(burst: Burst, shortest: number = lengthMin): string | undefined {
  const [first, last] = [burst.times[0], burst.times.at(-1)]
  if (first === undefined || last === undefined || burst.times.length < Math.max(shortest, 2)) return undefined
  return (last - first) / (burst.times.length - 1) < meanGapMax ? burst.text : undefined
}
