/** What a PIN must be. Pure. */
const DIGITS = /^\d{4,12}$/
const ROWS = ['01234567890', '09876543210']

/** A sentence that says what to do, or null where it is good. */
export function weakness(pin: string, { code, isBadge, isTheOld }: { code: string; isBadge: boolean; isTheOld: boolean }): string | null {
  if (!DIGITS.test(pin)) return 'A PIN has 4 to 12 digits and nothing else: enter another.'
  if (new Set(pin).size === 1) return 'All digits are the same: choose another PIN.'
  if (ROWS.some(row => row.includes(pin))) return 'The digits stand in a row: choose another PIN.'
  if (isBadge || pin === code) return 'The PIN is what stands on the badge: choose another, so that a badge that is found is not enough.'
  if (isTheOld) return 'This is the PIN there was before: choose another.'
  return null
}
