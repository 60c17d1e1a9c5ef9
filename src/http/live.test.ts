import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Plant, plantWithBasics, receive, servicesOn } from '../../test/ledger/plant.ts'
import { testStore } from '../../test/support/store.ts'
import { stateToken, TokenBook } from '../capabilities/access/tokens.ts'
import { createClient, type LiveEvent, type LiveState } from '../client/index.ts'
import { createServer as createApp } from './server.ts'
import { Sessions } from './sessions.ts'

const at = testStore()
const KEY = 'local-key-of-the-test'
const apps: FastifyInstance[] = []
let url: string
let second: string

/** Two servers on one database, as two processes would be: each with its own writer and its own feed. */
beforeAll(async () => {
  url = await opened()
  second = await opened()
})
afterAll(() => Promise.all(apps.map(app => app.close())))

const first = (): FastifyInstance => {
  const [app] = apps
  if (!app) throw new Error('no server is open')
  return app
}

async function opened(): Promise<string> {
  const services = servicesOn(at, Date.now)
  const sessions = new Sessions(new TokenBook(at.pool), KEY)
  const app = createApp({ services, sessions, routes: [], webRoot: '', version: 'test', isReady: async () => true, log: () => undefined })
  apps.push(app)
  await app.listen({ port: 0, host: '127.0.0.1' })
  return `http://127.0.0.1:${(app.server.address() as { port: number }).port}`
}

interface Watched {
  sequences: number[]
  states: LiveState[]
  resets: number
  stop(): void
  until(done: () => boolean): Promise<void>
}

function watched(base: string, { site, since, token = KEY }: { site: string; since?: number; token?: string }): Watched {
  const bells = new Set<() => void>()
  const ring = (): void => {
    for (const bell of bells) bell()
  }
  const seen: Watched = {
    sequences: [],
    states: [],
    resets: 0,
    stop: createClient({ base, token }).watch({
      site,
      since,
      onEvents: (events: LiveEvent[]) => {
        seen.sequences.push(...events.map(event => event.sequence))
        ring()
      },
      onReset: () => {
        seen.resets++
        ring()
      },
      onState: state => {
        seen.states.push(state)
        ring()
      },
    }),
    until: done =>
      new Promise<void>(settle => {
        const look = (): void => {
          if (!done()) return
          bells.delete(look)
          settle()
        }
        bells.add(look)
        look()
      }),
  }
  return seen
}

const sequenceOf = async (plant: Plant): Promise<number> =>
  (await plant.rows<{ sequence: number }>('select sequence from ledger_head where site = $1', plant.site))[0]?.sequence ?? 0
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1)

