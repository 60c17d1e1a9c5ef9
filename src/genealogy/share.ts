/** How much of a quantity is suspect: at least, expected, at most. Always 0 <= min <= expected <= max. */
export interface Bounds {
  readonly min: number
  readonly expected: number
  readonly max: number
}

export const NONE: Bounds = { min: 0, expected: 0, max: 0 }
export const all = (quantity: number): Bounds => ({ min: quantity, expected: quantity, max: quantity })
/** Nothing is proved and nothing is excluded. */
export const unsure = (expected: number, max: number): Bounds => tidy(0, expected, max)

/** The scale of a quantity: what is smaller is rounding of the floating point, not material. */
export const DUST = 1e-9

export function tidy(min: number, expected: number, max: number): Bounds {
  const top = withoutDust(max)
  const bottom = lowest(min, top)
  return { min: bottom, expected: between(bottom, expected, top), max: top }
}

// The three parts of it, for whoever has no object to spare.
export const withoutDust = (quantity: number): number => (quantity < DUST ? 0 : quantity)
export const lowest = (min: number, top: number): number => Math.min(withoutDust(min), top)
export const between = (bottom: number, expected: number, top: number): number => Math.min(Math.max(expected, bottom), top)

/** Whole pieces: a part of a piece counts as the piece; the guard keeps 3.0000000001 from becoming 4. */
export const whole = (quantity: number): number => Math.ceil(quantity - 1e-6 * DUST - DUST)

/**
 * A draw of `quantity` from `contents` of which `suspect` is suspect, in unknown order. What was drawn beyond the
 * recorded contents is of unknown origin: it proves nothing, and is suspect at most where the lot ever held any.
 */
export function takenFrom(contents: number, suspect: Bounds, quantity: number, everShare: Bounds): Bounds {
  const there = Math.max(0, contents)
  const drawn = Math.min(quantity, there)
  const beyond = quantity - drawn
  const expected = there > 0 ? (drawn * suspect.expected) / there : 0
  return tidy(
    drawn - (there - suspect.min),
    expected + beyond * everShare.expected,
    Math.min(drawn, suspect.max) + (everShare.max > 0 ? beyond : 0),
  )
}

export function leftAfter(contents: number, suspect: Bounds, quantity: number): Bounds {
  const rest = Math.max(0, contents - quantity)
  const share = contents > 0 ? rest / contents : 0
  return tidy(suspect.min - Math.min(quantity, Math.max(0, contents)), suspect.expected * share, Math.min(rest, suspect.max))
}

/** One alternative of a draw: what may have been taken over one link, and how much of that is suspect. */
export interface Alternative {
  readonly drawn: Bounds
  readonly suspect: Bounds
  readonly cleanMin: number
  readonly cleanMax: number
}

/** A link that brings [q.min, q.max] out of an out-movement of `moved`, of which `taken` is suspect. */
export function alternative(q: Bounds, moved: number, taken: Bounds): Alternative {
  const elsewhere = Math.max(0, q.max - moved) // drawn over other movements than the one we know of: unknown
  const clean = Math.max(0, moved - taken.min) + elsewhere
  const max = taken.max > 0 ? Math.min(q.max, taken.max + elsewhere) : 0
  const expected = moved > 0 ? (q.expected * taken.expected) / moved : 0
  return { drawn: q, suspect: tidy(q.min - clean, expected, max), cleanMin: Math.max(0, q.min - max), cleanMax: Math.min(q.max, clean) }
}

export const cleanAlternative = (q: Bounds): Alternative => ({ drawn: q, suspect: NONE, cleanMin: q.min, cleanMax: q.max })
export const suspectAlternative = (q: Bounds): Alternative => ({ drawn: q, suspect: q, cleanMin: 0, cleanMax: 0 })

/**
 * The alternatives of one draw add up to it; so what is surely clean limits what is suspect, and the reverse. Where the
 * record is short (they cannot add up to it) the rest is of unknown origin: it proves nothing and excludes nothing.
 */
export function drawOf(drawQ: number, alternatives: readonly Alternative[]): Bounds {
  const sum = { min: 0, expected: 0, max: 0, cleanMin: 0, cleanMax: 0, drawnMax: 0, drawnExpected: 0 }
  for (const { suspect, drawn, cleanMin, cleanMax } of alternatives) {
    sum.min += suspect.min
    sum.expected += suspect.expected
    sum.max += suspect.max
    sum.cleanMin += cleanMin
    sum.cleanMax += cleanMax
    sum.drawnMax += drawn.max
    sum.drawnExpected += drawn.expected
  }
  const missing = Math.max(0, drawQ - sum.drawnMax)
  const scale = missing > DUST && sum.drawnExpected > 0 ? drawQ / sum.drawnExpected : 1
  const most = sum.max > 0 ? Math.min(drawQ, sum.max + missing, drawQ - sum.cleanMin) : 0
  return tidy(Math.max(sum.min, drawQ - sum.cleanMax - missing), sum.expected * scale, most)
}

/** In a melt or liquid one suspect drop makes the whole of it suspect. */
export function allOrNothing(suspect: Bounds, quantity: number): Bounds {
  const spread = (part: number): number => (part > 0 ? quantity : 0)
  return { min: spread(suspect.min), expected: spread(suspect.expected), max: spread(suspect.max) }
}

export interface Portion {
  readonly good: number
  readonly total: number
  readonly childHomogeneous: boolean
  readonly childCountable: boolean
  readonly bothCountable: boolean
}

/** Suspect units of a portion of the child, from the suspect part of one draw of the parents. */
export function portionOf(suspect: Bounds, drawQ: number, to: Portion): Bounds {
  if (to.childHomogeneous) return allOrNothing(suspect, to.good)
  const made = madeOf(suspect, drawQ, to)
  const scrap = Math.max(0, to.total - to.good)
  const share = to.total > 0 ? to.good / to.total : 0
  return tidy(made.min - scrap, made.expected * share, Math.min(to.good, made.max))
}

function madeOf(suspect: Bounds, drawQ: number, to: Portion): Bounds {
  const per = drawQ / to.total
  if (!(per > 0) || per === Infinity) return suspect.max > 0 ? unsure(to.total, to.total) : NONE
  if (per > 1 && to.bothCountable) return piecesOf(suspect, drawQ, per, to.total)
  const max = suspect.max / per
  if (!to.childCountable) return tidy(suspect.min / per, suspect.expected / per, Math.min(to.total, max))
  return tidy(whole(suspect.min / per), suspect.expected / per, Math.min(to.total, whole(max)))
}

/** Several pieces per unit: they may sit together in few units or be spread over many. */
function piecesOf(suspect: Bounds, drawQ: number, per: number, total: number): Bounds {
  const clean = 1 - Math.min(1, suspect.expected / drawQ)
  return tidy(whole(suspect.min / per), total * (1 - clean ** per), Math.min(total, Math.floor(suspect.max + DUST)))
}

/** Different components of the same units: a unit is affected when any of them is. */
export function union(a: Bounds, b: Bounds, of: number): Bounds {
  if (of <= 0) return NONE
  const clean = (1 - Math.min(1, a.expected / of)) * (1 - Math.min(1, b.expected / of))
  return tidy(Math.max(a.min, b.min), of * (1 - clean), Math.min(of, a.max + b.max))
}
