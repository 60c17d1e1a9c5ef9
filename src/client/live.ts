/**
 * Watches the ledger grow. The line may break at any time: it is taken up again where it broke, so each event is told once and in
 * order. Silence longer than the server ever keeps is taken for a broken line.
 */
import { Problem } from './problem.ts'
import type { Transport } from './transport.ts'

export interface LiveEvent {
  position: number
  site: string
  sequence: number
  id: string
  type: string
  at: string
  recordedAt: string
  workCenter: string | null
  workOrder: string | null
  run: string | null
  station: string | null
  by: string | null
}
/** live: heard a moment ago; away: the line is broken and being taken up again; ended: this caller may no longer read. */
export type LiveState = 'live' | 'away' | 'ended'

export interface Watch {
  site?: string | undefined
  /** The position after which to begin; without it, with what comes now. */
  since?: number | undefined
  onEvents: (events: LiveEvent[], position: number) => void
  /** The store is another one: nothing known before is to be trusted. */
  onReset?: () => void
  onState?: (state: LiveState) => void
}

const SILENCE_MAX_MS = 15_000
const AGAIN_FIRST_MS = 250
const AGAIN_MAX_MS = 4000

/** Watches until the answered function is called. */
export function watchLedger(door: Transport, watch: Watch): () => void {
  const life = new AbortController()
  void keepWatching(door, watch, life.signal)
  return () => life.abort()
}

async function keepWatching(door: Transport, watch: Watch, life: AbortSignal): Promise<void> {
  let at = watch.since
  for (let pause = AGAIN_FIRST_MS; !life.aborted; pause = Math.min(AGAIN_MAX_MS, pause * 2)) {
    const line = new Line(life)
    try {
      const response = await door.open({
        path: '/api/v1/live',
        query: { site: watch.site, since: at },
        signal: line.signal,
        accept: 'text/event-stream',
      })
      for await (const message of messagesOf(response, line)) {
        pause = AGAIN_FIRST_MS
        watch.onState?.('live')
        at = message.id ?? at
        hand(message, watch)
      }
    } catch (error) {
      if (error instanceof Problem && (error.status === 401 || error.status === 403)) return watch.onState?.('ended')
    } finally {
      line.close()
    }
    if (life.aborted) return
    watch.onState?.('away')
    await sleep(pause, life)
  }
}

function hand({ event, id, text }: Message, watch: Watch): void {
  if (event === 'reset') watch.onReset?.()
  if (event !== 'recorded') return
  const { events } = JSON.parse(text) as { events: LiveEvent[] }
  watch.onEvents(events, id ?? 0)
}

/** One connection, given up when it has been silent for too long. */
class Line {
  private readonly end = new AbortController()
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly life: AbortSignal
  private readonly stop = (): void => this.end.abort()

  constructor(life: AbortSignal) {
    this.life = life
    life.addEventListener('abort', this.stop)
    this.heard()
  }

  get signal(): AbortSignal {
    return this.end.signal
  }

  heard(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(this.stop, SILENCE_MAX_MS)
  }

  close(): void {
    clearTimeout(this.timer)
    this.life.removeEventListener('abort', this.stop)
    this.end.abort()
  }
}

interface Message {
  event: string
  id: number | undefined
  text: string
}

async function* messagesOf(response: Response, line: Line): AsyncGenerator<Message> {
  const reader = response.body?.getReader()
  if (!reader) return
  const decoder = new TextDecoder()
  for (let rest = ''; ; ) {
    const { done, value } = await reader.read()
    if (done) return
    line.heard()
    rest += decoder.decode(value, { stream: true })
    const parts = rest.split('\n\n')
    rest = parts.pop() ?? ''
    for (const part of parts) yield messageOf(part)
  }
}

function messageOf(part: string): Message {
  const fields = new Map(part.split('\n').map(row => [row.slice(0, row.indexOf(':')), row.slice(row.indexOf(':') + 1).trimStart()]))
  const id = fields.get('id')
  return { event: fields.get('event') ?? 'message', id: id === undefined ? undefined : Number(id), text: fields.get('data') ?? '' }
}

const sleep = (ms: number, life: AbortSignal): Promise<void> =>
  new Promise(done => {
    const timer = setTimeout(done, ms)
    life.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        done()
      },
      { once: true },
    )
  })