describe('watching', () => {
  it('tells what comes, whichever process recorded it, and only of the site that was asked for', async () => {
    const plant = await plantWithBasics(at)
    const before = await sequenceOf(plant)
    const [one, other] = [watched(url, { site: plant.site }), watched(second, { site: plant.site })]
    await Promise.all([one, other].map(watch => watch.until(() => watch.states.includes('live'))))
    await (await plantWithBasics(at)).ok(receive('STEEL', 'X-1', 1))
    await plant.ok(receive('STEEL', 'S-1', 1), receive('STEEL', 'S-2', 1))
    await Promise.all([one, other].map(watch => watch.until(() => watch.sequences.length >= 2)))
    expect([one.sequences, other.sequences]).toEqual([
      [before + 1, before + 2],
      [before + 1, before + 2],
    ])
    one.stop()
    other.stop()
  })

  it('from the beginning, also where more lies behind than is kept', async () => {
    const plant = await plantWithBasics(at)
    await plant.ok(...Array.from({ length: 700 }, (_, index) => receive('STEEL', `M-${index}`, 1)))
    const watch = watched(url, { site: plant.site, since: 0 })
    const last = await sequenceOf(plant)
    await watch.until(() => watch.sequences.length >= last)
    expect(watch.sequences).toEqual(upTo(last))
    watch.stop()
  })

  it('leaves nothing behind on the line, however often it has to wait for room', async () => {
    const plant = await plantWithBasics(at)
    await plant.ok(...Array.from({ length: 1600 }, (_, index) => receive('STEEL', `L-${index}`, 1)))
    const asked = once(first().server, 'request') as Promise<[unknown, ServerResponse]>
    const watch = watched(url, { site: plant.site, since: 0 })
    const last = await sequenceOf(plant)
    await watch.until(() => watch.sequences.length >= last)
    const [, response] = await asked
    // One listener for errors is the server's own.
    await expect.poll(() => ['drain', 'error'].map(name => response.listenerCount(name))).toEqual([0, 1])
    watch.stop()
  })

  it('misses nothing and doubles nothing when the line breaks again and again', async () => {
    const plant = await plantWithBasics(at)
    const line = await brittleLine(url)
    const watch = watched(line.url, { site: plant.site, since: 0 })
    for (let round = 0; round < 8; round++) {
      const recording = plant.ok(...Array.from({ length: 25 }, (_, index) => receive('STEEL', `B-${round}-${index}`, 1)))
      const known = watch.sequences.length
      const breaking = watch.until(() => watch.sequences.length > known).then(line.breakAll)
      await Promise.all([recording, breaking])
    }
    const last = await sequenceOf(plant)
    await watch.until(() => watch.sequences.length >= last)
    expect(watch.sequences).toEqual(upTo(last))
    expect(watch.states).toContain('away')
    watch.stop()
    line.close()
  })

  it('a position of another store means that everything is new', async () => {
    const plant = await plantWithBasics(at)
    const watch = watched(url, { site: plant.site, since: 2_000_000_000 })
    await watch.until(() => watch.resets === 1)
    await plant.ok(receive('STEEL', 'S-1', 1))
    await watch.until(() => watch.sequences.length > 0)
    expect(watch.sequences).toEqual([await sequenceOf(plant)])
    watch.stop()
  })
})

describe('who may watch', () => {
  it('nobody without a key', async () => {
    const watch = watched(url, { site: 'main', token: 'nobody' })
    await watch.until(() => watch.states.includes('ended'))
    expect((await fetch(`${url}/api/v1/live`)).status).toBe(401)
  })

  it('nobody whose key was taken back meanwhile', { timeout: 60_000 }, async () => {
    const services = servicesOn(at, Date.now)
    await stateToken(services, { code: 'screen', role: 'reader', token: 'a-key-for-the-screen-0123456789' }, 'test')
    // Which keys there are is remembered for a second.
    await expect.poll(() => mayRead('a-key-for-the-screen-0123456789'), { timeout: 30_000 }).toBe(true)
    const watch = watched(url, { site: 'main', token: 'a-key-for-the-screen-0123456789' })
    await watch.until(() => watch.states.includes('live'))
    await stateToken(services, { code: 'screen', role: 'reader', token: 'a-key-for-the-screen-0123456789', revoked: true }, 'test')
    await watch.until(() => watch.states.includes('ended'))
  })

  it('a strange position is refused', async () => {
    const answer = await fetch(`${url}/api/v1/live?since=yesterday`, { headers: { authorization: `Bearer ${KEY}` } })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'invalid-request', pointer: '/since' })
  })
})

const mayRead = async (key: string): Promise<boolean> =>
  (await fetch(`${url}/api/v1/session`, { headers: { authorization: `Bearer ${key}` } })).ok

/** A way through to a server that can be cut at any moment, for all who are on it. */
async function brittleLine(to: string): Promise<{ url: string; breakAll(): void; close(): void }> {
  const { hostname, port } = new URL(to)
  const sockets = new Set<Socket>()
  const server: Server = createServer(near => {
    const far = connect(Number(port), hostname)
    for (const [here, there] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(here)
      here.on('error', () => undefined)
      here.on('close', () => there.destroy())
      here.pipe(there)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    breakAll,
    close: () => {
      breakAll()
      server.close()
    },
  }
}
