import { Readable } from 'node:stream'
import * as answers from '../../answers/index.ts'
import { rebuild } from '../../ledger/rebuild.ts'
import { papers } from '../demo/papers.ts'
import { demoEventsTotal, demoPlant } from '../demo/simulation.ts'
import { keepDocument } from '../documents/content.ts'
import { handlers } from '../handlers.ts'
import { parseEvent, parseRecorded } from '../parse.ts'
import { Problem } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'

export const DEMO_SITE = 'demo'

interface DemoStatus {
  loaded: boolean
  loading: boolean
  done: number
  total: number
  error: string | null
}

/** Events on their way at once: enough to fill the writer's batches. */
const OPEN_MAX = 2000

export class DemoPlant {
  private loading: Promise<void> | undefined
  private done = 0
  private total = 0
  private error: string | null = null
  private stopped = false
  private readonly services: Services
  private readonly onProgress: (line: string) => void

  constructor(services: Services, onProgress: (line: string) => void) {
    this.services = services
    this.onProgress = onProgress
  }

  async status(): Promise<DemoStatus> {
    const loading = this.loading !== undefined
    const events = loading ? this.done : await this.events()
    return { loaded: !loading && events > 0, loading, done: events, total: loading ? this.total : events, error: this.error }
  }

  /** Starts loading and does not wait. */
  async load(): Promise<DemoStatus> {
    if (this.loading) return this.status()
    if ((await this.events()) > 0)
      throw new Problem(409, 'demo-loaded', 'The demo plant is there already: remove it first to load it afresh.')
    this.begin()
    return this.status()
  }

  /** At the start with --demo. A plant that was left half loaded, by a crash for example, is loaded afresh. */
  async loadUnlessThere(): Promise<void> {
    if (this.loading) return
    const events = await this.events()
    if (events > 0 && (await this.isWhole(events))) return
    if (events > 0) await this.clear()
    this.begin()
  }

  async clear(): Promise<DemoStatus> {
    if (this.loading) throw new Problem(409, 'demo-loading', 'The demo plant is being loaded just now: wait until it is there.')
    await rebuild(this.services.pool, handlers, parseRecorded, {
      prepare: async client => {
        await client.query('delete from ledger where site = $1', [DEMO_SITE])
        await client.query('delete from ledger_head where site = $1', [DEMO_SITE])
        await client.query('delete from print_job where site = $1', [DEMO_SITE])
      },
      beforeCommit: () => this.services.engine.remaking(),
    }).finally(() => this.services.forget())
    return this.status()
  }

  async stop(): Promise<void> {
    this.stopped = true
    await this.loading
  }

  /** Settles when a running load has ended. */
  async finished(): Promise<void> {
    await this.loading
  }

  private async events(): Promise<number> {
    const { rows } = await this.services.pool.query('select coalesce(max(sequence), 0) as events from ledger_head where site = $1', [
      DEMO_SITE,
    ])
    return (rows[0] as { events: number }).events
  }

  /** Its first event says how many were to come. Left apart are the few that the plant's own rules refuse. */
  private async isWhole(events: number): Promise<boolean> {
    const { rows } = await this.services.pool.query(
      `select body::jsonb #>> '{extensions,demoEvents}' as meant from ledger where site = $1 and sequence = 1`,
      [DEMO_SITE],
    )
    return events >= Number((rows[0] as { meant: string | null }).meant ?? 0) * 0.99
  }

  private begin(): void {
    this.error = null
    this.done = 0
    this.loading = this.record()
      .catch(error => {
        this.error = error instanceof Error ? error.message : String(error)
      })
      .finally(() => {
        this.loading = undefined
      })
  }

  private async record(): Promise<void> {
    const now = this.services.now()
    this.total = demoEventsTotal({ now })
    // The events name documents by their hash: the bytes come first.
    for (const { name, bytes, document } of papers())
      await keepDocument(this.services.pool, Readable.from([bytes]), { name, hash: document, by: 'demo plant', at: now })
    let open: Promise<void>[] = []
    let shown = 0
    let first: object = { extensions: { demoEvents: this.total } }
    for (const event of demoPlant({ now })) {
      if (this.stopped) return
      open.push(this.recordOne({ ...event, ...first }))
      first = {}
      if (open.length < OPEN_MAX) continue
      await Promise.all(open)
      open = []
      const percent = Math.floor((this.done / this.total) * 100)
      if (percent < shown + 10) continue
      shown = percent
      this.onProgress(`loading the demo plant: ${percent} %`)
    }
    await Promise.all(open)
    this.onProgress(`the demo plant is there: ${this.done} events`)
  }

  private async recordOne(event: unknown): Promise<void> {
    const outcome = await this.services.record(parseEvent(event), 'demo plant')
    this.done++
    if (outcome.status === 'refused') this.error ??= `${outcome.code}: ${outcome.detail}`
  }
}

export function demoRoutes(plant: DemoPlant): Route[] {
  return [
    route({
      method: 'GET',
      path: '/demo',
      role: 'reader',
      summary: 'Is the demo plant there, or on its way',
      answer: answers.DemoState,
      handle: () => plant.status(),
    }),
    route({
      method: 'POST',
      path: '/demo',
      role: 'administrator',
      summary: 'Load the demo plant into the site "demo"',
      status: 202,
      answer: answers.DemoState,
      handle: () => plant.load(),
    }),
    route({
      method: 'DELETE',
      path: '/demo',
      role: 'administrator',
      summary: 'Remove the demo plant without a trace; every other site stays as it is',
      answer: answers.DemoState,
      handle: () => plant.clear(),
    }),
  ]
}
