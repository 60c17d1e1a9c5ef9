/**
 * The ledger as it grows, for whoever watches. Followed by position, so a process sees what others wrote, nothing is missed and nothing
 * told twice. The newest rows are kept for all watchers together; who is further behind reads from the store at his own pace.
 */
import type { Pool } from 'pg'
import { storePosition } from '../tracing/queries.ts'

export interface FeedRow {
  position: number
  site: string
  sequence: number
  id: string
  type: string
  at: number
  recordedAt: number
  workCenter: string | null
  workOrder: string | null
  run: string | null
  station: string | null
  by: string | null
}
export interface FeedPage {
  rows: FeedRow[]
  /** Everything up to here is told with these rows. */
  upTo: number
}

/** How often the store is asked whether it has moved; only while somebody watches. */
const LOOK_MS = 250
/** After a failure: the database is being restarted, perhaps. */
const FAILED_MS = 1000
const RECENT_MAX = 5000
const PAGE = 500

export class Feed {
  /** The last position seen. */
  position = 0
  /** When the store last answered; a feed that does not know says nothing. */
  seenAt = 0
  private recent: FeedRow[] = []
  /** The kept rows are all there are behind this position. */
  private recentFrom = 0
  private readonly watchers = new Set<() => void>()
  private looking: Promise<void> | undefined
  private readonly pool: Pool

  constructor(pool: Pool) {
    this.pool = pool
  }

  /** Calls back whenever the store has moved, and after a failed look. The first watcher starts the looking, the last one ends it. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher)
    this.wake()
    return () => this.watchers.delete(watcher)
  }

  /** Who came while the last look was ending starts the next one. */
  private wake(): void {
    this.looking ??= this.look().finally(() => {
      this.looking = undefined
      if (this.watchers.size > 0) this.wake()
    })
  }

  /** Where the ledger stands now, for a watcher who wants only what comes. */
  async now(): Promise<number> {
    const position = await storePosition(this.pool)
    this.seenAt = Date.now()
    return position
  }

  /** The next rows behind a position. */
  async after(position: number, site: string | null): Promise<FeedPage> {
    const to = this.position
    if (position >= to) return { rows: [], upTo: position }
    const isKept = position >= this.recentFrom
    const rows = isKept ? firstBehind(this.recent, position) : await rowsBetween(this.pool, { from: position, to, limit: PAGE })
    const upTo = rows.length < PAGE ? to : (rows.at(-1)?.position ?? to)
    return { rows: site === null ? rows : rows.filter(row => row.site === site), upTo }
  }

  private async look(): Promise<void> {
    while (this.watchers.size > 0) {
      const isSeen = await this.step().catch(() => false)
      await new Promise(done => setTimeout(done, isSeen ? LOOK_MS : FAILED_MS))
    }
    this.recent = []
    this.recentFrom = this.position
  }

  private async step(): Promise<boolean> {
    const position = await storePosition(this.pool)
    this.seenAt = Date.now()
    if (position === this.position) return true
    await this.take(position)
    for (const watcher of this.watchers) watcher()
    return true
  }

  /** Where too much came at once to be kept, everybody reads for himself. */
  private async take(position: number): Promise<void> {
    const isKept = position > this.position && position - this.position <= RECENT_MAX
    const rows = isKept ? await rowsBetween(this.pool, { from: this.position, to: position, limit: RECENT_MAX }) : []
    this.recent = isKept ? [...this.recent, ...rows] : []
    if (!isKept) this.recentFrom = position
    if (this.recent.length > RECENT_MAX) {
      this.recent = this.recent.slice(-RECENT_MAX)
      this.recentFrom = (this.recent[0]?.position ?? 1) - 1
    }
    this.position = position
  }
}

/** Kept rows are in order: the first one behind a position is found by halving. */
function firstBehind(rows: readonly FeedRow[], position: number): FeedRow[] {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.position ?? 0) <= position) low = middle + 1
    else high = middle
  }
  return rows.slice(low, low + PAGE)
}

async function rowsBetween(pool: Pool, { from, to, limit }: { from: number; to: number; limit: number }): Promise<FeedRow[]> {
  const { rows } = await pool.query({
    name: 'feed.rows',
    values: [from, to, limit],
    text: `select position, site, sequence, id, type, at, recorded_at as "recordedAt", work_center as "workCenter", work_order as "workOrder", run, station, by
           from ledger where position > $1 and position <= $2 order by position limit $3`,
  })
  return rows as FeedRow[]
}
