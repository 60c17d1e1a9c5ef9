import { createHash, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'

const PREFIX = 'sha256:'

/** Badges and tokens are credentials: only their hash is kept. Hashing a hash again changes nothing. */
export const hashSecret = (secret: string): string =>
  secret.startsWith(PREFIX) ? secret : PREFIX + createHash('sha256').update(secret, 'utf8').digest('hex')

const PIN_PREFIX = 'scrypt:'

/** The name of a PIN whose hash stands beside the ledger. */
const KEPT = /^kept:[0-9a-f-]{36}$/
export const isKeptPin = (pin: string): boolean => KEPT.test(pin)

/** A PIN has so few digits that a plain hash could be guessed at once: salted, and slow to try. Hashing a hash, or the name of one, changes nothing. */
export const hashPin = (pin: string): string => {
  if (pin.startsWith(PIN_PREFIX) || isKeptPin(pin)) return pin
  const salt = randomBytes(16)
  return `${PIN_PREFIX}${salt.toString('hex')}:${scryptSync(pin, salt, 32).toString('hex')}`
}

export function isPin(pin: string, hashed: string): boolean {
  const [, salt = '', hash = ''] = hashed.split(':')
  const expected = Buffer.from(hash, 'hex')
  const given = scryptSync(pin, Buffer.from(salt, 'hex'), 32)
  return expected.length === given.length && timingSafeEqual(given, expected)
}
