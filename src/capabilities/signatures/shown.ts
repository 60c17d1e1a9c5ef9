/** Signatures as they are shown: those an event carries and those made about it later, and whether each still fits what it binds. */
import type { Pool } from 'pg'
import { contentHash, type Signature } from './content.ts'

export interface ShownSignature extends Signature {
  valid: boolean
  /** What was signed, and whether the signature came with it or later. */
  event: string
  type: string
  sequence: number
  later: boolean
}
interface SignedRow {
  event: string
  type: string
  sequence: number
  body: string
  hash: string | null
  bound: string | null
}

export async function signaturesOf(pool: Pool, event: string): Promise<ShownSignature[]> {
  const { rows } = await pool.query({
    name: 'signatures.of',
    values: [event],
    text: `select g.id as event, g.type, g.sequence, g.body, null as hash, null as bound from ledger g where g.id = $1
           union all select g.id, g.type, g.sequence, s.body, encode(g.hash, 'hex'), m.body->>'hash' from master m join ledger s on s.id = m.code join ledger g on g.id = $1
           where m.kind = 'signature' and m.until is null and m.body->>'event' = $1`,
  })
  return (rows as SignedRow[]).flatMap(shown)
}

/** Of all events at these positions of the store, in their order. */
export async function signaturesAt(pool: Pool, positions: readonly number[]): Promise<ShownSignature[]> {
  const { rows } = await pool.query({
    name: 'signatures.at',
    values: [positions],
    text: `with events as (
             select distinct g.id, g.type, g.sequence, g.position, g.body, g.hash from unnest($1::int[]) as w(position)
             cross join lateral (select * from ledger where ledger.position >= w.position order by ledger.position limit 1) g)
           select e.id as event, e.type, e.sequence, e.body, null as hash, null as bound, e.position from events e where e.body like '%"signed":[%'
           union all select e.id, e.type, e.sequence, s.body, encode(e.hash, 'hex'), m.body->>'hash', e.position
             from events e join master m on m.kind = 'signature' and m.until is null and m.body->>'event' = e.id join ledger s on s.id = m.code
           order by position, bound nulls first`,
  })
  return (rows as SignedRow[]).flatMap(shown)
}

function shown({ event, type, sequence, body, hash, bound }: SignedRow): ShownSignature[] {
  const {
    sequence: _s,
    recordedAt: _r,
    via: _v,
    effect: _e,
    ...sent
  } = JSON.parse(body) as Record<string, unknown> & { signed?: Signature[] }
  const content = contentHash(sent)
  return (sent.signed ?? []).map(signature => ({
    ...signature,
    valid: signature.content === content && hash === bound,
    event,
    type,
    sequence,
    later: bound !== null,
  }))
}
