/** How a device becomes a station: a code that is shown once and used once, for a token that may read and scan and nothing else. */
import { randomBytes, randomInt } from 'node:crypto'
import type { Pool } from 'pg'
import { hashSecret } from '../../base/secret.ts'
import { revokeTokensOf, stateToken, type TokenBook } from '../access/tokens.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../route.ts'

/** Read aloud and typed with gloves: no letters that look like digits. Ten of 31 are 49 bits, for an hour. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const LENGTH = 10
const VALID_MS = 3_600_000

export async function newCode(services: Services, station: { site: string; code: string }): Promise<{ code: string; expiresAt: number }> {
  const code = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)] ?? '').join('')
  const expiresAt = services.now() + VALID_MS
  await services.pool.query('insert into station_code (hash, site, station, expires_at) values ($1, $2, $3, $4)', [
    hashSecret(code),
    station.site,
    station.code,
    expiresAt,
  ])
  return { code: `${code.slice(0, 5)}-${code.slice(5)}`, expiresAt }
}

/** @throws Problem where the code is wrong, used or too old: which of them it was is nobody's business. */
export async function enrol(services: Services, book: TokenBook, typed: string): Promise<{ site: string; station: string; token: string }> {
  const taken = await takeCode(services.pool, hashSecret(typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, '')), services.now())
  if (!taken)
    throw new Problem(401, 'wrong-code', 'This code is not known, was used already, or is older than an hour: ask for a new one.', '/code')
  const station = { site: taken.site, code: taken.station }
  // A device that was replaced must not go on scanning under the station's name.
  await revokeTokensOf(services, station, 'enrolment')
  const token = `gl_${randomBytes(24).toString('base64url')}`
  await stateToken(
    services,
    { code: `station ${taken.site}/${taken.station} ${randomBytes(3).toString('hex')}`, role: 'station', token, station },
    'enrolment',
  )
  await book.read()
  return { ...taken, token }
}

async function takeCode(pool: Pool, hash: string, now: number): Promise<{ site: string; station: string } | null> {
  const { rows } = await pool.query(
    'update station_code set used_at = $2 where hash = $1 and used_at is null and expires_at > $2 returning site, station',
    [hash, now],
  )
  return (rows[0] as { site: string; station: string } | undefined) ?? null
}
