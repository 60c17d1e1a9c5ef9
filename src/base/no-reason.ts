/** Stands where a reason would, of what was scrapped without one: whoever shows it in another language knows it by this. */
export const NO_REASON = 'no reason given'
