/** The capture door: events in, one result per event out, in order. What cannot even be parsed is refused like the rest. */
import type * as answers from '../answers/index.ts'
import { later } from '../base/later.ts'
import { Refusal } from '../base/refusal.ts'
import type { Outcome } from '../ledger/writer.ts'
import { parseEvent } from './parse.ts'
import type { Services } from './route.ts'
import { Unreadable } from './unreadable.ts'

export interface CaptureResult {
  id: string | null
  status: Outcome['status']
  sequence?: number
  lots?: { material: string; number: string }[]
  opened?: { material: string; number: string }
  /** The container an event numbered itself. */
  container?: string
  code?: string
  detail?: string
  pointer?: string
}

/** Lines waiting for their answer at once: more than the writer takes at a time, few enough that most are forgotten before the collector comes round. */
const OPEN_MAX = 2000

export async function captureEvents(
  services: Services,
  inputs: Iterable<unknown> | AsyncIterable<unknown>,
  via: string,
): Promise<CaptureResult[]> {
  const results: CaptureResult[] = []
  const open: Promise<void>[] = []
  let index = 0
  for await (const input of inputs) {
    const at = index++
    // It may fail while the next line is still on its way.
    const one = later(
      captureOne(services, input, via).then(result => {
        results[at] = result
      }),
    )
    open.push(one)
    if (open.length >= OPEN_MAX) await open.shift()
  }
  await Promise.all(open)
  return results
}

async function captureOne(services: Services, input: unknown, via: string): Promise<CaptureResult> {
  try {
    return { ...resultOf(await services.record(parseEvent(input), via)), id: idOf(input) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return refusedResult(input, error)
  }
}

/** The place in the whole store is nobody's business outside of it. */
export function resultOf(outcome: Outcome): CaptureResult {
  const { position: _, ...result } = outcome
  return result
}

/** What is on record, as it is told who asked for it; who was refused is told otherwise. */
export function recordedOf({ id, status, sequence, position }: Outcome): answers.Recorded {
  if (status === 'refused' || sequence === undefined) throw new Error(`event ${id} is not on record`)
  return { id, status, sequence, ...(position === undefined ? {} : { position }) }
}

/** As it is told: what was not recorded has no sequence. */
export const told = (result: CaptureResult): answers.CaptureResult => ({ ...result, sequence: result.sequence ?? null })

export const refusedResult = (input: unknown, { code, message, pointer }: Refusal): CaptureResult => ({
  id: idOf(input),
  status: 'refused',
  code,
  detail: message,
  ...(pointer === undefined ? {} : { pointer }),
})

export const idOf = (input: unknown): string | null => {
  const id = (input as { id?: unknown } | null)?.id
  return typeof id === 'string' ? id.slice(0, 100) : null
}

/** Longer than any event needs: a hundred thousand serials take a fifth of it. What is longer is refused without being kept. */
const LINE_MAX = 64 * 1024 * 1024

export async function* linesOf(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder()
  const line = new Line()
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      line.add(text.slice(from, end))
      from = end + 1
      if (!line.isBlank) yield line.take()
    }
    line.add(text.slice(from))
  }
  line.add(decoder.decode())
  if (!line.isBlank) yield line.take()
}

/** A line as it comes in, piece by piece: looked at as a whole only once, however many pieces it has. */
class Line {
  private pieces: string[] = []
  private length = 0
  isBlank = true

  add(piece: string): void {
    this.length += piece.length
    if (this.isBlank && piece.trim() !== '') this.isBlank = false
    if (this.length > LINE_MAX) this.pieces = []
    else if (!this.isBlank) this.pieces.push(piece)
  }

  take(): unknown {
    const { pieces, length } = this
    this.pieces = []
    this.length = 0
    this.isBlank = true
    if (length > LINE_MAX) return new Unreadable(`This line is longer than ${LINE_MAX} characters: send its parts as events of their own.`)
    return parseLine(pieces.join(''))
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line.charCodeAt(0) === 0xfeff ? line.slice(1) : line)
  } catch {
    return new Unreadable('This line is no JSON.')
  }
}
