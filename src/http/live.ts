/**
 * Server-sent events: what is recorded, as it is recorded. Each message carries the position it is up to as its id, so a watcher that
 * lost the line says where it was and goes on from there. A watcher is written to only as fast as it reads: what it has not
 * taken yet stays in the ledger, not in memory.
 */

import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { formatInstant } from '../base/instant.ts'
import { INTEGER_MAX } from '../capabilities/paging.ts'
import { Problem } from '../capabilities/problem.ts'
import { Feed, type FeedRow } from '../capabilities/supervision/feed.ts'

const BEAT_MS = 5000
/** A store that has not answered for this long: silence tells the watcher more than a beat would. */
const UNSEEN_MAX_MS = 10_000
const WATCHERS_MAX = 1000

export const liveQuery = z.object({
  /** The position after which to begin; without it, with what comes now. */
  since: z.coerce.number().int().min(0).max(INTEGER_MAX).optional(),
  site: z.string().optional(),
})

interface LiveDoor {
  pool: ConstructorParameters<typeof Feed>[0]
  prefix: string
  /** @throws Problem when the caller may not read, asked again at every beat. */
  allow: (request: FastifyRequest) => Promise<unknown>
  parse: (request: FastifyRequest) => z.output<typeof liveQuery>
}

export function liveRoute(app: FastifyInstance, { pool, prefix, allow, parse }: LiveDoor): void {
  const feed = new Feed(pool)
  const open = new Set<ServerResponse>()
  app.addHook('preClose', async () => {
    for (const response of open) response.destroy()
  })
  app.get(`${prefix}/live`, async (request, reply) => {
    await allow(request)
    if (open.size >= WATCHERS_MAX) throw new Problem(503, 'unavailable', 'Too many screens are watching: try again later.')
    const { since, site = null } = parse(request)
    const now = await feed.now()
    const asked = lastSeen(request) ?? since ?? now
    const response = begin(reply)
    open.add(response)
    // A position the ledger never had belongs to another store: whoever asks must look at everything anew.
    if (asked > now) await write(response, { event: 'reset', id: now, data: {} })
    await tell(response, { feed, site, from: Math.min(asked, now), allow: () => allow(request) })
      .catch(() => undefined)
      .finally(() => {
        open.delete(response)
        response.end()
      })
  })
}

/** What a browser sends by itself when it comes back. */
function lastSeen(request: FastifyRequest): number | undefined {
  const text = request.headers['last-event-id']
  return typeof text === 'string' && /^\d{1,10}$/.test(text) ? Number(text) : undefined
}

function begin(reply: FastifyReply): ServerResponse {
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value)
  reply.hijack()
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
  reply.raw.flushHeaders()
  return reply.raw
}

interface Telling {
  feed: Feed
  site: string | null
  from: number
  allow: () => Promise<unknown>
}

async function tell(response: ServerResponse, { feed, site, from, allow }: Telling): Promise<void> {
  const bell = new Bell()
  const unwatch = feed.watch(() => bell.ring())
  response.on('close', () => bell.ring())
  try {
    for (let at = from, beatAt = 0; !response.destroyed && !response.closed; ) {
      const { rows, upTo } = await feed.after(at, site)
      at = upTo
      if (rows.length > 0) await write(response, { event: 'recorded', id: at, data: { position: at, events: rows.map(shown) } })
      if (at < feed.position) continue
      if (Date.now() - beatAt >= BEAT_MS) {
        await allow()
        beatAt = Date.now()
        if (beatAt - feed.seenAt < UNSEEN_MAX_MS)
          await write(response, { event: 'beat', id: at, data: { position: at, time: formatInstant(beatAt) } })
      }
      await bell.wait(BEAT_MS)
    }
  } finally {
    unwatch()
  }
}

/** Rings once for everybody who waits, or for the next who comes. */
class Bell {
  private rung = false
  private done: (() => void) | undefined

  ring(): void {
    this.rung = true
    this.done?.()
  }

  async wait(patience: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>(done => {
        const timer = setTimeout(done, patience)
        this.done = () => {
          clearTimeout(timer)
          done()
        }
      })
    }
    this.rung = false
    this.done = undefined
  }
}

async function write(response: ServerResponse, { event, id, data }: { event: string; id: number; data: object }): Promise<void> {
  const isTaken = response.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  if (!isTaken && !response.destroyed) await drained(response)
}

/** Until there is room again or nobody there: whichever comes first, no listener stays behind on a line that may be open for weeks. */
async function drained(response: ServerResponse): Promise<void> {
  const waiting = new AbortController()
  const { signal } = waiting
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).finally(() => waiting.abort())
}

const shown = ({ at, recordedAt, ...row }: FeedRow): object => ({ ...row, at: formatInstant(at), recordedAt: formatInstant(recordedAt) })
