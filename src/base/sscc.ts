/**
 * Serial shipping container codes: extension digit, the GS1 company prefix, a running serial reference, a check digit: 18 digits that
 * no other container of the world has.
 */

/** GS1's check digit: from the right, every other digit counts three times. */
export function gs1CheckDigit(digits: string): string {
  let sum = 0
  for (let index = 0; index < digits.length; index++) sum += Number(digits[digits.length - 1 - index]) * (index % 2 === 0 ? 3 : 1)
  return String((10 - (sum % 10)) % 10)
}

export interface SsccPrefix {
  prefix: string
  extension: number
}

/** Undefined when the running number has outgrown the digits that the prefix leaves. */
export function ssccOf({ prefix, extension }: SsccPrefix, running: number): string | undefined {
  const reference = String(running).padStart(16 - prefix.length, '0')
  if (reference.length > 16 - prefix.length) return undefined
  const digits = `${extension}${prefix}${reference}`
  return `${digits}${gs1CheckDigit(digits)}`
}

export const isSscc = (code: string): boolean => /^\d{18}$/.test(code) && gs1CheckDigit(code.slice(0, 17)) === code[17]
