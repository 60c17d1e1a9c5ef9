/**
 * Reading what there is of a case takes seconds of a processor when it has a million lots. So it is done in a thread that is started for it, has a connection
 * of its own, and is gone with all its memory when it has answered. Traces are asked of the server, which has the genealogy.
 */
import { fileURLToPath } from 'node:url'
import type { Pool } from 'pg'
import { Refusal, type RefusalCode } from '../../base/refusal.ts'
import { addressOfPool, type StoreAddress } from '../../store/index.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../route.ts'
import { type Handed, handedOver } from '../tracing/handed.ts'
import { Rooms } from '../tracing/rooms.ts'
import type { TraceSeed } from '../tracing/seed.ts'
import { startThread } from '../tracing/threads.ts'
import { trace } from '../tracing/trace.ts'
import type { Traced, TracedLots } from '../tracing/traced.ts'
import type { Tell } from './runner.ts'

const PROGRAM = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../case-aside-worker.ts' : './case-aside-worker.js', import.meta.url),
)

/** Of whom a thread asks. */
export type Asked = Pick<Services, 'engine' | 'pool'>

export interface TraceAsked {
  readonly seeds: readonly TraceSeed[]
  readonly exclude: readonly TraceSeed[]
  readonly position?: number | undefined
}
/** What the thread is told. */
export interface AsideTask {
  readonly kind: string
  readonly address: StoreAddress
  readonly question: unknown
}
export type AsideSaid =
  | { readonly far: Parameters<Tell> }
  | { readonly trace: TraceAsked }
  | { readonly done: unknown }
  | { readonly problem: AsideProblem }
interface AsideProblem {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly code: string | null
  readonly status: number | null
  readonly pointer: string | undefined
}
export type AsideTold = AsideTask | { readonly traced: Handed } | { readonly problem: AsideProblem }

/** What work beside the server has at hand. */
export interface Aside {
  readonly pool: Pool
  readonly tell: Tell
  readonly trace: (asked: TraceAsked) => Promise<TracedLots>
}
export type AsideWork<Question, Answer> = (aside: Aside, question: Question) => Promise<Answer>

/** The same work where it is little, without a thread. */
export const inPlace = (services: Asked, tell: Tell = () => undefined): Aside => ({
  pool: services.pool,
  tell,
  trace: asked => tracedFor(services, asked),
})

export interface Watching {
  readonly tell?: Tell | undefined
  readonly signal?: AbortSignal | undefined
}

/** In shared memory where it is large: then it can be handed on without being copied, and is gone when the last has done with it. */
export const tracedFor = ({ engine, pool }: Asked, { seeds, exclude, position }: TraceAsked): Promise<Traced> =>
  trace(engine, pool, { direction: 'forward', seeds: [...seeds], exclude: [...exclude] }, { pinned: position, rooms: new Rooms() })

/** @throws Problem or Refusal as the work threw it, or what `signal` was aborted with */
export async function doneAside<Answer>(
  services: Asked,
  kind: string,
  question: unknown,
  { tell, signal }: Watching = {},
): Promise<Answer> {
  const worker = startThread(PROGRAM)
  const say = (told: AsideTold): void => worker.postMessage(told)
  try {
    return await new Promise<Answer>((done, fail) => {
      const lose = (): void => fail(new Problem(503, 'unavailable', LOST))
      worker.on('error', lose).on('exit', lose)
      worker.on('message', (said: AsideSaid) => {
        if ('done' in said) done(said.done as Answer)
        else if ('problem' in said) fail(errorOf(said.problem))
        else if ('far' in said) told(() => tell?.(...said.far), fail)
        else
          tracedFor(services, said.trace).then(
            traced => say({ traced: handedOver(traced) }),
            error => say({ problem: problemOf(error) }),
          )
      })
      signal?.addEventListener('abort', () => fail(signal.reason as Error), { once: true })
      say({ kind, address: addressOfPool(services.pool), question })
    })
  } finally {
    await worker.terminate()
  }
}

const LOST = 'The thread that was reading the case ended. Try again; if it goes on, the machine has too little memory.'

/** Whoever is told may give up. */
function told(tell: () => void, fail: (error: Error) => void): void {
  try {
    tell()
  } catch (error) {
    fail(error as Error)
  }
}

export function problemOf(error: unknown): AsideProblem {
  const { name = 'Error', message = String(error), stack, code = null, status = null, pointer } = error as Partial<Problem>
  return { name, message, stack, code, status, pointer }
}

export function errorOf({ message, stack, code, status, pointer }: AsideProblem): Error {
  if (code !== null && status !== null) return new Problem(status, code, message, pointer)
  if (code !== null && !/^[A-Z0-9]+$/.test(code)) return new Refusal(code as RefusalCode, message, pointer)
  return Object.assign(new Error(message), { stack, ...(code === null ? {} : { code }) })
}
