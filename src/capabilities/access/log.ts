/**
 * The access log: reads of sensitive records, refused attempts, signatures that failed. Each row carries the hash of the one before, so
 * a row that is changed, taken out or put in between is found; the writers of all processes take turns.
 */
import { createHash } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { canonicalJson } from '../../base/canonical.ts'
import { inTransaction } from '../../store/index.ts'

export const ACTIONS = ['read', 'refused', 'signed', 'signature-refused', 'locked', 'pin-set'] as const
export interface Access {
  at: number
  who: string
  action: (typeof ACTIONS)[number]
  /** What it was about: an address, a type of event, a person. */
  subject: string
  code?: string | undefined
  detail?: string | undefined
  address?: string | undefined
}
export interface LoggedAccess {
  number: number
  at: number
  who: string
  action: Access['action']
  subject: string
  code: string | null
  detail: string | null
  address: string | null
}

/** Any fixed number will do; it only has to be the same in every Genealot. */
const TURN = 4_800_090
/** Of one kind of refusal by one caller, so many a minute are written; the next minute's first says how many were not. */
const REFUSED_MAX = 30
const MINUTE_MS = 60_000

export class AccessLog {
  private readonly pool: Pool
  private readonly underWay = new Set<Promise<void>>()
  private readonly refused = new Map<string, { since: number; count: number }>()

  constructor(pool: Pool) {
    this.pool = pool
  }

  /** Resolves when it is durable: what is sensitive is not answered before its reading is written down. */
  async note(access: Access): Promise<void> {
    const written = this.write(access)
    this.underWay.add(written)
    return written.finally(() => this.underWay.delete(written))
  }

  /** Nobody waits for the line of a refusal; whoever closes the doors does. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.underWay)
  }

  private async write(access: Access): Promise<void> {
    const left = access.action === 'refused' ? this.limited(access) : 0
    if (left === null) return
    const detail = left === 0 ? access.detail : `${access.detail ?? ''} (${left} more like it in the minute before)`
    await inTransaction(this.pool, client =>
      append(client, {
        ...access,
        who: kept(access.who, 200),
        detail: detail === undefined ? undefined : kept(detail, 1000),
        subject: kept(access.subject, 400),
      }),
    )
  }

  /** Null: not now. Otherwise how many were left out since the last that was written. */
  private limited({ at, who, code, address }: Access): number | null {
    const key = `${who}\u0000${code ?? ''}\u0000${address ?? ''}`
    const known = this.refused.get(key)
    if (known && at - known.since < MINUTE_MS) {
      known.count++
      return known.count > REFUSED_MAX ? null : 0
    }
    if (this.refused.size > 10_000) this.refused.clear()
    this.refused.set(key, { since: at, count: 1 })
    return Math.max(0, (known?.count ?? 0) - REFUSED_MAX)
  }

  async read(asked: AccessQuestion): Promise<LoggedAccess[]> {
    const { rows } = await this.pool.query({
      name: 'access.log',
      values: [asked.before, asked.who, asked.action, asked.subject, asked.from, asked.to, asked.limit],
      text: `select number::float8 as number, at::float8 as at, who, action, subject, code, detail, address from access_log
             where number < $1 and ($2::text is null or who = $2) and ($3::text is null or action = $3) and ($4::text is null or subject like '%' || $4 || '%')
               and ($5::bigint is null or at >= $5) and ($6::bigint is null or at <= $6) order by number desc limit $7`,
    })
    return rows as LoggedAccess[]
  }

  /** How often since the last success, since there is another PIN, or since a time. */
  async failuresOf(subject: string, since: number): Promise<number> {
    const { rows } = await this.pool.query({
      name: 'access.failures',
      values: [subject, since],
      text: `select count(*)::int as count from access_log where subject = $1 and action = 'signature-refused' and at >= $2
             and number > coalesce((select max(number) from access_log where subject = $1 and action in ('signed', 'pin-set')), 0)`,
    })
    return (rows[0] as { count: number }).count
  }

  /** The first row that is not what was written, or null. */
  async verify(): Promise<{ rows: number; difference: string | null }> {
    const { rows } = await this.pool.query(`select ${COLUMNS} from access_log order by number`)
    let before: { number: number; hash: Buffer } = { number: 0, hash: START }
    for (const row of rows as Stored[]) {
      if (row.number !== before.number + 1) return { rows: rows.length, difference: `row ${before.number + 1} is missing` }
      if (!row.previousHash.equals(before.hash))
        return { rows: rows.length, difference: `row ${row.number} does not follow the row before it` }
      if (!hashOf(row, row.number, before.hash).equals(row.hash)) return { rows: rows.length, difference: `row ${row.number} was changed` }
      before = row
    }
    return { rows: rows.length, difference: null }
  }
}

export interface AccessQuestion {
  before: number
  who: string | null
  action: string | null
  subject: string | null
  from: number | null
  to: number | null
  limit: number
}
interface Stored extends LoggedAccess {
  hash: Buffer
  previousHash: Buffer
}
/** What was refused may hold anything, also what no table keeps: NUL, or half of a character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is replaced
const kept = (text: string, max: number): string =>
  Buffer.from(text.slice(0, max), 'utf8')
    .toString('utf8')
    .replaceAll(/[\u0000-\u001f\u007f]/g, '\ufffd')
const START = Buffer.alloc(32)
const COLUMNS = `number::float8 as number, at::float8 as at, who, action, subject, code, detail, address, previous_hash as "previousHash", hash`

async function append(client: PoolClient, access: Access): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1)', [TURN])
  const { rows } = await client.query('select number::float8 as number, hash from access_log order by number desc limit 1')
  const last = (rows[0] as { number: number; hash: Buffer } | undefined) ?? { number: 0, hash: START }
  const number = last.number + 1
  const { at, who, action, subject, code = null, detail = null, address = null } = access
  await client.query('insert into access_log values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [
    number,
    at,
    who,
    action,
    subject,
    code,
    detail,
    address,
    last.hash,
    hashOf(access, number, last.hash),
  ])
}

/** The row that is written and the row that is read come to the same hash. */
function hashOf({ at, who, action, subject, code, detail, address }: Access | LoggedAccess, number: number, before: Buffer): Buffer {
  const body = canonicalJson({ number, at, who, action, subject, code: code ?? null, detail: detail ?? null, address: address ?? null })
  return createHash('sha256').update(before).update(body, 'utf8').digest()
}
