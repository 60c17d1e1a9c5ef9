import { useEffect, useSyncExternalStore } from 'react'
import type { LiveState } from '../../client/index.ts'
import { client, questions } from './api.ts'
import { useSite } from './site.tsx'

export interface Live {
  state: LiveState | 'starting'
  /** When the server was last heard: what is shown is as of then. */
  heardAt: number
}

let now: Live = { state: 'starting', heardAt: Date.now() }
const listeners = new Set<() => void>()

/** Screens hear only of changes between live and not; the time goes along silently. */
function hear(state: LiveState): void {
  const isNews = state !== now.state
  now = isNews ? { state, heardAt: state === 'live' ? Date.now() : now.heardAt } : now
  if (state === 'live') now.heardAt = Date.now()
  if (isNews) for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useLive = (): Live => useSyncExternalStore(listen, () => now)

/** What may have changed when anything was recorded. Traces and records of one lot are asked for anew when they are looked at. */
const WATCHED: ReadonlySet<unknown> = new Set([
  'home',
  'shop',
  'wip',
  'wipLots',
  'variance',
  'exceptions',
  'runs',
  'workOrders',
  'workOrder',
  'ledger',
  'holds',
])
/** Many events at once are one reason to ask again. */
const PAUSE_MS = 700

/** Keeps the answers on screen as fresh as the ledger: one line per page that is looked at, none for a page behind others. */
export function LiveWatch() {
  const site = useSite()
  useEffect(() => {
    if (site === undefined) return
    const line = new PageLine(site)
    const follow = () => (document.hidden ? line.rest() : line.begin())
    follow()
    document.addEventListener('visibilitychange', follow)
    return () => {
      document.removeEventListener('visibilitychange', follow)
      line.rest()
    }
  }, [site])
  return null
}

class PageLine {
  private stop: (() => void) | undefined
  private since: number | undefined
  private pause: ReturnType<typeof setTimeout> | undefined
  private readonly site: string

  constructor(site: string) {
    this.site = site
  }

  begin(): void {
    this.stop ??= client.watch({
      site: this.site,
      since: this.since,
      onEvents: (_events, position) => {
        this.since = position
        this.pause ??= setTimeout(() => this.refresh(), PAUSE_MS)
      },
      onReset: () => void questions.invalidateQueries(),
      onState: hear,
    })
  }

  rest(): void {
    clearTimeout(this.pause)
    this.pause = undefined
    this.stop?.()
    this.stop = undefined
  }

  private refresh(): void {
    this.pause = undefined
    void questions.invalidateQueries({ predicate: query => WATCHED.has(query.queryKey[0]) })
  }
}
