/** How a capability states an address: what it takes (one schema, also for the OpenAPI document), who may call it, what it answers. */

import type { Readable } from 'node:stream'
import type { Pool } from 'pg'
import type { z } from 'zod'
import type { Signer } from '../base/signed-package.ts'
import type { Look } from '../ledger/trial.ts'
import type { Outcome, Step } from '../ledger/writer.ts'
import type { Role } from './access/roles.ts'
import { checkAnswer, checksAnswers } from './answered.ts'
import type { Command } from './events.ts'
import type { LineState } from './machines/line-state.ts'
import type { Engine } from './tracing/engine.ts'

export interface Principal {
  name: string
  role: Role
  person: string | null
  /** In which language its screens speak, where somebody said it. */
  language?: string | undefined
  /** Of the role station: which one. */
  station?: { site: string; code: string }
}

/** What answering needs. Reads go to the pool, writes to `record`, traces to the engine. */
export interface Services {
  pool: Pool
  /** For small statements by index that are asked many times a second, and planned once; left out: the pool. */
  lookUps?: Pool
  engine: Engine
  record: (command: Command, via: string) => Promise<Outcome>
  /** All of them or none, see Writer.submitTogether. */
  recordTogether: (types: readonly string[], steps: readonly Step[], via: string) => Promise<readonly Outcome[]>
  /** What recording would change: decided, looked at, and rolled back. Throws the refusal. */
  tryOut: <B, A>(command: Command, look: Look<B, A>) => Promise<A>
  now: () => number
  /** Labels were asked for: the queue need not wait until it looks by itself. */
  wakePrinters?: () => void
  /** Signs what is handed out; only where there is a data directory for its key. */
  signer?: Signer
  /** The data directory of this server: where files that are made lie until they are fetched. */
  folder?: string
  /** The lines to the machines; only where a server keeps them. */
  machines?: { states(): LineState[] }
  /** The projections were made anew: whoever remembers something of them starts over. */
  forget: () => void
}

export interface Call<Q, B> {
  params: Record<string, string>
  query: Q
  body: B
  principal: Principal
  raw: Buffer | null
  accept: string
  /** Aborted when the caller has gone away before the answer. */
  signal?: AbortSignal
  /** The body of a route that takes a stream, and what its sender says of its size. */
  stream?: Readable | undefined
  size?: number | undefined
}

/** A body that is not JSON, such as a PDF: sent as it is. */
export class Document {
  readonly type: string
  readonly bytes: Buffer | string
  readonly fileName: string | undefined
  constructor(type: string, bytes: Buffer | string, fileName?: string) {
    this.type = type
    this.bytes = bytes
    this.fileName = fileName
  }
}

/** A body that is sent piece by piece, with the headers that say what it is and what a browser may do with it. */
export class Streamed {
  readonly bytes: Readable
  readonly headers: Readonly<Record<string, string>>
  constructor(bytes: Readable, headers: Readonly<Record<string, string>>) {
    this.bytes = bytes
    this.headers = headers
  }
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  role: Role
  summary: string
  query?: z.ZodType
  body?: z.ZodType
  /** What it answers as JSON; left out where it only ever sends a document. */
  answer?: z.ZodType
  /** Its reading is written to the access log, before it is answered. */
  sensitive?: boolean
  /** Answered without a token: what is asked for proves itself. */
  open?: boolean
  /** The body is taken as bytes, whatever its type. */
  raw?: boolean
  /** The body is handed on as it comes in, however large. */
  streamed?: boolean
  status?: number
  handle: (call: Call<never, never>) => Promise<unknown>
}

/** What a handler may answer: what its route states, or a document where it sends one. */
type Answered<A extends z.ZodType | undefined> = (A extends z.ZodType ? Told<z.infer<A>> : never) | Document | Streamed

/** An answer is only written out: whether whoever keeps it may change it does not matter. */
type Told<T> = T extends readonly (infer Row)[]
  ? readonly Told<Row>[]
  : T extends object
    ? { readonly [Name in keyof T]: Told<T[Name]> }
    : T

/** States a route with the types its schemas give: what it is asked, and what it answers. */
export function route<
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
  A extends z.ZodType | undefined = undefined,
>(
  stated: Omit<Route, 'handle' | 'query' | 'body' | 'answer'> & {
    query?: Q
    body?: B
    answer?: A
    handle: (call: Call<z.output<Q>, z.output<B>>) => Promise<Answered<A>>
  },
): Route {
  if (!checksAnswers) return stated
  return {
    ...stated,
    handle: async (call: Call<never, never>) => {
      const sent = await stated.handle(call)
      if (!(sent instanceof Document || sent instanceof Streamed)) checkAnswer(stated, sent)
      return sent
    },
  }
}
