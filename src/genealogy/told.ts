import { whenForgotten } from './memory.ts'

/** What a lot is to those made of it. */
export const UNTOLD = 0 // not played yet, or to be played in the order of time
export const STOCK = 1 // nothing left it by a movement: what is in it tells
export const GIVEN = 2 // something left it by a movement
export const WHOLE = 3 // a seed, suspect from the start
export const PARTLY = 4 // a seed that became suspect; what it gave has to be worked out in full
export const PURE = 5 // as simple as STOCK, and what is told of it not written yet; see pure.ts

/** What is told of a lot stands together: nearly all that a draw from it reads is in one place. How much of it is suspect stands in the columns of the play. */
export const TOLD = 6
/** The first says since when whatever is drawn of the lot is suspect, up to its contents: Infinity where it is not as simple as that. */
export const [SURE_AFTER, ARRIVAL, CONTENTS, LAST_IN, LAST_TIME, RECEIVED] = [0, 1, 2, 3, 4, 5]

/** Per lot of a reach, by slot. Only kinds are as they should be in the beginning; everything else is written before it is read. */
export interface Told {
  readonly kinds: Uint8Array
  readonly rows: Float64Array
  /** When the lot began to come in, and the last position at which anything happened to it. */
  readonly comesFrom: Float64Array
  readonly lastPosition: Uint32Array
}

/** Memory that was never touched costs more than playing a lot; so it is kept between weighings, like the columns of memory.ts: this is 730 MB, of which only what was written is there. */
const KEPT_LOTS_MAX = 12_000_000
let kept: Told | undefined

export function takeTold(lots: number): Told {
  const told = kept && kept.kinds.length >= lots ? kept : newTold(lots)
  if (told === kept) kept = undefined
  told.kinds.fill(UNTOLD, 0, lots)
  return told
}

export function giveTold(told: Told): void {
  if (told.kinds.length <= KEPT_LOTS_MAX) kept = told
}

whenForgotten(() => {
  kept = undefined
})

const newTold = (lots: number): Told => ({
  kinds: new Uint8Array(lots),
  rows: new Float64Array(lots * TOLD),
  comesFrom: new Float64Array(lots),
  lastPosition: new Uint32Array(lots),
})
