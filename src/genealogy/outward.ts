/**
 * What a forward trace reads of a link, in ten bytes: the child, since when it can have come, and until when it can have left.
 * Exact where a trace decides by it; where these few bits cannot tell, the code says so and the link itself is read.
 */
const IN_MS_END = 0xc0000000
export const ASK = 0xffffffff // the time is to be read from the link
export const ASK_SPAN = 0xffff
const SECOND = 1000
const FINE_BITS = 11
const FINE = 1 << FINE_BITS
const POWERS = Array.from({ length: 40 }, (_, power) => 2 ** power)

/** The top bit of a child: ended, removed or otherwise to be looked at. Lot ids have 31 bits. */
export const SPECIAL = 1 << 31
export const CHILD = 0x7fffffff

/** Bases are kept in steps of 1024 ms from 1950 on, which lasts until 2089. */
const BASE_STEP = 1024
const BASE_ORIGIN = -631_152_000_000

export function baseStepOf(time: number): number {
  const step = Math.floor((time - BASE_ORIGIN) / BASE_STEP)
  return step >= 0 && step < 0xffffffff ? step : 0
}
export const baseTime = (step: number): number => BASE_ORIGIN + step * BASE_STEP

/** What is drawn from a lot may have begun to leave, by the record, before the lot was there: so much room is left for that. */
const EARLY = 2 ** 29
/** What the forward columns of a lot count from. */
export const outwardBase = (step: number): number => baseTime(step) - EARLY

/** Milliseconds for 37 days, then whole seconds for 34 years. */
export function cameCode(came: number, base: number): number {
  const after = came - base
  if (!Number.isInteger(came) || !(after >= 0)) return ASK
  if (after < IN_MS_END) return after
  const seconds = after / SECOND
  return Number.isInteger(seconds) && IN_MS_END + seconds < ASK ? IN_MS_END + seconds : ASK
}

export const cameOf = (code: number, base: number): number => base + (code < IN_MS_END ? code : (code - IN_MS_END) * SECOND)

/** How long after `came` it left, to eleven bits: the next lower of 2048 values in every doubling. */
export function spanCode(came: number, left: number): number {
  const span = left - came
  if (!Number.isInteger(span) || !(span >= 0)) return ASK_SPAN
  if (span < FINE) return span
  const octave = topBit(span) - FINE_BITS
  const code = (octave + 1) * FINE + Math.floor(span / POWERS[octave]) - FINE
  return code < ASK_SPAN - FINE ? code : ASK_SPAN
}

const WORD = 2 ** 32
const topBit = (whole: number): number => (whole < WORD ? 31 - Math.clz32(whole) : 63 - Math.clz32(whole / WORD))

/** The least span that has this code; that of the next code is more than any span of this one. */
export function spanOf(code: number): number {
  const octave = code >>> FINE_BITS
  return octave === 0 ? code : ((code & (FINE - 1)) + FINE) * POWERS[octave - 1]
}

/** The most: spans are whole. */
export const spanEnd = (code: number): number => spanOf(code + 1) - 1
