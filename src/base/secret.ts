import { createHash } from 'node:crypto'

const PREFIX = 'sha256:'

/** Badges and tokens are credentials: only their hash is kept. Hashing a hash again changes nothing. */
export const hashSecret = (secret: string): string =>
  secret.startsWith(PREFIX) ? secret : PREFIX + createHash('sha256').update(secret, 'utf8').digest('hex')
