/**
 * A hand scanner types like a keyboard, only faster. Keys are a scan when a terminator ends at least three of them, no gap
 * reaches 150 ms and the mean gap stays under 50 ms: Bluetooth scanners pass, fast typists do not.
 */
export const gapMax = 150
export const meanGapMax = 50
export const lengthMin = 3

export interface Burst {
  text: string
  times: number[]
}

export const quiet: Burst = { text: '', times: [] }

export function grow(burst: Burst, key: string, now: number): Burst {
  const last = burst.times.at(-1)
  if (last !== undefined && now - last >= gapMax) return { text: key, times: [now] }
  return { text: burst.text + key, times: [...burst.times, now] }
}

export function scanned(burst: Burst, now: number): string | undefined {
  const first = burst.times[0]
  const last = burst.times.at(-1)
  if (first === undefined || last === undefined || burst.text.length < lengthMin) return undefined
  if (now - last >= gapMax) return undefined
  const mean = (now - first) / burst.times.length
  return mean < meanGapMax ? burst.text : undefined
}
