/** Who calls: a bearer token, the local key of this very server, or the cookie of a signed-in browser. */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { TokenBook } from '../capabilities/access/tokens.ts'
import type { Principal } from '../capabilities/route.ts'

export const COOKIE = 'genealot_session'
const SESSION_MS = 12 * 3_600_000
const LOCAL: Principal = { name: 'administrator', role: 'administrator', person: null }

export class Sessions {
  private readonly open = new Map<string, { key: string; until: number }>()
  private readonly book: TokenBook
  private readonly localKey: string

  constructor(book: TokenBook, localKey: string) {
    this.book = book
    this.localKey = localKey
  }

  async principalOf(request: FastifyRequest): Promise<Principal | null> {
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (bearer !== undefined) return this.principalOfKey(bearer.trim())
    const session = this.open.get(request.cookies[COOKIE] ?? '')
    // The key is asked again each time: a token that was revoked or has expired ends the sessions opened with it.
    return session && session.until > Date.now() ? this.principalOfKey(session.key) : null
  }

  async principalOfKey(key: string): Promise<Principal | null> {
    return sameKey(key, this.localKey) ? LOCAL : this.book.principal(key)
  }

  begin(key: string): string {
    for (const [id, session] of this.open) if (session.until < Date.now()) this.open.delete(id)
    const id = randomBytes(32).toString('base64url')
    this.open.set(id, { key, until: Date.now() + SESSION_MS })
    return id
  }

  end(id: string): void {
    this.open.delete(id)
  }
}

function sameKey(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
